#include "CFingerprint.h"
#include "Wide.h"
#include <xxhash.h>

ogive_fingerprint ogive_fingerprint_of(const void *bytes, size_t count) {
  XXH128_hash_t hash = XXH3_128bits(bytes, count);
  return (ogive_fingerprint){.high = hash.high64, .low = hash.low64};
}

void *ogive_fingerprint_begin(void) {
  XXH3_state_t *state = XXH3_createState();
  if (state) XXH3_128bits_reset(state);
  return state;
}

void ogive_fingerprint_add(void *state, const void *bytes, size_t count) {
  if (ogive_has_wide())
    ogive_wide_update(state, bytes, count);
  else
    XXH3_128bits_update(state, bytes, count);
}

ogive_fingerprint ogive_fingerprint_so_far(const void *state) {
  XXH128_hash_t hash = XXH3_128bits_digest(state);
  return (ogive_fingerprint){.high = hash.high64, .low = hash.low64};
}

void ogive_fingerprint_end(void *state) { XXH3_freeState(state); }
