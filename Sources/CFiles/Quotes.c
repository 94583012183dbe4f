#include "CFiles.h"
#include "Vectors.h"

// Where the second ones of two quotes are; `within` says, by all bits, whether a first one stands before the bytes.
static inline uint64_t seconds_of(uint64_t quotes, uint64_t *within) {
  uint64_t parity = ogive_parity_of(quotes) ^ *within;
  *within = (uint64_t)((int64_t)parity >> 63);
  return quotes & ~parity;
}

// What there is too little room for to write it in vectors, from a place on.
static inline size_t unescape_rest(
    const uint8_t *p, size_t read, size_t count, uint8_t quote, uint64_t within, uint8_t *target, size_t written,
    size_t room) {
  if (within && read < count) read++;
  while (read < count && written < room) {
    uint8_t byte = p[read];
    target[written++] = byte;
    read += byte == quote ? 2 : 1;
  }
  return written;
}

// Copies a span of up to 64 bytes in steps of 16, and so perhaps up to 15 bytes behind it too.
static inline void copy_span(uint8_t *target, const uint8_t *p, size_t count) {
  for (size_t i = 0; i < count; i += 16) memcpy(target + i, p + i, 16);
}

// Copies bytes but for the second ones of two quotes, whose places are bits; the number of bytes written.
static inline size_t copy_without(uint8_t *target, const uint8_t *p, size_t count, uint64_t seconds) {
  size_t start = 0, written = 0;
  while (seconds) {
    size_t end = (size_t)__builtin_ctzll(seconds);
    seconds &= seconds - 1;
    copy_span(target + written, p + start, end - start);
    written += end - start;
    start = end + 1;
  }
  copy_span(target + written, p + start, count - start);
  return written + count - start;
}

OGIVE_FOR_EACH_PROCESSOR
size_t ogive_unescape_by_spans(const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  size_t read = 0, written = 0;
  // 64 bytes at a time, so that where each span begins needn't wait for the bytes of the one before.
  uint64_t within = 0;
  while (read + 64 <= count && written + 80 <= room) {
    const uint64_t quotes = OGIVE_BITS(OGIVE_LOAD(p + read) == quote);
    written += copy_without(target + written, p + read, 64, seconds_of(quotes, &within));
    read += 64;
  }
  while (read < count && written + 32 <= room) {
    const size_t some = count - read < 16 ? count - read : 16;
    uint64_t quotes = 0;
    for (size_t i = 0; i < 16; i++) quotes |= (uint64_t)(p[read + i] == quote) << i;
    // The bits above are like the last one, so that the parity goes on.
    quotes &= (UINT64_C(1) << some) - 1;
    written += copy_without(target + written, p + read, some, seconds_of(quotes, &within));
    read += some;
  }
  return unescape_rest(p, read, count, quote, within, target, written, room);
}

#if defined(__x86_64__)
#include <immintrin.h>

// By the instruction that moves bytes of a vector together, as quick whatever the number of quotes.
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) static size_t unescape_by_vectors(
    const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  const __m512i wanted = _mm512_set1_epi8((char)quote);
  size_t read = 0, written = 0;
  uint64_t within = 0;
  while (read < count && written + 64 <= room) {
    const size_t some = count - read < 64 ? count - read : 64;
    const uint64_t there = ~UINT64_C(0) >> (64 - some);
    const __m512i x = _mm512_maskz_loadu_epi8(there, p + read);
    const uint64_t quotes = _mm512_mask_cmpeq_epi8_mask(there, x, wanted);
    const uint64_t kept = there & ~seconds_of(quotes, &within);
    _mm512_storeu_si512(target + written, _mm512_maskz_compress_epi8(kept, x));
    written += (size_t)__builtin_popcountll(kept);
    read += some;
  }
  return unescape_rest(p, read, count, quote, within, target, written, room);
}

size_t ogive_unescape(const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  return __builtin_cpu_supports("avx512vbmi2") ? unescape_by_vectors(p, count, quote, target, room)
                                               : ogive_unescape_by_spans(p, count, quote, target, room);
}
#else
size_t ogive_unescape(const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  return ogive_unescape_by_spans(p, count, quote, target, room);
}
#endif

typedef uint8_t bytes16 __attribute__((ext_vector_type(16)));
typedef bool bits16 __attribute__((ext_vector_type(16)));

bool ogive_has_separator(const uint8_t *p, size_t count) {
  for (size_t i = 0; i < count; i += 16) {
    bytes16 x;
    memcpy(&x, p + i, 16);
    const bits16 found = __builtin_convertvector(
        (x == ',') | (x == ';') | (x == '\t') | (x == '|') | (x == '\n') | (x == '\r'), bits16);
    uint16_t bits;
    memcpy(&bits, &found, 2);
    if (count - i < 16) bits &= (1u << (count - i)) - 1;
    if (bits) return true;
  }
  return false;
}
