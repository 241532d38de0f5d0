/* What the files of io/websocket/websocket.h share. Other files do not include this. */
#ifndef IO_WEBSOCKET_INTERNAL_H
#define IO_WEBSOCKET_INTERNAL_H

#include "io/websocket/websocket.h"
#include "io/websocket/websocket_frames.h"

struct io_websocket {
    struct co_ending ending;           /* first, so that one pointer is both */
    struct io_stream *stream;          /* may be gone after the release */
    bool is_server;                    /* the server's connection owns the stream */
    struct io_http_response *response; /* for the server's end: the answer with 101 */
    const char *protocol;              /* NULL: none */
    struct io_frames frames;
    const char *unread; /* bytes of the stream */
    size_t unread_size;
    double close_timeout;
    int users;      /* tasks in the functions below */
    bool receiving; /* one of them */
    bool over;      /* no more messages will come */
    bool failed;    /* it is over because the other end broke the protocol, and may still send */
    bool is_going_away; /* the server shuts down, and the client was told */
    bool released;
    int code; /* of the close, when it is over */
    struct co_event is_over;
};

/* Note that no more messages will come. The first code counts. */
void websocket_be_over(struct io_websocket *socket, int code);
/* Tell the client that the server shuts down. This is an io_http_farewell. */
void websocket_go_away(void *socket);
/* Free the WebSocket if it was released and no task uses it. */
void websocket_free_unused(struct io_websocket *socket);

#endif
