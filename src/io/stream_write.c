/* Streams: writing. */
#include "io/internal.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- Sending ---- */

/* A pipe without a reader ends the process by SIGPIPE, unless the signal is blocked and then taken
 * before it is delivered. */
static ssize_t write_to_pipe(int descriptor, const void *data, size_t size)
{
    static const struct timespec at_once;
    sigset_t broken_pipe, before, pending;
    ssize_t sent;
    int error;

    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    sent = write(descriptor, data, size);
    error = errno;
    if (sent < 0 && error == EPIPE) {
        if (sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE))
            sigtimedwait(&broken_pipe, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return sent;
}

/* Returns how many bytes were sent, 0 if none can be sent now, or an error. */
static ssize_t send_some(struct io_stream *stream, const void *data, size_t size)
{
    ssize_t sent;

    do
        sent = stream->is_socket ? send(stream->descriptor, data, size, MSG_NOSIGNAL)
                                 : write_to_pipe(stream->descriptor, data, size);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return errno == EAGAIN ? 0 : -errno;
    if (stream->party)
        co_party_mark_busy(stream->party);
    if (stream->other)
        co_resource_touch(&stream->other->bytes);
    return sent;
}

static void send_eof(struct io_stream *stream)
{
    if (!stream->is_socket) {
        stream_disconnect(stream);
        return;
    }
    shutdown(stream->descriptor, SHUT_WR);
    if (stream->party)
        co_party_mark_busy(stream->party);
    if (stream->other)
        co_resource_touch(&stream->other->bytes);
}

static void note_room(struct io_stream *stream)
{
    size_t kept = io_buffer_size(&stream->output);

    if (kept > stream->high) {
        stream->is_paused = true;
    } else if (stream->is_paused && kept <= stream->low) {
        stream->is_paused = false;
        co_waitlist_wake_all(&stream->drainers);
    }
}

/* The descriptor can take more. */
static int flush(void *argument)
{
    struct io_stream *stream = argument;
    struct io_buffer *output = &stream->output;
    ssize_t sent = send_some(stream, io_buffer_data(output), io_buffer_size(output));

    if (sent < 0) {
        stream_lose(stream, (int)sent);
        return 0;
    }
    io_buffer_take(output, (size_t)sent);
    note_room(stream);
    if (io_buffer_size(output))
        return 0;
    co_remove_writer(stream->descriptor);
    if (stream->closing)
        stream_disconnect(stream);
    else if (stream->eof_written)
        send_eof(stream);
    return 0;
}

static int keep(struct io_stream *stream, const char *data, size_t size)
{
    bool is_first = io_buffer_size(&stream->output) == 0;
    int rc = io_buffer_add(&stream->output, data, size);

    if (rc == 0 && is_first) {
        rc = co_watch_descriptor(stream->descriptor, CO_WRITING, stream->flags, flush, stream);
        if (rc < 0)
            io_buffer_take(&stream->output, size);
    }
    if (rc == 0)
        note_room(stream);
    return rc;
}

/* ---- Writing ---- */

int io_stream_write(struct io_stream *stream, const void *data, size_t size)
{
    ssize_t sent = 0;
    int rc;

    if (stream->eof_written)
        return co_raise(-EPERM, "Cannot call write() after write_eof()");
    if (stream->closing || size == 0)
        return 0;
    if (io_buffer_size(&stream->output) == 0)
        sent = send_some(stream, data, size);
    if (sent < 0) {
        stream_lose(stream, (int)sent);
        return 0;
    }
    if ((size_t)sent == size)
        return 0;
    rc = keep(stream, (const char *)data + sent, size - (size_t)sent);
    if (rc < 0 && sent > 0)
        stream_lose(stream, rc); /* otherwise the other end would miss bytes in the middle */
    return rc < 0 ? co_raise(rc, "there is no memory for what is written") : 0;
}

int io_stream_printf(struct io_stream *stream, const char *format, ...)
{
    char few[1024], *text = few;
    va_list arguments;
    int length, rc;

    va_start(arguments, format);
    length = vsnprintf(few, sizeof few, format, arguments);
    va_end(arguments);
    if (length < 0)
        return co_raise(-EINVAL, "the text cannot be written");
    if ((size_t)length >= sizeof few) {
        text = co_memory_resize(NULL, (size_t)length + 1);
        if (!text)
            return co_raise(-ENOMEM, "there is no memory for what is written");
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    rc = io_stream_write(stream, text, (size_t)length);
    if (text != few)
        co_memory_resize(text, 0);
    return rc;
}

int io_stream_drain(struct io_stream *stream)
{
    int rc = 0;

    stream_reference(stream);
    if (!stream->error && stream->closing)
        rc = co_sleep(0); /* a loss of the connection shows in this turn */
    while (rc == 0 && stream->is_paused)
        rc = co_waitlist_wait(&stream->drainers, &stream->room, "room in a stream");
    if (rc == 0 && stream->error)
        rc = stream_raise_lost(stream);
    else if (rc == 0 && stream->descriptor < 0)
        rc = co_raise(-ECONNRESET, "Connection lost");
    stream_unreference(stream);
    return rc;
}

int io_stream_write_eof(struct io_stream *stream)
{
    if (stream->closing || stream->eof_written)
        return 0;
    stream->eof_written = true;
    if (io_buffer_size(&stream->output) == 0)
        send_eof(stream);
    return 0;
}

int io_stream_set_write_buffer_limits(struct io_stream *stream, size_t high, size_t low)
{
    if (low > high)
        return co_raise(-EINVAL, "high (%zu) must be >= low (%zu) must be >= 0", high, low);
    stream->high = high;
    stream->low = low;
    note_room(stream);
    return 0;
}

size_t io_stream_write_buffer_size(const struct io_stream *stream)
{
    return io_buffer_size(&stream->output);
}
