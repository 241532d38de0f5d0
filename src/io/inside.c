#include "io/internal.h"

#include "io/inside.h"

#include <string.h>

enum { BUCKETS = 1024 }; /* a power of two */

/* The listeners of all loops of this thread, by port or path. */
static _Thread_local struct co_list buckets[BUCKETS];

/* All free ports below this one are taken in this loop. */
static _Thread_local struct {
    const struct co_loop *loop;
    int port;
} taken_below;

static struct co_list *bucket_of(int port, const char *path)
{
    uint32_t hash = (uint32_t)port;

    if (port == 0)
        for (const char *letter = path; *letter; letter++)
            hash = (hash ^ (unsigned char)*letter) * UINT32_C(16777619); /* FNV-1 */
    return &buckets[hash & (BUCKETS - 1)];
}

void inside_add(struct io_listener *listener, struct co_loop *loop)
{
    listener->loop = loop;
    list_prepend(bucket_of(listener->port, listener->path), &listener->link);
}

void inside_remove(struct io_listener *listener)
{
    if (!listener->loop)
        return;
    list_remove(bucket_of(listener->port, listener->path), &listener->link);
    if (taken_below.loop == listener->loop && listener->port && listener->port < taken_below.port)
        taken_below.port = listener->port;
    listener->loop = NULL;
}

struct io_listener *inside_find(struct co_loop *loop, int port, const char *path)
{
    struct io_listener *listener = list_first(bucket_of(port, path), struct io_listener, link);

    while (listener && (listener->loop != loop || listener->port != port ||
                        (path && strcmp(listener->path, path) != 0)))
        listener = list_next(listener, link);
    return listener;
}

int inside_free_port(struct co_loop *loop)
{
    int port = taken_below.loop == loop ? taken_below.port : 0;

    if (port < IO_FIRST_FREE_PORT)
        port = IO_FIRST_FREE_PORT;
    while (port <= 65535 && inside_find(loop, port, NULL))
        port++;
    taken_below.loop = loop;
    taken_below.port = port;
    return port <= 65535 ? port : 0;
}

int inside_open(struct io_listener *listener, struct io_stream **stream)
{
    struct io_stream *ends[2];
    int rc = io_stream_pair(ends);

    if (rc < 0)
        return rc;
    rc = listener->connect(listener, ends[1]);
    if (rc < 0) {
        io_stream_release(ends[0]);
        io_stream_release(ends[1]);
        return rc;
    }
    *stream = ends[0];
    return 0;
}
