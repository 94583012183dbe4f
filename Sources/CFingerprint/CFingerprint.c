#include "CFingerprint.h"
#include <xxhash.h>

ogive_fingerprint ogive_fingerprint_of(const void *bytes, size_t count) {
  XXH128_hash_t hash = XXH3_128bits(bytes, count);
  return (ogive_fingerprint){.high = hash.high64, .low = hash.low64};
}
