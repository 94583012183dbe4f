// What reading big text files needs of C: the places of separators as bits (Swift's SIMD types have no move-mask), and
// mapped files that another program may cut short at any time, which the system tells by the signal SIGBUS alone.
#ifndef OGIVE_CFILES_H
#define OGIVE_CFILES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What stands where in 64 bytes, the lowest bit for the first byte.
typedef struct {
  /// Delimiters and line ends.
  uint64_t ends;
  /// Blanks, tabs and quotes that aren't delimiters.
  uint64_t edges;
} ogive_marks;

#if defined(__SSE2__)
#include <emmintrin.h>

static inline ogive_marks ogive_marks_of(const uint8_t *_Nonnull p, uint8_t delimiter, uint8_t quote) {
  const __m128i d = _mm_set1_epi8((char)delimiter), q = _mm_set1_epi8((char)quote);
  const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
  const __m128i blank = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t');
  uint64_t ends = 0, edges = 0;
  for (int i = 0; i < 4; i++) {
    __m128i x = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i e = _mm_or_si128(_mm_cmpeq_epi8(x, d), _mm_or_si128(_mm_cmpeq_epi8(x, lf), _mm_cmpeq_epi8(x, cr)));
    __m128i b = _mm_or_si128(_mm_cmpeq_epi8(x, q), _mm_or_si128(_mm_cmpeq_epi8(x, blank), _mm_cmpeq_epi8(x, tab)));
    ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(e) << (16 * i);
    edges |= (uint64_t)(uint32_t)_mm_movemask_epi8(b) << (16 * i);
  }
  return (ogive_marks){ends, edges & ~ends};
}
#else
static inline ogive_marks ogive_marks_of(const uint8_t *_Nonnull p, uint8_t delimiter, uint8_t quote) {
  uint64_t ends = 0, edges = 0;
  for (int i = 0; i < 64; i++) {
    uint8_t x = p[i];
    ends |= (uint64_t)(x == delimiter || x == '\n' || x == '\r') << i;
    edges |= (uint64_t)(x == quote || x == ' ' || x == '\t') << i;
  }
  return (ogive_marks){ends, edges & ~ends};
}
#endif

/// What a stretch of bytes holds.
typedef struct {
  uint64_t quotes;
  uint64_t line_feeds;
  bool has_nul;
  /// Bytes of 128 and more.
  bool has_high;
} ogive_survey;

ogive_survey ogive_survey_of(const uint8_t *_Nonnull p, size_t count, uint8_t quote);

/// Protects mapped pages: one that is gone reads as zeros. A number for `ogive_unguard`, or -1 if that can't be had.
int ogive_guard(void *_Nonnull base, size_t count);
/// Ends the protection; whether a page was gone.
bool ogive_unguard(int number);
#endif
