// What reading big text files needs of C: the places of separators as bits (Swift's SIMD types have no move-mask), and
// mapped files that another program may cut short at any time, which the system tells by the signal SIGBUS alone.
#ifndef OGIVE_CFILES_H
#define OGIVE_CFILES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What stands where in 64 bytes of separated values, the lowest bit for the first byte.
typedef struct {
  /// Delimiters and line ends that don't stand within quotes.
  uint64_t ends;
  uint64_t quotes;
  /// Second ones of two quotes that stand for one.
  uint64_t doubled;
  /// Where a quote doesn't open a cell, close one or stand for one with another.
  uint64_t faults;
  /// Blanks and tabs at the beginning of a cell, and ends behind one.
  uint64_t edges;
} ogive_marks;

/// What came before 64 bytes.
typedef struct {
  /// All bits: they begin within quotes.
  uint64_t is_within;
  /// 1: behind a closing quote, at the beginning of a cell, behind a blank.
  uint64_t ends_closing, begins_cell, ends_blank;
} ogive_marks_state;

/// Finds the marks of `count` times 64 bytes. Without a quote it is the delimiter.
void ogive_find_marks(
    const uint8_t *_Nonnull p, size_t count, uint8_t delimiter, uint8_t quote, ogive_marks_state *_Nonnull state,
    ogive_marks *_Nonnull marks);

/// Each bit the sum, modulo 2, of the bit itself and all below it: of the places of quotes, what stands within them.
static inline uint64_t ogive_parity_of(uint64_t x) {
  for (int shift = 1; shift < 64; shift *= 2) x ^= x << shift;
  return x;
}

#if defined(__SSE2__)
#include <emmintrin.h>

/// Where a byte stands among 64, the lowest bit for the first.
static inline uint64_t ogive_places_of(const uint8_t *_Nonnull p, uint8_t byte) {
  const __m128i wanted = _mm_set1_epi8((char)byte);
  uint64_t places = 0;
  for (int i = 0; i < 4; i++) {
    __m128i x = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    places |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, wanted)) << (16 * i);
  }
  return places;
}
/// Where a byte stands among 16.
static inline uint64_t ogive_few_places_of(const uint8_t *_Nonnull p, uint8_t byte) {
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8((char)byte)));
}
#else
static inline uint64_t ogive_few_places_of(const uint8_t *_Nonnull p, uint8_t byte) {
  uint64_t places = 0;
  for (int i = 0; i < 16; i++) places |= (uint64_t)(p[i] == byte) << i;
  return places;
}

static inline uint64_t ogive_places_of(const uint8_t *_Nonnull p, uint8_t byte) {
  uint64_t places = 0;
  for (int i = 0; i < 64; i++) places |= (uint64_t)(p[i] == byte) << i;
  return places;
}
#endif

/// Brings a place in memory into the cache, for reading.
static inline void ogive_prefetch(const void *_Nonnull p) { __builtin_prefetch(p); }

/// Writes a number to a place that other threads may write to at the same time: what one of them wrote stays.
static inline void ogive_store(int32_t *_Nonnull place, int32_t value) {
  __atomic_store_n(place, value, __ATOMIC_RELAXED);
}

/// Makes a byte 1 that other threads may make 1 at the same time.
static inline void ogive_mark(uint8_t *_Nonnull place) {
  if (__atomic_load_n(place, __ATOMIC_RELAXED) == 0) __atomic_store_n(place, 1, __ATOMIC_RELAXED);
}

/// What a stretch of bytes holds.
typedef struct {
  uint64_t quotes;
  uint64_t line_feeds;
  bool has_nul;
  /// Bytes of 128 and more.
  bool has_high;
} ogive_survey;

ogive_survey ogive_survey_of(const uint8_t *_Nonnull p, size_t count, uint8_t quote);

/// Writes bytes with one quote for each two, as many as there is room for, and gives their number. 16 bytes behind them
/// must be readable.
size_t ogive_unescape(const uint8_t *_Nonnull p, size_t count, uint8_t quote, uint8_t *_Nonnull target, size_t room);

/// Keeps up to `most` bytes that are freed for what is allocated next. To be called before there are threads.
void ogive_keep_memory(size_t most);
/// Gives freed memory back to the system if there is more of it than may be kept.
void ogive_settle_memory(void);

/// Has the system begin to write a part of a file to its disk, without waiting for it.
void ogive_begin_sync(int file, size_t start, size_t count);
/// Makes a file longer by bytes for which there is room on the disk; whether that could be done.
bool ogive_reserve_disk(int file, size_t start, size_t count);

/// Protects mapped pages: one that is gone reads as zeros. A number for `ogive_unguard`, or -1 if that can't be had.
int ogive_guard(void *_Nonnull base, size_t count);
/// Ends the protection; whether a page was gone.
bool ogive_unguard(int number);
#endif
