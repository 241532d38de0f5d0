/* What the files of src/io share about streams. Nothing here is for anybody else. */
#ifndef IO_INTERNAL_H
#define IO_INTERNAL_H

#include "co/list.h"
#include "io/address.h"
#include "io/buffer.h"
#include "io/stream.h"

struct io_stream {
    int descriptor; /* -1: closed */
    int flags;
    struct co_party *party;
    struct io_stream *other; /* within this process; NULL: elsewhere, or gone */
    int references;          /* the handle, the open descriptor, and each waiter */
    bool is_socket;
    bool released; /* the handle was given up */
    int error;     /* why the connection was lost; 0: it was not */

    struct io_buffer input;
    size_t limit;
    size_t chunk;     /* bytes to ask the system for */
    bool waits_first; /* before it asks for more */
    bool is_read;     /* a task reads */
    bool has_ended;   /* the end has been read */
    bool is_covered;  /* by a '\0', what comes next in the buffer */
    char covered;
    struct co_resource bytes;

    struct io_buffer output;
    size_t high, low;
    bool is_paused;   /* more than `high` was kept, and not less than `low` since */
    bool eof_written; /* nothing may be written any more */
    bool closing;     /* when the output has been sent, the descriptor is closed */
    struct co_waitlist drainers, closers;
    struct co_resource room, closed;

    struct co_ending ending;
    char peer_name[IO_ADDRESS_NAME_MAX];
};

/* A stream of a descriptor that is non-blocking already, and that is not told to be otherwise. Same
 * results as io_stream_open(). */
int stream_adopt(struct io_stream **stream, int descriptor, int flags, struct co_party *party);
/* Both ends of a connection within this process. */
void stream_join(struct io_stream *one, struct io_stream *other);
static inline void stream_reference(struct io_stream *stream)
{
    stream->references++;
}
/* It may be gone after this. */
void stream_unreference(struct io_stream *stream);
/* All is sent, or nothing can be any more: close the descriptor. It may be gone after this. */
void stream_disconnect(struct io_stream *stream);
/* The connection broke. It may be gone after this. */
void stream_lose(struct io_stream *stream, int error);
/* The text that belongs to stream->error. */
int stream_raise_lost(const struct io_stream *stream);

#endif
