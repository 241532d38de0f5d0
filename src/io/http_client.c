#include "io/internal.h"

#include "io/curl_loop.h"
#include "io/http_client.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_CURL

static const double usual_seconds = 300;
static const long redirections_max = 10;
enum { HEADERS_MAX = 256 * 1024 }; /* bytes of a response's headers */

struct io_http_session {
    struct curl_loop loop;
    struct transfer *transfers;
    struct co_ending ending;
};

/* A request that is under way, on the stack of the task that waits for it. */
struct transfer {
    struct io_http_session *session; /* NULL: it has been closed */
    CURL *easy;
    struct curl_slist *headers;
    struct io_http_response *response;
    size_t limit;
    bool is_done, headers_too_long;
    int error; /* why we ended it; 0: libcurl did, and tells in `result` */
    CURLcode result;
    struct co_waitlist waiters;
    struct co_resource answer;
    int64_t since; /* when it began */
    struct transfer *next, *previous;
    char text[CURL_ERROR_SIZE];
};

/* ---- Ends of transfers ---- */

static void end_transfer(struct transfer *transfer, int error, CURLcode result)
{
    if (transfer->is_done)
        return;
    transfer->is_done = true;
    if (!transfer->error)
        transfer->error = error;
    transfer->result = result;
    co_waitlist_wake_all_from_outside(&transfer->waiters, transfer->since);
}

static void on_done(struct curl_loop *loop, CURL *easy, CURLcode result)
{
    struct io_http_session *session = container_of(loop, struct io_http_session, loop);

    for (struct transfer *transfer = session->transfers; transfer; transfer = transfer->next)
        if (transfer->easy == easy)
            end_transfer(transfer, 0, result);
}

static void on_failed(struct curl_loop *loop)
{
    struct io_http_session *session = container_of(loop, struct io_http_session, loop);

    for (struct transfer *transfer = session->transfers; transfer; transfer = transfer->next)
        end_transfer(transfer, -ENOMEM, CURLE_OK);
}

/* ---- Sessions ---- */

static void leave_session(struct transfer *transfer)
{
    struct io_http_session *session = transfer->session;

    if (!session)
        return;
    if (transfer->previous)
        transfer->previous->next = transfer->next;
    else
        session->transfers = transfer->next;
    if (transfer->next)
        transfer->next->previous = transfer->previous;
    transfer->session = NULL;
    curl_loop_remove(&session->loop, transfer->easy);
}

static void enter_session(struct transfer *transfer, struct io_http_session *session)
{
    transfer->session = session;
    transfer->next = session->transfers;
    if (transfer->next)
        transfer->next->previous = transfer;
    session->transfers = transfer;
}

void io_http_session_close(struct io_http_session *session)
{
    if (!session)
        return;
    co_ending_remove(&session->ending);
    while (session->transfers) {
        struct transfer *transfer = session->transfers;

        leave_session(transfer);
        end_transfer(transfer, -ECONNRESET, CURLE_OK);
    }
    curl_loop_close(&session->loop);
    co_memory_resize(session, 0);
}

static void end_session(struct co_ending *ending)
{
    io_http_session_close(container_of(ending, struct io_http_session, ending));
}

/* For the process, and never undone. */
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

/* ---- Receiving ---- */

/* What libcurl is told: an end that is ours. */
static size_t stop(struct transfer *transfer, int error)
{
    transfer->error = error;
    return 0;
}

static size_t receive_body(char *data, size_t one, size_t size, void *argument)
{
    struct transfer *transfer = argument;
    struct io_buffer *content = &transfer->response->content;

    (void)one;
    if (size > transfer->limit - io_buffer_size(content))
        return stop(transfer, -EMSGSIZE);
    return io_buffer_add(content, data, size) < 0 ? stop(transfer, -ENOMEM) : size;
}

/* A line of the head: that of the status, a header, or none. */
static size_t receive_header(char *line, size_t one, size_t size, void *argument)
{
    struct transfer *transfer = argument;
    struct io_http_headers *headers = &transfer->response->headers;
    const char *colon = memchr(line, ':', size), *value, *end = line + size;

    (void)one;
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        io_http_headers_clear(headers); /* what came before was a redirection */
        return size;
    }
    if (!colon)
        return size;
    value = colon + 1;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
        end--;
    transfer->headers_too_long = io_buffer_size(&headers->text) + size > HEADERS_MAX;
    if (transfer->headers_too_long)
        return stop(transfer, -EMSGSIZE);
    if (io_http_headers_add_bytes(headers, line, (size_t)(colon - line), value,
                                  (size_t)(end - value)) < 0)
        return stop(transfer, -ENOMEM);
    return size;
}

