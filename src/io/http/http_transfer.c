/* Hand a request to libcurl, and take the response from it. */
#include "io/internal.h"

#include "io/http/http_transfer.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_CURL

static const long redirections_max = 10;

/* ---- Receiving ---- */

/* Returns the value that makes libcurl end the transfer, since we want its end. */
static size_t stop(struct http_transfer *transfer, int error)
{
    transfer->error = error;
    return 0;
}

static size_t receive_body(char *data, size_t one, size_t size, void *argument)
{
    struct http_transfer *transfer = argument;
    struct io_buffer *content = &transfer->response->content;

    (void)one;
    if (size > transfer->limit - io_buffer_size(content))
        return stop(transfer, -EMSGSIZE);
    return io_buffer_add(content, data, size) < 0 ? stop(transfer, -ENOMEM) : size;
}

/* Take a line of the head: the status, a header, or the empty line. */
static size_t receive_header(char *line, size_t one, size_t size, void *argument)
{
    struct http_transfer *transfer = argument;
    struct io_http_headers *headers = &transfer->response->headers;
    const char *colon = memchr(line, ':', size), *value, *end = line + size;

    (void)one;
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        io_http_headers_clear(headers); /* the head before this one was a redirection */
        return size;
    }
    if (!colon)
        return size;
    value = colon + 1;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
        end--;
    transfer->headers_too_long = io_buffer_size(&headers->text) + size > HTTP_HEADERS_MAX;
    if (transfer->headers_too_long)
        return stop(transfer, -EMSGSIZE);
    if (io_http_headers_add_bytes(headers, line, (size_t)(colon - line), value,
                                  (size_t)(end - value)) < 0)
        return stop(transfer, -ENOMEM);
    return size;
}

/* ---- Making a request ---- */

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

static int add_line(struct http_transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl.slist_append(transfer->headers, line);

    if (!longer)
        return co_raise(-ENOMEM, "there is no memory for a header");
    transfer->headers = longer;
    return 0;
}

/* Add a header after a check by the rules for headers of a message. */
static int add_header(struct http_transfer *transfer, const char *line, bool *has_type)
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

static int add_headers(struct http_transfer *transfer, const struct io_http_options *options)
{
    bool has_type = false;
    int rc = add_line(transfer, "Expect:"); /* otherwise libcurl would wait for "100 Continue" */

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

static CURLcode set_transfer(struct http_transfer *transfer, const char *url)
{
    CURL *easy = transfer->easy;
    CURLcode rc = curl.easy_setopt(easy, CURLOPT_URL, url);

#if LIBCURL_VERSION_NUM >= 0x075700
    /* Otherwise a task that is cancelled during the look-up of a name would wait for its end, and
     * block the loop. An older library does not know this option, and does without it. */
    curl.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    rc |= curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    rc |= curl.easy_setopt(easy, CURLOPT_PROXY, ""); /* the environment may name a proxy */
    rc |= curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->text);
    rc |= curl.easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    rc |= curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header);
    rc |= curl.easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    rc |= curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body);
    rc |= curl.easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    return rc;
}

int http_transfer_prepare(struct http_transfer *transfer, struct io_http_session *session,
                          const char *url, const struct io_http_options *options)
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

#endif
