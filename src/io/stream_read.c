/* Streams: reading. */
#include "io/internal.h"

#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The size of a read grows when more comes. */
enum { CHUNK_MAX = 64 * 1024 };

/* ---- Getting more ---- */

/* On an error the stream may be gone, unless the caller holds a reference. */
static int wait_for_bytes(struct io_stream *stream)
{
    int rc;

    stream->is_read = true;
    stream_reference(stream);
    rc = co_wait_descriptor(stream->descriptor, CO_READING, stream->flags, &stream->bytes);
    stream->is_read = false;
    if (rc == -EBADF && stream->descriptor < 0)
        rc = 0;
    if (rc >= 0 && stream->released)
        rc = co_raise(-EBADF, "the stream was released while a task read from it");
    stream_unreference(stream);
    return rc;
}

static ssize_t read_some(struct io_stream *stream, size_t room)
{
    char *end = stream->input.memory + stream->input.end;
    ssize_t got;

    do
        got = stream->is_socket ? recv(stream->descriptor, end, room, 0)
                                : read(stream->descriptor, end, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    stream->input.end += (size_t)got;
    if (stream->party)
        co_party_mark_busy(stream->party);
    if (stream->other)
        co_resource_touch(&stream->other->room);
    return got;
}

/* Decide how many bytes the next read asks for, and whether it waits first. */
static void learn(struct io_stream *stream, size_t got, size_t room, bool has_waited)
{
    if (got == room && stream->chunk < CHUNK_MAX)
        stream->chunk *= 2;
    /* If the read has left room, no more bytes are there. Then a wait saves a call that would find
     * nothing. A task that always finds bytes waits now and then, so that other tasks run. */
    stream->waits_first = got < room || !has_waited;
}

/* Read into the room behind the buffer. Another reader of the descriptor may have taken the
 * bytes. */
static ssize_t read_into_buffer(struct io_stream *stream, size_t missing, bool has_waited)
{
    struct io_buffer *input = &stream->input;
    size_t room;
    ssize_t got;

    if (io_buffer_reserve(input, missing > stream->chunk ? missing : stream->chunk) < 0)
        return co_raise(-ENOMEM, "there is no memory for what is read");
    room = input->capacity - input->end - 1;
    got = read_some(stream, room);
    if (got >= 0)
        learn(stream, (size_t)got, room, has_waited);
    stream->has_ended = got == 0;
    if (got >= 0 || got == -EAGAIN)
        return got;
    stream_lose(stream, (int)got);
    return stream_raise_lost(stream);
}

static bool is_over(const struct io_stream *stream)
{
    return stream->error || stream->has_ended || stream->closing;
}

/* Read more, `missing` bytes if possible. Returns how many came; 0: the end. After an error the
 * stream may be gone. */
static int fill(struct io_stream *stream, size_t missing)
{
    bool is_outside = co_time_is_virtual() && !(stream->flags & CO_INSIDE);
    bool waits = is_outside || stream->waits_first, has_waited = false;

    for (;;) {
        ssize_t got;

        if (waits && !is_over(stream)) {
            int rc = wait_for_bytes(stream);

            if (rc < 0)
                return rc;
            has_waited = true;
        }
        if (is_over(stream))
            return stream->error ? stream_raise_lost(stream) : 0;
        got = read_into_buffer(stream, missing, has_waited);
        if (got != -EAGAIN)
            return (int)got;
        waits = true;
    }
}

/* ---- Handing out ---- */

static int begin(struct io_stream *stream)
{
    if (stream->is_read)
        return co_raise(-EPERM, "read() called while another coroutine is already waiting for "
                                "incoming data");
    if (stream->error)
        return stream_raise_lost(stream);
    if (stream->is_covered && io_buffer_size(&stream->input))
        *io_buffer_data(&stream->input) = stream->covered;
    stream->is_covered = false;
    return 0;
}

/* Hand out the front of the buffer. A '\0' covers the byte behind it until the next read. */
static int hand_out(struct io_stream *stream, size_t size, const char **data)
{
    if (size == 0) {
        *data = "";
        return 0;
    }
    char *text = io_buffer_data(&stream->input);
    stream->covered = text[size];
    stream->is_covered = true;
    text[size] = '\0';
    *data = text;
    io_buffer_take(&stream->input, size);
    return (int)size;
}

static size_t buffered(const struct io_stream *stream)
{
    return io_buffer_size(&stream->input);
}

static int hand_out_all(struct io_stream *stream, const char **data)
{
    return hand_out(stream, buffered(stream), data);
}

int io_stream_read(struct io_stream *stream, size_t most, const char **data)
{
    int rc = begin(stream);

    if (rc < 0)
        return rc;
    if (most > INT_MAX)
        most = INT_MAX;
    if (most && !buffered(stream))
        rc = fill(stream, 0);
    if (rc < 0)
        return rc;
    return hand_out(stream, buffered(stream) < most ? buffered(stream) : most, data);
}

int io_stream_read_all(struct io_stream *stream, const char **data)
{
    int rc = begin(stream);

    if (rc < 0)
        return rc;
    do {
        rc = fill(stream, 0);
        if (rc < 0)
            return rc;
        if (buffered(stream) > INT_MAX)
            return co_raise(-ENOMEM, "more than %d bytes do not go in one piece", INT_MAX);
    } while (rc > 0);
    return hand_out_all(stream, data);
}

/* Find the separator, and how many bytes come before it. -ENOMSG: the end came before. -EMSGSIZE:
 * there are too many bytes; then 0 means that no separator has come. */
static int find(struct io_stream *stream, const char *separator, size_t size, size_t *before)
{
    size_t seen = 0; /* the separator does not begin within these bytes */
    int rc;

    for (;;) {
        size_t there = buffered(stream);
        const char *found = there >= seen + size ? memmem(io_buffer_data(&stream->input) + seen,
                                                          there - seen, separator, size)
                                                 : NULL;

        if (found) {
            *before = (size_t)(found - io_buffer_data(&stream->input));
            return *before > stream->limit
                       ? co_raise(-EMSGSIZE, "Separator is found, but chunk is longer than limit")
                       : 0;
        }
        if (there >= size)
            seen = there + 1 - size;
        if (seen > stream->limit)
            return co_raise(-EMSGSIZE, "Separator is not found, and chunk exceed the limit");
        rc = fill(stream, 0);
        if (rc == 0)
            return -ENOMSG;
        if (rc < 0)
            return rc;
    }
}

int io_stream_readuntil(struct io_stream *stream, const char *separator, size_t size,
                        const char **data)
{
    size_t before = 0;
    int rc = begin(stream);

    if (rc < 0)
        return rc;
    if (size == 0)
        return co_raise(-EINVAL, "Separator should be at least one-byte string");
    rc = find(stream, separator, size, &before);
    if (rc == 0)
        return hand_out(stream, before + size, data);
    if (rc != -ENOMSG)
        return rc;
    rc = hand_out_all(stream, data);
    return co_raise(-ENOMSG, "%d bytes read on a total of undefined expected bytes", rc);
}

int io_stream_readline(struct io_stream *stream, const char **line)
{
    size_t before = 0;
    int rc = begin(stream);

    if (rc < 0)
        return rc;
    rc = find(stream, "\n", 1, &before);
    if (rc == 0)
        return hand_out(stream, before + 1, line);
    if (rc == -ENOMSG)
        return hand_out_all(stream, line);
    if (rc == -EMSGSIZE)
        io_buffer_take(&stream->input, before ? before + 1 : buffered(stream));
    return rc;
}

int io_stream_readexactly(struct io_stream *stream, size_t size, const char **data)
{
    int rc = begin(stream);

    if (rc < 0)
        return rc;
    if (size > INT_MAX)
        return co_raise(-EINVAL, "%zu bytes do not go in one piece", size);
    while (buffered(stream) < size) {
        rc = fill(stream, size - buffered(stream));
        if (rc < 0)
            return rc;
        if (rc == 0) {
            rc = hand_out_all(stream, data);
            return co_raise(-ENOMSG, "%d bytes read on a total of %zu expected bytes", rc, size);
        }
    }
    return hand_out(stream, size, data);
}

void io_stream_unread(struct io_stream *stream, const char *data, size_t size)
{
    if (stream->is_covered && buffered(stream))
        *io_buffer_data(&stream->input) = stream->covered;
    stream->is_covered = false;
    io_buffer_put_back(&stream->input, data, size);
}

bool io_stream_at_eof(const struct io_stream *stream)
{
    return (stream->has_ended || stream->descriptor < 0) && buffered(stream) == 0;
}