/* ---- Making a request ---- */

/* "127.0.0.1:8080" of a URL. */
static void get_host(const char *url, char host[64])
{
    CURLU *parts = curl.url();
    char *name = NULL, *port = NULL;

    if (parts && curl.url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl.url_get(parts, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
        curl.url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        co_format(host, 64, "%.*s:%s", (int)co_cut(name, 50), name, port);
    else
        snprintf(host, 64, "the server");
    curl.free(name);
    curl.free(port);
    curl.url_cleanup(parts);
}

static bool is_visible(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text == 127)
            return false;
    return true;
}

static int check_url(const char *url)
{
    CURLU *parts = curl.url();
    char *scheme = NULL;
    bool is_http;

    if (!parts)
        return co_raise(-ENOMEM, "there is no memory for a URL");
    is_http = is_visible(url) && curl.url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
              curl.url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    curl.free(scheme);
    curl.url_cleanup(parts);
    return is_http ? 0
                   : co_raise(-EINVAL, "\"%.*s\" is no URL that begins with http://",
                              (int)co_cut(url, 60), url);
}

static int add_line(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl.slist_append(transfer->headers, line);

    if (!longer)
        return co_raise(-ENOMEM, "there is no memory for a header");
    transfer->headers = longer;
    return 0;
}

/* Checked by the rules for headers of a message. */
static int add_header(struct transfer *transfer, const char *line, bool *has_type)
{
    struct io_http_headers one = { 0 };
    size_t length = strcspn(line, ":");
    char name[64];
    int rc;

    if (!line[length] || length >= sizeof name)
        return co_raise(-EINVAL, "\"%.*s\" is not NAME: VALUE", (int)co_cut(line, 60), line);
    snprintf(name, sizeof name, "%.*s", (int)length, line);
    rc = io_http_headers_add(&one, name, line + length + 1);
    io_http_headers_free(&one);
    *has_type |= io_http_same(name, "Content-Type");
    return rc < 0 ? rc : add_line(transfer, line);
}

static int add_headers(struct transfer *transfer, const struct io_http_options *options)
{
    bool has_type = false;
    int rc = add_line(transfer, "Expect:"); /* or libcurl would wait for "100 Continue" */

    for (const char *const *line = options->headers; line && *line && rc == 0; line++)
        rc = add_header(transfer, *line, &has_type);
    if (rc == 0 && options->body && !has_type)
        rc = add_line(transfer, "Content-Type: application/octet-stream");
    return rc;
}

static int check_method(const char *method)
{
    for (const char *at = method; *at; at++)
        if (!io_http_is_token((unsigned char)*at))
            return co_raise(-EINVAL, "\"%.*s\" is no method", (int)co_cut(method, 60), method);
    return *method ? 0 : co_raise(-EINVAL, "a method has a name");
}

static CURLcode set_request(CURL *easy, const struct io_http_options *options)
{
    const char *method = options->method;
    CURLcode rc = CURLE_OK;

    if (options->body) {
        rc |= curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)options->body_size);
        rc |= curl.easy_setopt(easy, CURLOPT_POSTFIELDS, options->body);
    }
    if (method && strcmp(method, "HEAD") == 0)
        rc |= curl.easy_setopt(easy, CURLOPT_NOBODY, 1L);
    else if (method)
        rc |= curl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
    return rc;
}

static CURLcode set_protocols(CURL *easy)
{
    CURLcode rc = curl.easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);

#if LIBCURL_VERSION_NUM >= 0x075500
    rc |= curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    rc |= curl.easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    rc |= curl.easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    rc |= curl.easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    rc |= curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    rc |= curl.easy_setopt(easy, CURLOPT_MAXREDIRS, redirections_max);
    return rc;
}

