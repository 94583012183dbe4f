#include "CFiles.h"
#include <limits.h>
#include <malloc.h>

static size_t kept = SIZE_MAX;

void ogive_keep_memory(size_t most) {
  kept = most;
  // One heap for all threads, and large blocks in it too: what one leaves is there for the next, whoever asks for it.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, most < INT_MAX ? (int)most : INT_MAX);
}

void ogive_settle_memory(void) {
  if (mallinfo2().fordblks > kept) malloc_trim(0);
}
