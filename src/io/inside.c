#include "io/internal.h"

#include "io/inside.h"

#include <string.h>

static _Thread_local struct io_listener *listeners; /* of all loops of this thread */

void inside_add(struct io_listener *listener, struct co_loop *loop)
{
    listener->loop = loop;
    listener->next = listeners;
    listeners = listener;
}

void inside_remove(struct io_listener *listener)
{
    struct io_listener **link = &listeners;

    while (*link && *link != listener)
        link = &(*link)->next;
    if (*link)
        *link = listener->next;
}

struct io_listener *inside_find(struct co_loop *loop, int port, const char *path)
{
    struct io_listener *listener = listeners;

    while (listener && (listener->loop != loop || listener->port != port ||
                        (path && strcmp(listener->path, path) != 0)))
        listener = listener->next;
    return listener;
}

int inside_free_port(struct co_loop *loop)
{
    int port = IO_FIRST_FREE_PORT;

    while (port <= 65535 && inside_find(loop, port, NULL))
        port++;
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
