/* Streams: making and closing them. See stream_read.c and stream_write.c for the rest. */
#include "io/internal.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CHUNK = 4096 }; /* bytes to read at a time, more if more comes */

/* ---- Making ---- */

static void free_stream(struct io_stream *stream)
{
    if (stream->other)
        stream->other->other = NULL;
    co_ending_remove(&stream->ending);
    io_buffer_free(&stream->input);
    io_buffer_free(&stream->output);
    co_memory_resize(stream, 0);
}

static void end_stream(struct co_ending *ending)
{
    struct io_stream *stream = container_of(ending, struct io_stream, ending);

    if (stream->descriptor >= 0) {
        co_remove_writer(stream->descriptor);
        co_descriptor_close(stream->descriptor);
    }
    free_stream(stream);
}

static bool is_socket(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

int stream_adopt(struct io_stream **stream, int descriptor, int flags, struct co_party *party)
{
    struct io_stream *made = co_memory_resize(NULL, sizeof *made);
    int on = 1, rc;

    if (!made)
        return co_raise(-ENOMEM, "there is no memory for a stream");
    *made = (struct io_stream){
        .descriptor = descriptor,
        .flags = flags,
        .party = party,
        .references = 2,
        .is_socket = is_socket(descriptor),
        .limit = IO_STREAM_LIMIT,
        .chunk = FIRST_CHUNK,
        .high = IO_STREAM_HIGH_WATER,
        .low = IO_STREAM_HIGH_WATER / 4,
        .bytes.kind = "bytes of a stream",
        .ending.end = end_stream,
    };
    rc = co_ending_add(&made->ending);
    if (rc < 0) {
        co_memory_resize(made, 0);
        return rc;
    }
    if (made->is_socket && !(flags & CO_INSIDE)) /* fails where it is not TCP */
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    *stream = made;
    return 0;
}

int io_stream_open(struct io_stream **stream, int descriptor, int flags, struct co_party *party)
{
    int status = fcntl(descriptor, F_GETFL), rc;
    union io_address address;
    socklen_t length = sizeof address;

    if (status < 0)
        return co_raise(-EBADF, "%d is not an open descriptor", descriptor);
    if (!(status & O_NONBLOCK))
        fcntl(descriptor, F_SETFL, status | O_NONBLOCK);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    rc = stream_adopt(stream, descriptor, flags, party);
    if (rc == 0 && (*stream)->is_socket && getpeername(descriptor, &address.any, &length) == 0)
        io_address_name(&address, length, (*stream)->peer_name);
    return rc;
}

void stream_join(struct io_stream *one, struct io_stream *other)
{
    one->other = other;
    other->other = one;
}

int io_stream_pair(struct io_stream *streams[2])
{
    int ends[2], rc;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
        return co_raise(-errno, "cannot connect two streams: %s", strerror(errno));
    rc = stream_adopt(&streams[0], ends[0], CO_INSIDE, NULL);
    if (rc < 0) {
        close(ends[0]);
        close(ends[1]);
        return rc;
    }
    rc = stream_adopt(&streams[1], ends[1], CO_INSIDE, NULL);
    if (rc < 0) {
        io_stream_release(streams[0]);
        close(ends[1]);
        return rc;
    }
    stream_join(streams[0], streams[1]);
    return 0;
}

void stream_unreference(struct io_stream *stream)
{
    if (--stream->references == 0)
        free_stream(stream);
}

void io_stream_release(struct io_stream *stream)
{
    if (!stream)
        return;
    stream->released = true;
    io_stream_close(stream);
    stream_unreference(stream);
}

int io_stream_set_limit(struct io_stream *stream, size_t limit)
{
    if (limit == 0)
        return co_raise(-EINVAL, "Limit cannot be <= 0");
    stream->limit = limit;
    return 0;
}

/* ---- Closing ---- */

void stream_disconnect(struct io_stream *stream)
{
    int descriptor = stream->descriptor;

    if (descriptor < 0)
        return;
    stream->closing = true;
    stream->descriptor = -1;
    stream->is_paused = false;
    io_buffer_free(&stream->output);
    co_remove_writer(descriptor);
    co_descriptor_close(descriptor);
    if (stream->party)
        co_party_mark_busy(stream->party);
    if (stream->other)
        co_resource_touch(&stream->other->bytes);
    co_resource_touch(&stream->closed);
    co_waitlist_wake_all(&stream->drainers);
    co_waitlist_wake_all(&stream->closers);
    stream_unreference(stream);
}

void stream_lose(struct io_stream *stream, int error)
{
    stream->error = error;
    stream_disconnect(stream);
}

int stream_raise_lost(const struct io_stream *stream)
{
    return co_raise(stream->error, "%s",
                    stream->error == -ENOMEM ? "there was no memory for what was written"
                                             : strerror(-stream->error));
}

void io_stream_close(struct io_stream *stream)
{
    stream->closing = true;
    if (io_buffer_size(&stream->output) == 0)
        stream_disconnect(stream);
}

void io_stream_abort(struct io_stream *stream)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (stream->is_socket && stream->descriptor >= 0)
        setsockopt(stream->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stream_disconnect(stream);
}

bool io_stream_is_closing(const struct io_stream *stream)
{
    return stream->closing;
}

int io_stream_wait_closed(struct io_stream *stream)
{
    int rc = 0;

    stream_reference(stream);
    while (stream->descriptor >= 0 && rc == 0)
        rc = co_waitlist_wait(&stream->closers, &stream->closed, "stream to be closed");
    if (rc == 0 && stream->error)
        rc = stream_raise_lost(stream);
    stream_unreference(stream);
    return rc;
}

int io_stream_descriptor(const struct io_stream *stream)
{
    return stream->descriptor;
}

const char *io_stream_peer_name(const struct io_stream *stream)
{
    return stream->peer_name;
}
