#include "CArithmetic.h"
#include <string.h>

#if defined(__x86_64__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512dq", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

#define WIDEN(type, stored) \
  FOR_EACH_PROCESSOR void ogive_widen_##type(const stored *x, size_t count, double *target) { \
    for (size_t i = 0; i < count; i++) target[i] = (double)x[i]; \
  }

WIDEN(int8, int8_t)
WIDEN(int16, int16_t)
WIDEN(int32, int32_t)

// The exponent behind the largest is that of what isn't finite: one more, and the first bit is set.
static inline __attribute__((always_inline)) uint64_t finiteness(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return (bits & UINT64_C(0x7FF0000000000000)) + UINT64_C(0x0010000000000000);
}

#define LOOP(result) \
  uint64_t bits = 0; \
  for (size_t i = 0; i < count; i++) { \
    const double z = result; \
    bits |= finiteness(z); \
    target[i] = z; \
  } \
  return bits;

#define OPERATOR(name, op) \
  FOR_EACH_PROCESSOR uint64_t ogive_##name(const double *x, const double *y, size_t count, double *target) { \
    LOOP(x[i] op y[i]) \
  } \
  FOR_EACH_PROCESSOR uint64_t ogive_##name##_right(const double *x, double y, size_t count, double *target) { \
    LOOP(x[i] op y) \
  } \
  FOR_EACH_PROCESSOR uint64_t ogive_##name##_left(double x, const double *y, size_t count, double *target) { \
    LOOP(x op y[i]) \
  }

OPERATOR(plus, +)
OPERATOR(minus, -)
OPERATOR(times, *)
OPERATOR(divide, /)

FOR_EACH_PROCESSOR
uint64_t ogive_finiteness(const double *x, size_t count) {
  uint64_t bits = 0;
  for (size_t i = 0; i < count; i++) bits |= finiteness(x[i]);
  return bits;
}

// The compiler would think that vectors don't pay here.
#define COMPARE(missing, holds) \
  _Pragma("clang loop vectorize(enable) vectorize_width(16)") for (size_t i = 0; i < count; i++) { \
    const uint8_t is_missing = missing; \
    target[i] = (uint8_t)(((holds) & (is_missing ^ 1)) | is_missing << 1); \
  }

#define COMPARISON(name, op) \
  FOR_EACH_PROCESSOR void ogive_##name(const double *x, const double *y, size_t count, uint8_t *target) { \
    COMPARE(x[i] != x[i] || y[i] != y[i], x[i] op y[i]) \
  } \
  FOR_EACH_PROCESSOR void ogive_##name##_right(const double *x, double y, size_t count, uint8_t *target) { \
    COMPARE(x[i] != x[i], x[i] op y) \
  }

COMPARISON(equal, ==)
COMPARISON(not_equal, !=)
COMPARISON(less, <)
COMPARISON(less_or_equal, <=)
COMPARISON(greater, >)
COMPARISON(greater_or_equal, >=)
