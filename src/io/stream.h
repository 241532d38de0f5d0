/*
 * Streams: bytes that come from a descriptor and go to it, with a buffer for each way. One struct
 * for asyncio's StreamReader and StreamWriter.
 *
 * A stream is a handle. It is valid until io_stream_release(), or the loop ends. What is read is
 * the stream's: a pointer into its buffer, valid until the next read of that stream, with a '\0'
 * behind it.
 *
 * What reads may suspend; if it is cancelled nothing has been taken. Two tasks cannot read at a
 * time (-EPERM). An error of the connection comes before what is still in the buffer: -ECONNRESET,
 * or what the system says. -EBADF: the stream was released meanwhile.
 */
#ifndef IO_STREAM_H
#define IO_STREAM_H

#include "co/outside.h"

struct io_stream;

enum {
    IO_STREAM_LIMIT = 64 * 1024,      /* of a line, in bytes */
    IO_STREAM_HIGH_WATER = 64 * 1024, /* bytes; low water is a quarter of it */
};

/* ---- Making ---- */

/* Make a stream of a descriptor, which becomes the stream's and non-blocking. `flags` are those of
 * co/outside.h, `party` is at its other end, or NULL. -ENOMEM: the descriptor is still the
 * caller's. -EPERM: there is no loop. */
int io_stream_open(struct io_stream **stream, int descriptor, int flags, struct co_party *party);
/* Two streams, each at an end of a connection within this process. -ENOMEM, -EMFILE. Python:
 * socket.socketpair(). */
int io_stream_pair(struct io_stream *streams[2]);
/* Give up the handle: it is closed if it was not, what was written is still sent, and then it is
 * gone. NULL is allowed. */
void io_stream_release(struct io_stream *stream);
/* Of a line, for readline and readuntil. -EINVAL: 0. asyncio: limit=. */
int io_stream_set_limit(struct io_stream *stream, size_t limit);

/* ---- Reading ---- */

/* Up to `most` bytes, at least one unless the end has come: returns how many. asyncio: read(n). */
CO_ASYNC int io_stream_read(struct io_stream *stream, size_t most, const char **data);
/* All until the end, at most INT_MAX bytes. -ENOMEM. asyncio: read(). */
CO_ASYNC int io_stream_read_all(struct io_stream *stream, const char **data);
/* A line with its '\n', which is missing in a last line without one; 0 at the end. -EMSGSIZE: it is
 * longer than the limit, and dropped, or what there is of it. asyncio: readline(). */
CO_ASYNC int io_stream_readline(struct io_stream *stream, const char **line);
/* Up to the separator, which is included. -ENOMSG: the end came before; *data has what there was,
 * and co_text() how much. -EMSGSIZE: the separator lies beyond the limit; all is kept. asyncio:
 * readuntil(), IncompleteReadError, LimitOverrunError. */
CO_ASYNC int io_stream_readuntil(struct io_stream *stream, const char *separator, size_t size,
                                 const char **data);
/* Exactly so many bytes. -ENOMSG as above. asyncio: readexactly(). */
CO_ASYNC int io_stream_readexactly(struct io_stream *stream, size_t size, const char **data);
/* Give back the last `size` bytes of what was read last, which `data` points at: the next read
 * begins with them. To be called before anything else is read. */
void io_stream_unread(struct io_stream *stream, const char *data, size_t size);
/* Has the end come, and is the buffer empty? */
bool io_stream_at_eof(const struct io_stream *stream);

/* ---- Writing ---- */

/* Send, or keep for later what cannot be sent now; never suspends. An error shows when it is
 * drained or read. -ENOMEM. asyncio: write(). */
int io_stream_write(struct io_stream *stream, const void *data, size_t size);
int io_stream_printf(struct io_stream *stream, const char *format, ...) CO_PRINTF(2, 3);
/* Wait while more than the high water mark is kept, until it is no more than the low one.
 * -ECONNRESET, -EPIPE: the connection is lost. asyncio: drain(). */
CO_ASYNC int io_stream_drain(struct io_stream *stream);
/* Nothing more will be written: the other end reads the end when it has read all. asyncio:
 * write_eof(). */
int io_stream_write_eof(struct io_stream *stream);
/* In bytes; low <= high. asyncio: transport.set_write_buffer_limits(). */
int io_stream_set_write_buffer_limits(struct io_stream *stream, size_t high, size_t low);
/* Bytes that are kept. asyncio: transport.get_write_buffer_size(). */
size_t io_stream_write_buffer_size(const struct io_stream *stream);

/* ---- Closing ---- */

/* What was written is still sent, then the descriptor is closed. A reader reads the end. asyncio:
 * close(). */
void io_stream_close(struct io_stream *stream);
/* At once, dropping what was not sent; a TCP connection is reset. asyncio: transport.abort(). */
void io_stream_abort(struct io_stream *stream);
bool io_stream_is_closing(const struct io_stream *stream);
/* Until it is closed, and why it was lost, if it was. asyncio: wait_closed(). */
CO_ASYNC int io_stream_wait_closed(struct io_stream *stream);

/* -1 once it is closed. asyncio: get_extra_info('socket'). */
int io_stream_descriptor(const struct io_stream *stream);
/* "127.0.0.1:4711", the path of a Unix socket, "" if there is none. Valid as long as the stream.
 * asyncio: get_extra_info('peername'). */
const char *io_stream_peer_name(const struct io_stream *stream);

/* What may wait or wake notes its place, see the end of co.h. */
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
