/*
 * A multi handle of libcurl that waits in our loop.
 *
 * libcurl calls its callbacks in the midst of its work: none of them suspends or calls it again.
 * Its own clock is the real one. On a virtual clock what it wants to be done within 2 ms is done
 * now, and what it wants to be done later is not done: each waiter has a limit of its own.
 */
#ifndef IO_CURL_LOOP_H
#define IO_CURL_LOOP_H

#include "io/http/curl.h"

#ifdef HAVE_CURL

struct curl_socket;

struct curl_loop {
    CURLM *multi;
    /* A transfer has ended. May not call libcurl. */
    void (*done)(struct curl_loop *loop, CURL *easy, CURLcode result);
    /* There is no memory to wait: no transfer will ever end. May not call libcurl. */
    void (*failed)(struct curl_loop *loop);
    struct curl_socket *sockets; /* private from here */
    struct co_timer_handle *timer;
    bool has_failed;
};

/* `loop` has its two functions, and is zero else. -ENOMEM. */
int curl_loop_open(struct curl_loop *loop);
/* Let the transfer use the sockets of the loop. */
CURLcode curl_loop_use_sockets(struct curl_loop *loop, CURL *easy);
/* Begin a transfer; -ENOMEM. */
int curl_loop_add(struct curl_loop *loop, CURL *easy);
void curl_loop_remove(struct curl_loop *loop, CURL *easy);
/* All transfers have been removed. Closes the connections that were kept. */
void curl_loop_close(struct curl_loop *loop);

#endif
#endif
