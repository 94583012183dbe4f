#include "CFiles.h"
#include "Vectors.h"

// Into what is compiled for each processor.
#define INLINE static inline __attribute__((always_inline))

INLINE size_t number_of(uint64_t bits) { return (size_t)__builtin_popcountll(bits); }

// 64 for no bit.
INLINE uint64_t lowest_of(uint64_t bits) { return bits ? (uint64_t)__builtin_ctzll(bits) : 64; }

// Whether each line that ends in 64 bytes has `width` cells, and the last one not that many yet, of which there will be
// `found` then.
INLINE bool is_regular(const ogive_marks *m, size_t width, size_t *found) {
  size_t lines = 0;
  bool is_so = true;
  for (uint64_t rest = m->feeds; rest; rest &= rest - 1) {
    lines += width;
    is_so &= *found + number_of(m->ends & (rest ^ (rest - 1))) == lines;
  }
  *found += number_of(m->ends) - lines;
  return is_so && *found < width;
}

// The compiler would put vectors together from what loops store, which takes longer.
INLINE uint64_t alone(uint64_t x) {
  __asm__("" : "+r"(x));
  return x;
}

// Cells none of which is in quotes. Eight at a time, for the number of steps would be hard to foresee; those too many are
// written over.
INLINE void split_plain(const ogive_marks *m, ogive_split_state *s, uint64_t *cells) {
  const size_t number = number_of(m->ends);
  uint64_t ends = m->ends, start = s->start;
  for (size_t i = 0; i < number; i += 8)
    for (size_t k = 0; k < 8; k++) {
      const uint64_t end = s->block + lowest_of(ends);
      cells[i + k] = alone(start | (end - start) << 32);
      start = end + 1;
      ends &= ends - 1;
    }
}

// Cells of which some may be in quotes: those that begin with one, as no quote is at fault.
INLINE void split_quoted(
    const uint8_t *origin, const ogive_marks *m, uint8_t quote, ogive_split_state *s, uint64_t *cells) {
  const size_t number = number_of(m->ends);
  uint64_t ends = m->ends, start = s->start, doubled = m->doubled, had_doubled = s->had_doubled;
  for (size_t i = 0; i < number; i += 4)
    for (size_t k = 0; k < 4; k++) {
      const uint64_t end = s->block + lowest_of(ends), through = ends ^ (ends - 1);
      const uint64_t is_quoted = origin[start] == quote && end > start;
      const uint64_t is_escaped = is_quoted & ((doubled & through) != 0 || had_doubled);
      const uint64_t length = end - start - 2 * is_quoted;
      cells[i + k] = alone((start + is_quoted) | length << 32 | is_quoted << 63 | is_escaped << 62);
      had_doubled = 0;
      start = end + 1;
      doubled &= ~through;
      ends &= ends - 1;
    }
  // Behind the last end.
  s->had_doubled = (m->doubled & ~UINT64_C(0) << (63 - __builtin_clzll(m->ends))) != 0;
}

OGIVE_FOR_EACH_PROCESSOR
size_t ogive_split(
    const uint8_t *p, const ogive_marks *marks, size_t count, size_t width, uint8_t quote, size_t most,
    ogive_split_state *state, uint64_t *cells, ptrdiff_t *records) {
  ogive_split_state s = *state;
  const uint8_t *origin = p - s.block;
  size_t done = 0;
  for (; done < count; done++) {
    const ogive_marks *m = marks + done;
    if (m->returns | m->faults | m->edges) break;
    if (!m->ends) {
      // Within a long cell.
      s.had_quotes |= m->quotes != 0;
      s.had_doubled |= m->doubled != 0;
      s.block += 64;
      continue;
    }
    size_t found = s.found;
    if (s.rows + number_of(m->feeds) >= most || !is_regular(m, width, &found)) break;
    uint64_t *target = cells + s.rows * width + s.found;
    if (m->quotes || s.had_quotes) {
      split_quoted(origin, m, quote, &s, target);
      s.had_quotes = m->quotes != 0;
    } else {
      split_plain(m, &s, target);
    }
    s.start = s.block + 64 - (uint64_t)__builtin_clzll(m->ends);
    for (uint64_t rest = m->feeds; rest; rest &= rest - 1) {
      const uint64_t feed = s.block + lowest_of(rest);
      records[s.rows++] = s.origin + (ptrdiff_t)s.record;
      s.record = feed + 1;
      // The second byte of CRLF: the first one isn't part of the cell.
      uint64_t *last = cells + s.rows * width - 1;
      const bool is_second = *last >> 32 && origin[feed - 1] == '\r';
      *last -= (uint64_t)is_second << 32;
      s.line_ends |= is_second ? 2 : 1;
    }
    s.found = found;
    s.block += 64;
  }
  *state = s;
  return done;
}
