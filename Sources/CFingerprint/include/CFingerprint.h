// XXH3-128, the content fingerprint of data files. A shim, because xxHash hands out its state by functions
// whose 128-bit result is a struct that is plainer to read as two words in Swift.
#ifndef OGIVE_CFINGERPRINT_H
#define OGIVE_CFINGERPRINT_H
#include <stddef.h>
#include <stdint.h>

typedef struct { uint64_t high, low; } ogive_fingerprint;

/// The XXH3 128-bit hash of `count` bytes.
ogive_fingerprint ogive_fingerprint_of(const void *bytes, size_t count);

/// A hash that is taken piece by piece: begin, add each piece, end. `NULL` if there is no memory for its state.
void *ogive_fingerprint_begin(void);
void ogive_fingerprint_add(void *state, const void *bytes, size_t count);
/// The hash of all that was added.
ogive_fingerprint ogive_fingerprint_so_far(const void *state);
void ogive_fingerprint_end(void *state);
#endif
