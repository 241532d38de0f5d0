/*
 * Streams: bytes that come from a descriptor and go to it, with a buffer for each direction. One
 * struct stands for asyncio's StreamReader and StreamWriter.
 *
 * A stream is a handle. The handle is valid until io_stream_release(), or until the loop ends. A
 * read returns a pointer into the stream's buffer. The pointer is valid until the next read of the
 * stream, and a '\0' follows the data.
 *
 * The functions that read may suspend. A cancelled read has taken no bytes. Two tasks cannot read
 * a stream at the same time (-EPERM). When the connection is lost, a read returns the error, even
 * if the buffer still has data: -ECONNRESET, or the error of the system. -EBADF: another task
 * released the stream during the read.
 */
#ifndef IO_STREAM_H
#define IO_STREAM_H

#include "co/outside.h"

CO_BEGIN

struct io_stream;

enum {
    IO_STREAM_LIMIT = 64 * 1024,      /* of a line, in bytes */
    IO_STREAM_HIGH_WATER = 64 * 1024, /* bytes; low water is a quarter of it */
};

/* ---- Making ---- */

/* Make a stream of a descriptor. The stream owns the descriptor from now on, and makes it
 * non-blocking. `flags` are the flags of co/outside.h. `party` is at the other end, or is NULL.
 * -ENOMEM: the caller still owns the descriptor. -EPERM: there is no loop. */
int io_stream_open(struct io_stream **stream, int descriptor, int flags, struct co_party *party);
/* Make both ends of a connection within this process. -ENOMEM, -EMFILE. Python:
 * socket.socketpair(). */
int io_stream_pair(struct io_stream *streams[2]);
/* Give up the handle, and close the stream. Data that was written before is still sent. NULL is
 * allowed. */
void io_stream_release(struct io_stream *stream);
/* Set the limit of a line, for readline and readuntil. -EINVAL: the limit is 0. asyncio: limit=. */
int io_stream_set_limit(struct io_stream *stream, size_t limit);

/* ---- Reading ---- */

/* Read up to `most` bytes. Returns how many; 0 at the end. asyncio: read(n). */
CO_ASYNC int io_stream_read(struct io_stream *stream, size_t most, const char **data);
/* Read all bytes until the end, at most INT_MAX bytes. -ENOMEM. asyncio: read(). */
CO_ASYNC int io_stream_read_all(struct io_stream *stream, const char **data);
/* Read a line with its '\n'. The last line may have no '\n'. Returns 0 at the end. -EMSGSIZE: the
 * line is longer than the limit; the part of the line that has come is dropped. asyncio:
 * readline(). */
CO_ASYNC int io_stream_readline(struct io_stream *stream, const char **line);
/* Read up to the separator, and the separator. -ENOMSG: the end came before the separator. Then
 * *data has the bytes before the end, and co_text() says how many. -EMSGSIZE: there is no separator
 * within the limit; the bytes stay in the buffer. asyncio: readuntil(), IncompleteReadError,
 * LimitOverrunError. */
CO_ASYNC int io_stream_readuntil(struct io_stream *stream, const char *separator, size_t size,
                                 const char **data);
/* Read exactly `size` bytes. -ENOMSG as above. asyncio: readexactly(). */
CO_ASYNC int io_stream_readexactly(struct io_stream *stream, size_t size, const char **data);
/* Give back the last `size` bytes of the last read. `data` points at these bytes. The next read
 * begins with them. Call this before another read. */
void io_stream_unread(struct io_stream *stream, const char *data, size_t size);
/* Returns whether the end has come and the buffer is empty. */
bool io_stream_at_eof(const struct io_stream *stream);

/* ---- Writing ---- */

/* Send data. The stream keeps the part that cannot be sent now, and sends it later. This never
 * suspends. An error of the connection is returned by the next drain or read. -ENOMEM. asyncio:
 * write(). */
int io_stream_write(struct io_stream *stream, const void *data, size_t size);
/* The same for a formatted text. asyncio: write(f"...".encode()). */
int io_stream_printf(struct io_stream *stream, const char *format, ...) CO_PRINTF(2, 3);
/* If the stream keeps more bytes than the high water mark, wait until it keeps no more than the low
 * water mark. -ECONNRESET, -EPIPE: the connection is lost. asyncio: drain(). */
CO_ASYNC int io_stream_drain(struct io_stream *stream);
/* End the writing. The other end first reads all data, and then the end. asyncio: write_eof(). */
int io_stream_write_eof(struct io_stream *stream);
/* Set the water marks in bytes; low <= high. asyncio: transport.set_write_buffer_limits(). */
int io_stream_set_write_buffer_limits(struct io_stream *stream, size_t high, size_t low);
/* How many bytes the stream keeps. asyncio: transport.get_write_buffer_size(). */
size_t io_stream_write_buffer_size(const struct io_stream *stream);

/* ---- Closing ---- */

/* Send the data that was written before, and then close the descriptor. A task that reads gets the
 * end. asyncio: close(). */
void io_stream_close(struct io_stream *stream);
/* Close the descriptor at once, and drop the data that is not sent. A TCP connection is reset.
 * asyncio: transport.abort(). */
void io_stream_abort(struct io_stream *stream);
/* Returns whether io_stream_close() or io_stream_abort() has been called, or the connection is
 * lost. asyncio: is_closing(). */
bool io_stream_is_closing(const struct io_stream *stream);
/* Wait until the stream is closed. Returns the error if the connection was lost. asyncio:
 * wait_closed(). */
CO_ASYNC int io_stream_wait_closed(struct io_stream *stream);

/* The descriptor; -1: the stream is closed. asyncio: get_extra_info('socket'). */
int io_stream_descriptor(const struct io_stream *stream);
/* The address of the other end: "127.0.0.1:4711", the path of a Unix socket, or "". It is valid as
 * long as the stream. asyncio: get_extra_info('peername'). */
const char *io_stream_peer_name(const struct io_stream *stream);

CO_END

/* Calls that may wait, or may wake a task, note their place: see co/places.h. */
#ifndef CO_WITHOUT_PLACES
#define io_stream_read(...) CO_AT(io_stream_read, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_read_all(...) CO_AT(io_stream_read_all, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_readline(...) CO_AT(io_stream_readline, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_readuntil(...) CO_AT(io_stream_readuntil, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_readexactly(...) CO_AT(io_stream_readexactly, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_write(...) CO_AT(io_stream_write, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_drain(...) CO_AT(io_stream_drain, #__VA_ARGS__, __VA_ARGS__)
#define io_stream_wait_closed(...) CO_AT(io_stream_wait_closed, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
