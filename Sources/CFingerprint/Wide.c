#include "Wide.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#define XXH_VECTOR XXH_AVX2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include <xxhash.h>

void ogive_wide_update(void *state, const void *bytes, size_t count) {
  XXH3_128bits_update((XXH3_state_t *)state, bytes, count);
}
#pragma clang attribute pop

bool ogive_has_wide(void) { return __builtin_cpu_supports("avx2"); }
#else
void ogive_wide_update(void *state, const void *bytes, size_t count) {
  (void)state, (void)bytes, (void)count;
}

bool ogive_has_wide(void) { return false; }
#endif
