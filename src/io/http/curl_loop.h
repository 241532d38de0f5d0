/*
 * A multi handle of libcurl that waits in the loop.
 *
 * libcurl calls its callbacks in the middle of its work, so a callback must neither suspend nor
 * call libcurl. libcurl has a clock of its own, which is real. On a virtual clock, a timer of
 * libcurl of at most 2 ms fires now, and a longer timer never fires: each waiter has its own time
 * limit.
 */
#ifndef IO_CURL_LOOP_H
#define IO_CURL_LOOP_H

#include "co/list.h"
#include "io/http/curl.h"

#ifdef HAVE_CURL

struct curl_loop {
    CURLM *multi;
    /* A transfer has ended. The function must not call libcurl. */
    void (*done)(struct curl_loop *loop, CURL *easy, CURLcode result);
    /* There is no memory to wait, so no transfer will ever end. The function must not call
     * libcurl. */
    void (*failed)(struct curl_loop *loop);
    struct co_list sockets; /* private from here: struct curl_socket */
    struct co_timer_handle *timer;
    bool has_failed;
};

/* The caller has set the two functions; the other members are zero. -ENOMEM. */
int curl_loop_open(struct curl_loop *loop);
/* Let the transfer use the sockets of the loop. */
CURLcode curl_loop_use_sockets(struct curl_loop *loop, CURL *easy);
/* Begin a transfer. -ENOMEM. */
int curl_loop_add(struct curl_loop *loop, CURL *easy);
void curl_loop_remove(struct curl_loop *loop, CURL *easy);
/* Close the connections that the loop has kept. Remove all transfers before. */
void curl_loop_close(struct curl_loop *loop);

#endif
#endif