static CURLcode set_transfer(struct transfer *transfer, const char *url)
{
    CURL *easy = transfer->easy;
    CURLcode rc = curl.easy_setopt(easy, CURLOPT_URL, url);

#if LIBCURL_VERSION_NUM >= 0x075700
    /* Else a task that is cancelled while a name is looked up would wait for that, and the loop
     * with it. An older library that is loaded does not know it, and goes without. */
    curl.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    rc |= curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    rc |= curl.easy_setopt(easy, CURLOPT_PROXY, ""); /* whatever the environment says */
    rc |= curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->text);
    rc |= curl.easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    rc |= curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header);
    rc |= curl.easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    rc |= curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body);
    rc |= curl.easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    return rc;
}

static int prepare(struct transfer *transfer, struct io_http_session *session, const char *url,
                   const struct io_http_options *options)
{
    CURLcode code;
    int rc = check_url(url);

    if (rc == 0 && options->method)
        rc = check_method(options->method);
    if (rc == 0)
        rc = add_headers(transfer, options);
    if (rc < 0)
        return rc;
    transfer->easy = curl.easy_init();
    if (!transfer->easy)
        return co_raise(-ENOMEM, "there is no memory for a request");
    code = set_transfer(transfer, url) | set_protocols(transfer->easy) |
           set_request(transfer->easy, options) |
           curl_loop_use_sockets(&session->loop, transfer->easy);
    return code == CURLE_OK ? 0 : co_raise(-ENOSYS, "libcurl does not know all it is asked for");
}

/* ---- Results ---- */

/* For errors of libcurl that are known here. */
static int error_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return 0;
    case CURLE_COULDNT_RESOLVE_HOST:
        return -ENXIO;
    case CURLE_COULDNT_CONNECT:
        return -ECONNREFUSED;
    case CURLE_OPERATION_TIMEDOUT:
        return -ETIMEDOUT;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        return -ECONNRESET;
    case CURLE_OUT_OF_MEMORY:
        return -ENOMEM;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return -EINVAL;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_TOO_MANY_REDIRECTS:
        return -EPROTO;
    default:
        return -EIO;
    }
}

static int raise_ours(const struct transfer *transfer)
{
    if (transfer->headers_too_long)
        return co_raise(-EMSGSIZE, "the headers of the response are longer than %d bytes",
                        HEADERS_MAX);
    if (transfer->error == -EMSGSIZE)
        return co_raise(-EMSGSIZE, "the response is longer than %zu bytes", transfer->limit);
    if (transfer->error == -ECONNRESET)
        return co_raise(-ECONNRESET, "the session was closed");
    return co_raise(transfer->error, "there is no memory for the response");
}

static int raise_result(const struct transfer *transfer, const char *url)
{
    int error = error_of(transfer->result);
    char host[64];

    get_host(url, host);
    if (error == -ENXIO)
        return co_raise(error, "there is no host %.*s", (int)strcspn(host, ":"), host);
    if (error == -ECONNREFUSED)
        return co_raise(error, "nobody listens on %s", host);
    if (error == -ECONNRESET)
        return co_raise(error, "%s broke the connection", host);
    return co_raise(error, "%s",
                    transfer->text[0] ? transfer->text : curl.easy_strerror(transfer->result));
}

static int finish(struct transfer *transfer, const char *url)
{
    long status = 0;

    if (transfer->error)
        return raise_ours(transfer);
    if (transfer->result != CURLE_OK)
        return raise_result(transfer, url);
    curl.easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    transfer->response->status = (int)status;
    return 0;
}

/* ---- A request ---- */

static int wait_for_answer(struct transfer *transfer, const char *url, double seconds)
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

static int perform(struct transfer *transfer, struct io_http_session *session, const char *url,
                   const struct io_http_options *options)
{
    int rc = prepare(transfer, session, url, options);

    if (rc == 0)
        rc = curl_loop_add(&session->loop, transfer->easy);
    if (rc < 0)
        return rc;
    enter_session(transfer, session);
    rc = wait_for_answer(transfer, url, options->timeout != 0 ? options->timeout : usual_seconds);
    leave_session(transfer);
    return rc < 0 ? rc : finish(transfer, url);
}

int io_http_request(struct io_http_session *session, const char *url,
                    const struct io_http_options *options, struct io_http_response *response)
{
    static const struct io_http_options none;
    struct transfer transfer = { .response = response, .since = co_time_nanoseconds() };
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

int io_http_session_open(struct io_http_session **session)
{
    (void)session;
    return io_library_load(&curl_library);
}

void io_http_session_close(struct io_http_session *session)
{
    (void)session;
}

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
