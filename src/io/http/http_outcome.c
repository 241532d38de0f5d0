/* The outcome of a request: a response, or an error with a text. */
#include "io/internal.h"

#include "io/http/http_transfer.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_CURL

/* Write the host of a URL, "127.0.0.1:8080". */
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

/* Translate an error of libcurl. */
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
    case CURLE_BAD_FUNCTION_ARGUMENT:
        return -EINVAL;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_SSL_CONNECT_ERROR:
        return -EPROTO;
    default:
        return -EIO;
    }
}

/* For some answers, libcurl has an error that blames its caller: an answer that is not HTTP, a
 * redirection to another protocol, a header line that is too long. But after a request has been
 * sent, the server is to blame. libcurl names wrong chunks only in its text. */
static int error_of_answer(const struct http_transfer *transfer)
{
    enum { TOO_LARGE = 100 }; /* CURLE_TOO_LARGE, which older headers do not have */
    int code = (int)transfer->result, error = error_of(transfer->result);

    if (error == -EINVAL)
        return -EPROTO;
    if (error == -ENOMEM || code == TOO_LARGE)
        return -EMSGSIZE;
    return strstr(transfer->text, "chunked-encoding") ? -EPROTO : error;
}

static bool request_was_sent(const struct http_transfer *transfer)
{
    long size = 0;

    curl.easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &size);
    return size > 0;
}

static int raise_ours(const struct http_transfer *transfer)
{
    if (transfer->headers_too_long)
        return co_raise(-EMSGSIZE, "the headers of the response are longer than %d bytes",
                        HTTP_HEADERS_MAX);
    if (transfer->error == -EMSGSIZE)
        return co_raise(-EMSGSIZE, "the response is longer than %zu bytes", transfer->limit);
    if (transfer->error == -ECONNRESET)
        return co_raise(-ECONNRESET, "the session was closed");
    return co_raise(transfer->error, "there is no memory for the response");
}

/* A redirection may have led to another host than the caller's. */
static void get_last_host(const struct http_transfer *transfer, char host[64])
{
    const char *url = "";

    curl.easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
    get_host(url, host);
}

static int raise_result(const struct http_transfer *transfer)
{
    int error = request_was_sent(transfer) ? error_of_answer(transfer) : error_of(transfer->result);
    const char *text = transfer->text[0] ? transfer->text : curl.easy_strerror(transfer->result);
    char host[64];

    get_last_host(transfer, host);
    switch (error) {
    case -ENXIO:
        return co_raise(error, "there is no host %.*s", (int)strcspn(host, ":"), host);
    case -ECONNREFUSED:
        return co_raise(error, "no server listens on %s", host);
    case -ECONNRESET:
        return co_raise(error, "%s broke the connection", host);
    case -EPROTO:
        return co_raise(error, "the answer of %s is not valid: %s", host, text);
    case -EMSGSIZE:
        return co_raise(error, "a header of the response of %s is too long", host);
    default:
        return co_raise(error, "%s", text);
    }
}

int http_transfer_finish(struct http_transfer *transfer)
{
    long status = 0;

    if (transfer->error)
        return raise_ours(transfer);
    if (transfer->result != CURLE_OK)
        return raise_result(transfer);
    curl.easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    transfer->response->status = (int)status;
    return 0;
}

#endif
