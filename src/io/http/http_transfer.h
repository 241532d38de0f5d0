/* A request of a client from within, for http_client.c, http_session.c, http_transfer.c and
 * http_outcome.c. */
#ifndef IO_HTTP_TRANSFER_H
#define IO_HTTP_TRANSFER_H

#include "co/list.h"
#include "io/http/curl_loop.h"
#include "io/http/http_client.h"

#ifdef HAVE_CURL

enum { HTTP_HEADERS_MAX = 256 * 1024 }; /* bytes of a response's headers */

struct io_http_session {
    struct curl_loop loop;
    struct co_list transfers; /* struct http_transfer, the newest first */
    struct co_ending ending;
};

/* A request that is under way, on the stack of the task that waits for it. */
struct http_transfer {
    struct io_http_session *session; /* NULL: it has been closed */
    CURL *easy;
    struct curl_slist *headers;
    struct io_http_response *response;
    size_t limit;
    bool is_done, headers_too_long;
    int error; /* why we ended it; 0: libcurl ended it, see `result` */
    CURLcode result;
    struct co_waitlist waiters;
    struct co_resource answer;
    int64_t since;       /* when it began */
    struct co_link link; /* in the session's `transfers` */
    char text[CURL_ERROR_SIZE];
};

/* Make a handle of libcurl's for the request. -EINVAL: the URL, the method or a header is not
 * allowed. -ENOMEM. -ENOSYS: libcurl is too old. */
int http_transfer_prepare(struct http_transfer *transfer, struct io_http_session *session,
                          const char *url, const struct io_http_options *options);
void http_transfer_enter(struct http_transfer *transfer, struct io_http_session *session);
/* The session may have been closed before. */
void http_transfer_leave(struct http_transfer *transfer);
/* End a transfer that is done: give the response its status, or raise an error. */
int http_transfer_finish(struct http_transfer *transfer);

#endif

#endif
