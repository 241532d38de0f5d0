/* A stream from within, for the files of src/io. Other files do not include this. */
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
    struct io_stream *other; /* the other end in this process; NULL: elsewhere, or gone */
    int references;          /* the handle, the open descriptor, and each waiter */
    bool is_socket;
    bool released; /* the handle was given up */
    int error;     /* why the connection was lost; 0: it was not */

    struct io_buffer input;
    size_t limit;
    size_t chunk;     /* bytes to ask the system for */
    bool waits_first; /* wait before the next read of the system */
    bool is_read;     /* a task reads */
    bool has_ended;   /* the end has been read */
    bool is_covered;  /* a '\0' covers the next byte of the buffer */
    char covered;
    struct co_resource bytes;

    struct io_buffer output;
    size_t high, low;
    bool is_paused;   /* it kept more than `high`, and has not yet come down to `low` */
    bool eof_written; /* no more may be written */
    bool closing;     /* the descriptor is closed when the output has been sent */
    struct co_waitlist drainers, closers;
    struct co_resource room, closed;

    struct co_ending ending;
    char peer_name[IO_ADDRESS_NAME_MAX];
};

/* Make a stream of a descriptor that is non-blocking. Same results as io_stream_open(). */
int stream_adopt(struct io_stream **stream, int descriptor, int flags, struct co_party *party);
/* Join both ends of a connection within this process. */
void stream_join(struct io_stream *one, struct io_stream *other);
static inline void stream_reference(struct io_stream *stream)
{
    stream->references++;
}
/* The stream may be gone after this. */
void stream_unreference(struct io_stream *stream);
/* Close the descriptor, since all is sent or no more can be sent. The stream may be gone after
 * this. */
void stream_disconnect(struct io_stream *stream);
/* Note that the connection broke. The stream may be gone after this. */
void stream_lose(struct io_stream *stream, int error);
/* Raise stream->error with its text. */
int stream_raise_lost(const struct io_stream *stream);

#endif
