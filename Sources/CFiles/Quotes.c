#include "CFiles.h"
#include <string.h>

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

// Where the second ones of two quotes are; `within` says, by all bits, whether a first one stands before the bytes.
static inline uint64_t seconds_of(uint64_t quotes, uint64_t *within) {
  uint64_t parity = ogive_parity_of(quotes) ^ *within;
  *within = (uint64_t)((int64_t)parity >> 63);
  return quotes & ~parity;
}

size_t ogive_unescape(const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  size_t read = 0, written = 0;
  // 64 bytes at a time, so that where each span begins needn't wait for the bytes of the one before.
  uint64_t within = 0;
  while (read + 64 <= count && written + 80 <= room) {
    uint64_t seconds = seconds_of(ogive_places_of(p + read, quote), &within);
    written += copy_without(target + written, p + read, 64, seconds);
    read += 64;
  }
  while (read < count && written + 32 <= room) {
    size_t some = count - read < 16 ? count - read : 16;
    // The bits above are like the last one, so that the parity goes on.
    uint64_t quotes = ogive_few_places_of(p + read, quote) & ((UINT64_C(1) << some) - 1);
    uint64_t seconds = seconds_of(quotes, &within);
    written += copy_without(target + written, p + read, some, seconds);
    read += some;
  }
  // What is left is for less room than that.
  if (within && read < count) read++;
  while (read < count && written < room) {
    uint8_t byte = p[read];
    target[written++] = byte;
    read += byte == quote ? 2 : 1;
  }
  return written;
}
