#include "CZlib.h"
#include <stdlib.h>
#include <zlib.h>

struct ogive_zlib {
  z_stream stream;
  const unsigned char *bytes;
  size_t count, given;
};

// zlib counts in 32 bits: what it gets at a time.
static const size_t part = (size_t)1 << 30;

static void feed(ogive_zlib *state) {
  if (state->stream.avail_in > 0) return;
  size_t left = state->count - state->given;
  size_t now = left < part ? left : part;
  state->stream.next_in = (Bytef *)(state->bytes + state->given);
  state->stream.avail_in = (uInt)now;
  state->given += now;
}

ogive_zlib *ogive_gunzip_begin(const void *bytes, size_t count) {
  ogive_zlib *state = calloc(1, sizeof *state);
  if (!state) return NULL;
  state->bytes = bytes;
  state->count = count;
  // 16: gzip's frame and nothing else.
  if (inflateInit2(&state->stream, 15 + 16) != Z_OK) {
    free(state);
    return NULL;
  }
  return state;
}

size_t ogive_gunzip_taken(const ogive_zlib *state) { return state->given - state->stream.avail_in; }

int ogive_gunzip_next(ogive_zlib *state, void *target, size_t room, size_t *made) {
  z_stream *stream = &state->stream;
  unsigned char *next = target;
  *made = 0;
  while (*made < room) {
    feed(state);
    size_t now = room - *made < part ? room - *made : part;
    stream->next_out = next + *made;
    stream->avail_out = (uInt)now;
    int status = inflate(stream, Z_NO_FLUSH);
    *made += now - stream->avail_out;
    if (status == Z_STREAM_END) {
      size_t taken = ogive_gunzip_taken(state);
      // What fills a block of a tape or a disk.
      size_t zeros = taken;
      while (zeros < state->count && state->bytes[zeros] == 0) zeros++;
      if (zeros == state->count) return OGIVE_ZLIB_END;
      if (inflateReset(stream) != Z_OK) return OGIVE_ZLIB_DAMAGED;
      continue;
    }
    if (status == Z_MEM_ERROR) return OGIVE_ZLIB_NO_MEMORY;
    if (status == Z_BUF_ERROR || status == Z_OK) {
      if (stream->avail_in == 0 && state->given == state->count && stream->avail_out > 0) return OGIVE_ZLIB_CUT;
      continue;
    }
    return OGIVE_ZLIB_DAMAGED;
  }
  return OGIVE_ZLIB_MORE;
}

void ogive_gunzip_end(ogive_zlib *state) {
  inflateEnd(&state->stream);
  free(state);
}

ogive_zlib *ogive_gzip_begin(int level) {
  ogive_zlib *state = calloc(1, sizeof *state);
  if (!state) return NULL;
  if (deflateInit2(&state->stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(state);
    return NULL;
  }
  return state;
}

int ogive_gzip_next(ogive_zlib *state, const void *bytes, size_t count, int last, void *target, size_t room, size_t *made) {
  z_stream *stream = &state->stream;
  if (bytes) {
    state->bytes = bytes;
    state->count = count;
    state->given = 0;
  }
  *made = 0;
  while (*made < room) {
    feed(state);
    size_t now = room - *made < part ? room - *made : part;
    stream->next_out = (Bytef *)target + *made;
    stream->avail_out = (uInt)now;
    int status = deflate(stream, last && state->given == state->count ? Z_FINISH : Z_NO_FLUSH);
    *made += now - stream->avail_out;
    if (status == Z_STREAM_END) return OGIVE_ZLIB_END;
    if (status == Z_STREAM_ERROR) return OGIVE_ZLIB_DAMAGED;
    if (!last && stream->avail_in == 0 && state->given == state->count && stream->avail_out > 0) return OGIVE_ZLIB_MORE;
  }
  return OGIVE_ZLIB_MORE;
}

void ogive_gzip_end(ogive_zlib *state) {
  deflateEnd(&state->stream);
  free(state);
}
