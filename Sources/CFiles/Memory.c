#include "CFiles.h"
#include <malloc.h>

void ogive_trim_memory(void) { malloc_trim(0); }

void ogive_keep_memory(void) {
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}
