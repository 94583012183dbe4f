#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with its own command line; comes back when it is done.
int ogive_fuzz(int argc, char **argv, int (*one)(const uint8_t *bytes, size_t count));
