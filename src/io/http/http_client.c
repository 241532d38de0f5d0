#include "io/internal.h"

#include "io/http/http_transfer.h"

#include <math.h>

#ifdef HAVE_CURL

static const double usual_seconds = 300;

static int wait_for_answer(struct http_transfer *transfer, const char *url, double seconds)
{
    struct co_timeout timeout = { 0 };
    int rc = co_timeout_enter(&timeout, seconds);

    if (rc < 0)
        return rc;
    while (!transfer->is_done && rc == 0)
        rc = co_waitlist_wait(&transfer->waiters, &transfer->answer, "response over HTTP");
    rc = co_timeout_exit(&timeout, rc);
    if (rc == -ETIMEDOUT)
        return co_raise(rc, "%.*s did not answer in %g s", (int)co_cut(url, 60), url, seconds);
    return rc;
}

static int perform(struct http_transfer *transfer, struct io_http_session *session, const char *url,
                   const struct io_http_options *options)
{
    int rc = http_transfer_prepare(transfer, session, url, options);

    if (rc == 0)
        rc = curl_loop_add(&session->loop, transfer->easy);
    if (rc < 0)
        return rc;
    http_transfer_enter(transfer, session);
    rc = wait_for_answer(transfer, url, options->timeout != 0 ? options->timeout : usual_seconds);
    http_transfer_leave(transfer);
    return rc < 0 ? rc : http_transfer_finish(transfer);
}

int io_http_request(struct io_http_session *session, const char *url,
                    const struct io_http_options *options, struct io_http_response *response)
{
    static const struct io_http_options none;
    struct http_transfer transfer = { .response = response, .since = co_time_nanoseconds() };
    int rc;

    options = options ? options : &none;
    if (isnan(options->timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    transfer.limit = options->limit ? options->limit : IO_HTTP_RESPONSE_MAX;
    io_http_response_free(response);
    rc = perform(&transfer, session, url, options);
    curl.easy_cleanup(transfer.easy);
    curl.slist_free_all(transfer.headers);
    if (rc < 0)
        io_http_response_free(response);
    return rc;
}

#else

int io_http_request(struct io_http_session *session, const char *url,
                    const struct io_http_options *options, struct io_http_response *response)
{
    (void)session, (void)url, (void)options, (void)response;
    return io_library_load(&curl_library);
}

#endif

int io_http_get(struct io_http_session *session, const char *url, struct io_http_response *response)
{
    return io_http_request(session, url, NULL, response);
}
