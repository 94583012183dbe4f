#include "CFiles.h"
#include "Vectors.h"

OGIVE_FOR_EACH_PROCESSOR
void ogive_find_marks(
    const uint8_t *p, size_t count, uint8_t delimiter, uint8_t quote, ogive_marks_state *state, ogive_marks *marks) {
  ogive_marks_state s = *state;
  ogive_bytes64 bits = {0}, is_nul = {0};
  for (size_t i = 0; i < count; i++, p += 64) {
    const ogive_bytes64 x = OGIVE_LOAD(p);
    bits |= x;
    is_nul |= (ogive_bytes64)(x == 0);
    const uint64_t feeds = OGIVE_BITS(x == '\n'), returns = OGIVE_BITS(x == '\r');
    uint64_t ends = OGIVE_BITS(x == delimiter) | feeds | returns;
    const uint64_t blanks = OGIVE_BITS((x == ' ') | (x == '\t')) & ~ends;
    const uint64_t quotes = OGIVE_BITS(x == quote) & ~ends;
    uint64_t doubled = 0, faults = 0;
    if (quotes | s.is_within | s.ends_closing) {
      const uint64_t within = ogive_parity_of(quotes) ^ s.is_within;
      ends &= ~within;
      const uint64_t opening = quotes & within, closing = quotes & ~within;
      const uint64_t behind_closing = closing << 1 | s.ends_closing;
      doubled = opening & behind_closing;
      faults = (behind_closing & ~(ends | opening)) | (opening & ~(ends << 1 | s.begins_cell | behind_closing));
      s.is_within = (uint64_t)((int64_t)within >> 63);
      s.ends_closing = closing >> 63;
    }
    const uint64_t edges = (blanks & (ends << 1 | s.begins_cell)) | (ends & (blanks << 1 | s.ends_blank));
    s.begins_cell = ends >> 63;
    s.ends_blank = blanks >> 63;
    const uint64_t before_feeds = feeds >> 1 | (uint64_t)(p[64] == '\n') << 63;
    ends &= ~(returns & before_feeds);
    marks[i] = (ogive_marks){ends, feeds & ends, returns & ends, quotes, doubled, faults, edges};
  }
  s.has_high |= OGIVE_BITS(bits >= 0x80) != 0;
  s.has_nul |= OGIVE_BITS(is_nul != 0) != 0;
  *state = s;
}
