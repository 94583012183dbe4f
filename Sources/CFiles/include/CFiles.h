// What reading big text files needs of C: the places of separators as bits (Swift's SIMD types have no move-mask), and
// mapped files that another program may cut short at any time, which the system tells by the signal SIGBUS alone.
#ifndef OGIVE_CFILES_H
#define OGIVE_CFILES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What stands where in 64 bytes of separated values, the lowest bit for the first byte.
typedef struct {
  /// Delimiters and line ends that don't stand within quotes; of CRLF the second byte.
  uint64_t ends;
  /// Those of them that are line feeds.
  uint64_t feeds;
  /// Those of them that are carriage returns.
  uint64_t returns;
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
  /// Whether there were bytes of 128 and more, and of 0, as yet.
  bool has_high, has_nul;
} ogive_marks_state;

/// Finds the marks of `count` times 64 bytes, behind which one more must be readable. Without a quote it is the delimiter.
void ogive_find_marks(
    const uint8_t *_Nonnull p, size_t count, uint8_t delimiter, uint8_t quote, ogive_marks_state *_Nonnull state,
    ogive_marks *_Nonnull marks);

/// How far records were split into cells. Places are counted from `origin`.
typedef struct {
  ptrdiff_t origin;
  /// Where the next 64 bytes, the cell that is open and its record begin.
  uint64_t block, start, record;
  /// Cells of that record so far, and records before it.
  size_t found, rows;
  /// Whether there were quotes, and doubled ones, since the cell that is open began.
  bool had_quotes, had_doubled;
  /// 1: some record ended in LF, 2: in CRLF.
  uint64_t line_ends;
} ogive_split_state;

/// Splits up to `count` times 64 bytes into cells, as long as no quote is at fault, no cell has blanks at its edge, no
/// record ends in a carriage return alone, each has `width` cells and fewer than `most` are there; the number of times.
///
/// A cell is its place, its length from bit 32 on, bit 63 if it is in quotes and bit 62 if some are doubled there; those
/// of a record are behind those of the one before. There must be room for `most` records and for eight cells more.
size_t ogive_split(
    const uint8_t *_Nonnull p, const ogive_marks *_Nonnull marks, size_t count, size_t width, uint8_t quote, size_t most,
    ogive_split_state *_Nonnull state, uint64_t *_Nonnull cells, ptrdiff_t *_Nonnull records);

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
/// The same as it is done where a processor has no instruction for it.
size_t ogive_unescape_by_spans(
    const uint8_t *_Nonnull p, size_t count, uint8_t quote, uint8_t *_Nonnull target, size_t room);

/// Whether some byte is a line end or one that often delimits cells. 16 bytes behind them must be readable.
bool ogive_has_separator(const uint8_t *_Nonnull p, size_t count);

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
