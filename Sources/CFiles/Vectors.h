// Vectors of 64 bytes as the compiler has them, whatever the processor's are.
#ifndef OGIVE_VECTORS_H
#define OGIVE_VECTORS_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Before a function: it is compiled for several kinds of processors, and the one that is there is found at the start.
#if defined(__x86_64__)
#define OGIVE_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define OGIVE_FOR_EACH_PROCESSOR
#endif

typedef uint8_t ogive_bytes64 __attribute__((ext_vector_type(64)));
typedef bool ogive_bits64 __attribute__((ext_vector_type(64)));

// Macros, because a vector that a processor doesn't have can't be handed to a function.
#define OGIVE_LOAD(p) \
  ({ \
    ogive_bytes64 loaded_; \
    memcpy(&loaded_, (p), 64); \
    loaded_; \
  })

/// What is true of 64 bytes, the lowest bit for the first.
#define OGIVE_BITS(found) \
  ({ \
    const ogive_bits64 found_ = __builtin_convertvector((found), ogive_bits64); \
    uint64_t bits_; \
    memcpy(&bits_, &found_, 8); \
    bits_; \
  })

/// Each bit the sum, modulo 2, of the bit itself and all below it: of the places of quotes, what stands within them.
static inline uint64_t ogive_parity_of(uint64_t x) {
  for (int shift = 1; shift < 64; shift *= 2) x ^= x << shift;
  return x;
}
#endif
