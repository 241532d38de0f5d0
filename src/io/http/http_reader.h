/*
 * A reader makes requests of HTTP/1.1 and 1.0 (RFC 9112) from bytes that come in pieces. It knows
 * neither sockets nor the loop.
 *
 * Some texts mean different things to different programs. The reader refuses them: a line that ends
 * without '\r', a '\r' or '\0' within a line, folded lines, blanks before a colon, and a length
 * that comes twice or together with a transfer coding. All that the reader keeps of a request has
 * limits.
 */
#ifndef IO_HTTP_READER_H
#define IO_HTTP_READER_H

#include "io/http/http_request.h"

enum {
    IO_HTTP_LINE_MAX = 8 * 1024,    /* bytes of a line, beyond it 414 or 431 */
    IO_HTTP_HEAD_MAX = 64 * 1024,   /* of all lines, 431 */
    IO_HTTP_HEADERS_MAX = 100,      /* 431 */
    IO_HTTP_CHUNK_LINE_MAX = 256,   /* of the line before a chunk, 400 */
    IO_HTTP_BODY_MAX = 1024 * 1024, /* bytes of a body unless set, 413 */
};

/* All-zero is ready to use. */
struct io_http_reader {
    struct io_http_request request; /* valid when the reader is complete */
    size_t body_limit;              /* bytes; 0: IO_HTTP_BODY_MAX */
    int status;                     /* for a request that is refused; 0: it is not refused */
    const char *reason;             /* why it is refused: half a sentence */

    struct io_buffer line; /* private from here */
    enum io_http_reader_state {
        IO_HTTP_REQUEST_LINE,
        IO_HTTP_HEADER_LINE,
        IO_HTTP_BODY,
        IO_HTTP_CHUNK_LINE,
        IO_HTTP_CHUNK,
        IO_HTTP_CHUNK_END,
        IO_HTTP_TRAILER_LINE,
        IO_HTTP_COMPLETE,
        IO_HTTP_REFUSED,
    } state;
    size_t head_size; /* bytes of its lines so far */
    size_t left;      /* bytes of the body or the chunk that are to come */
    int minor_version;
    bool skipped_line, wants_continue;
};

/* Read bytes. Returns how many were taken: all, or the bytes up to the end of a request that is
 * complete or refused. */
size_t io_http_reader_feed(struct io_http_reader *reader, const char *data, size_t size);
bool io_http_reader_is_complete(const struct io_http_reader *reader);
/* A refused request ends the reading, since the reader cannot know where the next one begins. */
bool io_http_reader_is_refused(const struct io_http_reader *reader);
/* Returns whether a request has begun. */
bool io_http_reader_has_begun(const struct io_http_reader *reader);
/* Returns whether the client waits for "100 Continue" before it sends the body. Only the first call
 * for a request returns true. */
bool io_http_reader_wants_continue(struct io_http_reader *reader);
/* Drop the request, and begin the next one. */
void io_http_reader_next(struct io_http_reader *reader);
void io_http_reader_free(struct io_http_reader *reader);

#endif
