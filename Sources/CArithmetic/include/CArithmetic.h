// Operators over blocks of doubles, compiled for several kinds of processors, of which the one that is there is found at
// the start: Swift compiles for one kind alone, the oldest, whose vectors hold two doubles.
#ifndef OGIVE_CARITHMETIC_H
#define OGIVE_CARITHMETIC_H
#include <stddef.h>
#include <stdint.h>

/// Whole numbers as doubles.
void ogive_widen_int8(const int8_t *_Nonnull x, size_t count, double *_Nonnull target);
void ogive_widen_int16(const int16_t *_Nonnull x, size_t count, double *_Nonnull target);
void ogive_widen_int32(const int32_t *_Nonnull x, size_t count, double *_Nonnull target);

// Each of these gives a word whose first bit is set unless all results are finite. The target may be an operand.

#define OGIVE_DECLARE(name) \
  uint64_t ogive_##name( \
      const double *_Nonnull x, const double *_Nonnull y, size_t count, double *_Nonnull target); \
  /* One number on the right for all. */ \
  uint64_t ogive_##name##_right(const double *_Nonnull x, double y, size_t count, double *_Nonnull target); \
  /* One number on the left for all. */ \
  uint64_t ogive_##name##_left(double x, const double *_Nonnull y, size_t count, double *_Nonnull target);

OGIVE_DECLARE(plus)
OGIVE_DECLARE(minus)
OGIVE_DECLARE(times)
OGIVE_DECLARE(divide)
#undef OGIVE_DECLARE

/// The word for numbers as they are.
uint64_t ogive_finiteness(const double *_Nonnull x, size_t count);

// Each of these gives 1 where a comparison holds, 0 where it doesn't, 2 where an operand isn't a number.

#define OGIVE_DECLARE(name) \
  void ogive_##name(const double *_Nonnull x, const double *_Nonnull y, size_t count, uint8_t *_Nonnull target); \
  /* One number on the right for all. */ \
  void ogive_##name##_right(const double *_Nonnull x, double y, size_t count, uint8_t *_Nonnull target);

OGIVE_DECLARE(equal)
OGIVE_DECLARE(not_equal)
OGIVE_DECLARE(less)
OGIVE_DECLARE(less_or_equal)
OGIVE_DECLARE(greater)
OGIVE_DECLARE(greater_or_equal)
#undef OGIVE_DECLARE
#endif
