#include "CFiles.h"
#include "Vectors.h"

// Counters of one byte a lane are added up before they can overflow; the compiler makes vectors of the inner loop.
OGIVE_FOR_EACH_PROCESSOR
ogive_survey ogive_survey_of(const uint8_t *p, size_t count, uint8_t quote) {
  ogive_survey all = {0, 0, false, false};
  uint8_t high = 0, nul = 0;
  size_t i = 0;
  while (i + 32 <= count) {
    size_t steps = (count - i) / 32 < 128 ? (count - i) / 32 : 128;
    uint8_t quotes[32] = {0}, feeds[32] = {0}, highs[32] = {0}, nuls[32] = {0};
    for (size_t k = 0; k < steps; k++, i += 32)
      for (int j = 0; j < 32; j++) {
        uint8_t x = p[i + j];
        quotes[j] += x == quote;
        feeds[j] += x == '\n';
        highs[j] |= x;
        nuls[j] |= x == 0;
      }
    for (int j = 0; j < 32; j++) {
      all.quotes += quotes[j];
      all.line_feeds += feeds[j];
      high |= highs[j];
      nul |= nuls[j];
    }
  }
  for (; i < count; i++) {
    all.quotes += p[i] == quote;
    all.line_feeds += p[i] == '\n';
    high |= p[i];
    nul |= p[i] == 0;
  }
  all.has_nul = nul != 0;
  all.has_high = high >= 0x80;
  return all;
}
