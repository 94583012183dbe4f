// gzip by zlib. A shim, because zlib counts input in 32 bits, hands out its start-up functions as macros, and stops at
// the end of each member of a file that has several.
#ifndef OGIVE_CZLIB_H
#define OGIVE_CZLIB_H
#include <stddef.h>

typedef struct ogive_zlib ogive_zlib;

enum { OGIVE_ZLIB_MORE, OGIVE_ZLIB_END, OGIVE_ZLIB_CUT, OGIVE_ZLIB_DAMAGED, OGIVE_ZLIB_NO_MEMORY };

/// Begins to unpack `count` bytes, which must stay where they are; NULL if there is no memory.
ogive_zlib *ogive_gunzip_begin(const void *bytes, size_t count);
/// Puts up to `room` bytes at `target` and their number into `made`. END: all members are unpacked; CUT: the bytes end
/// inside a member; DAMAGED: they are no gzip or a checksum differs.
int ogive_gunzip_next(ogive_zlib *state, void *target, size_t room, size_t *made);
/// How many bytes were taken so far.
size_t ogive_gunzip_taken(const ogive_zlib *state);
void ogive_gunzip_end(ogive_zlib *state);

/// Begins to pack; NULL if there is no memory.
ogive_zlib *ogive_gzip_begin(int level);
/// Takes all of `count` bytes in as many calls as give MORE with `made` equal to `room`; the bytes are given with the
/// first of them (`bytes` NULL in the others). `last`: nothing follows; END then says that all is packed.
int ogive_gzip_next(ogive_zlib *state, const void *bytes, size_t count, int last, void *target, size_t room, size_t *made);
void ogive_gzip_end(ogive_zlib *state);
#endif
