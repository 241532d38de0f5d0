/* What the files of io/websocket/websocket.h share. Other files do not include this. */
#ifndef IO_WEBSOCKET_INTERNAL_H
#define IO_WEBSOCKET_INTERNAL_H

#include "io/websocket/websocket.h"
#include "io/websocket/websocket_frames.h"

struct io_websocket {
    struct co_ending ending;           /* first: one is the other */
    struct io_stream *stream;          /* may be gone once it is released */
    bool is_server;                    /* then the stream is its connection's */
    struct io_http_response *response; /* the server's end: that has made the connection */
    const char *protocol;              /* NULL: none */
    struct io_frames frames;
    const char *unread; /* the stream's */
    size_t unread_size;
    double close_timeout;
    int users;          /* tasks in the functions below */
    bool receiving;     /* one of them */
    bool over;          /* no more messages will come */
    bool failed;        /* because the other end broke the protocol: it may still send */
    bool is_going_away; /* has said so since its server shuts down */
    bool released;
    int code; /* once it is over */
    struct co_event is_over;
};

/* No more messages will come. The first code counts. */
void websocket_be_over(struct io_websocket *socket, int code);
/* Tell the other end that the server shuts down: an io_http_farewell. */
void websocket_go_away(void *socket);
/* Free it if it has been released and no task uses it. */
void websocket_free_unused(struct io_websocket *socket);

#endif
