/* Listeners within this process: on the virtual clock servers have no sockets, and clients find
 * them here. */
#ifndef IO_INSIDE_H
#define IO_INSIDE_H

#include "io/stream.h"

enum { IO_FIRST_FREE_PORT = 49152 };

/* A member of what listens. */
struct io_listener {
    struct io_listener *next;
    struct co_loop *loop;
    int port;         /* 0: of a path */
    const char *path; /* the listener's */
    /* Somebody connects: the stream is the listener's from now on, unless this fails. */
    int (*connect)(struct io_listener *listener, struct io_stream *stream);
};

void inside_add(struct io_listener *listener, struct co_loop *loop);
/* Harmless on one that is not there. */
void inside_remove(struct io_listener *listener);
/* In the loop that runs, on the virtual clock: the listener there; NULL: there is none. */
struct io_listener *inside_find(struct co_loop *loop, int port, const char *path);
/* The lowest that is free, from IO_FIRST_FREE_PORT on, so that it is the same in each run. 0: there
 * is none. */
int inside_free_port(struct co_loop *loop);
/* A connection: the client's end as a stream, the other end given to the listener. */
int inside_open(struct io_listener *listener, struct io_stream **stream);

#endif
