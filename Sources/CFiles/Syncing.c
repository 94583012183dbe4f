#define _GNU_SOURCE
#include "CFiles.h"
#include <fcntl.h>

void ogive_begin_sync(int file, size_t start, size_t count) {
#ifdef SYNC_FILE_RANGE_WRITE
  // What it can't do now is done at the end, by fsync.
  (void)sync_file_range(file, (off_t)start, (off_t)count, SYNC_FILE_RANGE_WRITE);
#endif
}

bool ogive_reserve_disk(int file, size_t start, size_t count) {
  return fallocate(file, 0, (off_t)start, (off_t)count) == 0;
}
