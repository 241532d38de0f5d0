/* Sessions and their transfers: how they begin and end. */
#include "io/internal.h"

#include "io/http/http_transfer.h"

#ifdef HAVE_CURL

/* ---- Ends of transfers ---- */

static void end_transfer(struct http_transfer *transfer, int error, CURLcode result)
{
    if (transfer->is_done)
        return;
    transfer->is_done = true;
    if (!transfer->error)
        transfer->error = error;
    transfer->result = result;
    co_waitlist_wake_all_from_outside(&transfer->waiters, transfer->since);
}

static struct http_transfer *first_transfer(struct io_http_session *session)
{
    return list_first(&session->transfers, struct http_transfer, link);
}

static void on_done(struct curl_loop *loop, CURL *easy, CURLcode result)
{
    struct io_http_session *session = container_of(loop, struct io_http_session, loop);

    for (struct http_transfer *transfer = first_transfer(session); transfer;
         transfer = list_next(transfer, link))
        if (transfer->easy == easy)
            end_transfer(transfer, 0, result);
}

static void on_failed(struct curl_loop *loop)
{
    struct io_http_session *session = container_of(loop, struct io_http_session, loop);

    for (struct http_transfer *transfer = first_transfer(session); transfer;
         transfer = list_next(transfer, link))
        end_transfer(transfer, -ENOMEM, CURLE_OK);
}

/* ---- Sessions ---- */

void http_transfer_leave(struct http_transfer *transfer)
{
    struct io_http_session *session = transfer->session;

    if (!session)
        return;
    list_remove(&session->transfers, &transfer->link);
    transfer->session = NULL;
    curl_loop_remove(&session->loop, transfer->easy);
}

void http_transfer_enter(struct http_transfer *transfer, struct io_http_session *session)
{
    transfer->session = session;
    list_prepend(&session->transfers, &transfer->link);
}

void io_http_session_close(struct io_http_session *session)
{
    struct http_transfer *transfer;

    if (!session)
        return;
    co_ending_remove(&session->ending);
    while ((transfer = first_transfer(session))) {
        http_transfer_leave(transfer);
        end_transfer(transfer, -ECONNRESET, CURLE_OK);
    }
    curl_loop_close(&session->loop);
    co_memory_resize(session, 0);
}

static void end_session(struct co_ending *ending)
{
    io_http_session_close(container_of(ending, struct io_http_session, ending));
}

/* Initialize libcurl for the process. This is never undone. */
static int initialize(void)
{
    static bool is_initialized;
    int rc = io_library_load(&curl_library);

    if (rc < 0 || is_initialized)
        return rc;
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return co_raise(-ENOSYS, "libcurl cannot be initialized");
    is_initialized = true;
    return 0;
}

int io_http_session_open(struct io_http_session **session)
{
    struct io_http_session *made;
    int rc = initialize();

    if (rc < 0)
        return rc;
    made = co_memory_resize(NULL, sizeof *made);
    if (!made)
        return co_raise(-ENOMEM, "there is no memory for a session");
    *made = (struct io_http_session){
        .loop = { .done = on_done, .failed = on_failed },
        .ending.end = end_session,
    };
    rc = co_ending_add(&made->ending);
    if (rc == 0)
        rc = curl_loop_open(&made->loop);
    if (rc < 0) {
        co_ending_remove(&made->ending);
        co_memory_resize(made, 0);
        return rc;
    }
    *session = made;
    return 0;
}

#else

int io_http_session_open(struct io_http_session **session)
{
    (void)session;
    return io_library_load(&curl_library);
}

void io_http_session_close(struct io_http_session *session)
{
    (void)session;
}

#endif
