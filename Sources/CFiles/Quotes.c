#include "CFiles.h"
#include <string.h>

size_t ogive_count_of(const uint8_t *p, size_t count, uint8_t byte) {
  size_t all = 0;
  while (count > 0) {
    // As many as a counter of one byte holds; the compiler makes vectors of the loop.
    size_t some = count < 255 ? count : 255;
    uint8_t found = 0;
    for (size_t i = 0; i < some; i++) found += p[i] == byte;
    all += found;
    p += some;
    count -= some;
  }
  return all;
}

size_t ogive_unescape(const uint8_t *p, size_t count, uint8_t quote, uint8_t *target, size_t room) {
  size_t read = 0, written = 0;
  // 64 bytes at a time, so that where each span begins needn't wait for the bytes of the one before.
  uint64_t within = 0;
  while (read + 64 <= count && written + 80 <= room) {
    uint64_t quotes = ogive_places_of(p + read, quote);
    uint64_t parity = ogive_parity_of(quotes) ^ within;
    within = (uint64_t)((int64_t)parity >> 63);
    // Of two quotes the second is left out.
    uint64_t seconds = quotes & ~parity;
    size_t start = 0;
    while (seconds) {
      size_t end = (size_t)__builtin_ctzll(seconds);
      seconds &= seconds - 1;
      for (size_t i = start; i < end; i += 16) memcpy(target + written + i - start, p + read + i, 16);
      written += end - start;
      start = end + 1;
    }
    for (size_t i = start; i < 64; i += 16) memcpy(target + written + i - start, p + read + i, 16);
    written += 64 - start;
    read += 64;
  }
  if (within) {
    // The second of two begins the rest.
    read++;
  }
  while (read < count && written < room) {
    uint8_t byte = p[read];
    target[written++] = byte;
    read += byte == quote ? 2 : 1;
  }
  return written;
}
