#include "CFiles.h"
#include <malloc.h>

void ogive_trim_memory(void) { malloc_trim(0); }
