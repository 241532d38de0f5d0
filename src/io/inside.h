/* Listeners within this process. On the virtual clock servers have no sockets, and clients find the
 * listeners of the servers here. */
#ifndef IO_INSIDE_H
#define IO_INSIDE_H

#include "co/list.h"
#include "io/stream.h"

enum { IO_FIRST_FREE_PORT = 49152 };

/* A member of a server. */
struct io_listener {
    struct co_link link; /* among the listeners with the same hash */
    struct co_loop *loop;
    int port;         /* 0: of a path */
    const char *path; /* the listener's */
    /* A client connects. The listener owns the stream from now on, unless the function fails. */
    int (*connect)(struct io_listener *listener, struct io_stream *stream);
};

void inside_add(struct io_listener *listener, struct co_loop *loop);
/* A listener that was not added is allowed. */
void inside_remove(struct io_listener *listener);
/* Find the listener at a port or path of the loop, on the virtual clock. NULL: there is none. */
struct io_listener *inside_find(struct co_loop *loop, int port, const char *path);
/* The lowest free port from IO_FIRST_FREE_PORT on, so that each run has the same port. 0: there is
 * none. */
int inside_free_port(struct co_loop *loop);
/* Connect: *stream is the client's end, and the listener gets the other end. */
int inside_open(struct io_listener *listener, struct io_stream **stream);

#endif
