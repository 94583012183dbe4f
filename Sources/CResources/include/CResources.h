// Files that are part of the command (data sets, the manual), embedded in it, so that it works wherever it is copied to.
// C, because `#embed` costs nothing to compile where a Swift array literal of the same bytes costs minutes.
#ifndef OGIVE_CRESOURCES_H
#define OGIVE_CRESOURCES_H
#include <stddef.h>

/// One embedded file.
typedef struct {
  const char *name;            // its path below Sources/CResources, e.g. "data/iris.csv"
  const unsigned char *bytes;
  size_t count;
} ogive_resource;

/// All embedded files, sorted by name; ends with an entry whose name is NULL.
const ogive_resource *ogive_resources(void);
#endif
