#include "io/http/http_response.h"

#include "io/http/jansson.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *io_http_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } known[] = {
        { 100, "Continue" },
        { 101, "Switching Protocols" },
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 205, "Reset Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 304, "Not Modified" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 411, "Length Required" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 417, "Expectation Failed" },
        { 426, "Upgrade Required" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
        { 505, "HTTP Version Not Supported" },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].phrase;
    return "";
}

/* ---- Making one ---- */

int io_http_respond(struct io_http_response *response, int status, const char *content_type,
                    const void *body, size_t size)
{
    int rc;

    if (status < 200 || status > 599)
        return co_raise(-EINVAL, "%d is no status to answer with", status);
    io_http_headers_remove(&response->headers, "Content-Type");
    rc = io_http_headers_add(&response->headers, "Content-Type", content_type);
    if (rc < 0)
        return rc;
    response->status = status;
    io_buffer_take(&response->content, io_buffer_size(&response->content));
    rc = io_buffer_add(&response->content, body, size);
    return rc < 0 ? co_raise(rc, "there is no memory for a response of %zu bytes", size) : 0;
}

CO_PRINTF(4, 0)
static int respond_formatted(struct io_http_response *response, int status,
                             const char *content_type, const char *format, va_list arguments)
{
    va_list again;
    int rc = io_http_respond(response, status, content_type, "", 0), length;

    if (rc < 0)
        return rc;
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return co_raise(-EINVAL, "what is to be answered cannot be formatted");
    rc = io_buffer_reserve(&response->content, (size_t)length + 1);
    if (rc < 0)
        return co_raise(rc, "there is no memory for a response of %d bytes", length);
    vsnprintf(io_buffer_data(&response->content), (size_t)length + 1, format, arguments);
    response->content.end += (size_t)length;
    return 0;
}

int io_http_respond_text(struct io_http_response *response, int status, const char *format, ...)
{
    va_list arguments;
    int rc;

    va_start(arguments, format);
    rc = respond_formatted(response, status, "text/plain; charset=utf-8", format, arguments);
    va_end(arguments);
    return rc;
}

int io_http_respond_json(struct io_http_response *response, int status, const char *format, ...)
{
    va_list arguments;
    int rc;

    va_start(arguments, format);
    rc = respond_formatted(response, status, "application/json; charset=utf-8", format, arguments);
    va_end(arguments);
    return rc;
}

int io_http_response_add_header(struct io_http_response *response, const char *name,
                                const char *value)
{
    static const char *const of_server[] = { "Content-Length", "Transfer-Encoding", "Connection",
                                             NULL };

    for (const char *const *taken = of_server; *taken; taken++)
        if (io_http_same(name, *taken))
            return co_raise(-EINVAL, "%s is the server's to tell", *taken);
    return io_http_headers_add(&response->headers, name, value);
}

/* ---- Reading one ---- */

const char *io_http_response_header(const struct io_http_response *response, const char *name)
{
    return io_http_headers_get(&response->headers, name);
}

const char *io_http_response_content_type(const struct io_http_response *response, char *type,
                                          size_t size)
{
    const char *value = io_http_response_header(response, "Content-Type");
    size_t length;

    if (!value)
        value = "application/octet-stream";
    length = strcspn(value, " \t;");
    snprintf(type, size, "%.*s", (int)length, value);
    for (char *at = type; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return type;
}

const char *io_http_response_text(struct io_http_response *response)
{
    size_t size = io_buffer_size(&response->content);

    if (size == 0)
        return "";
    io_buffer_data(&response->content)[size] = '\0'; /* the buffer has room for it */
    return io_buffer_data(&response->content);
}

int io_http_response_raise_for_status(const struct io_http_response *response)
{
    if (response->status < 400)
        return 0;
    return co_raise(-EPROTO, "%d, %s", response->status, io_http_phrase(response->status));
}

/* ---- JSON ---- */

#ifdef HAVE_JANSSON
/* "application/json" or "application/problem+json". */
static bool is_json(const char *type)
{
    static const char prefix[] = "application/", suffix[] = "json";
    size_t length = strlen(type), begin = sizeof prefix - 1, end = sizeof suffix - 1;

    if (strncmp(type, prefix, begin) != 0 || length < begin + end ||
        strcmp(type + length - end, suffix) != 0)
        return false;
    return length == begin + end || type[length - end - 1] == '+';
}

static int check_json_type(const struct io_http_response *response)
{
    char type[128];
    const char *told = io_http_response_header(response, "Content-Type");

    if (is_json(io_http_response_content_type(response, type, sizeof type)))
        return 0;
    /* The words are aiohttp's. */
    return co_raise(-EPROTOTYPE, "%d, Attempt to decode JSON with unexpected mimetype: %s",
                    response->status, told ? told : "");
}

static int load_json(struct io_http_response *response)
{
    const struct io_buffer *content = &response->content;
    json_error_t error;

    if (response->json)
        return 0;
    response->json = jansson.loadb(io_http_response_text(response), io_buffer_size(content),
                                   JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (response->json)
        return 0;
    if (json_error_code(&error) == json_error_out_of_memory)
        return co_raise(-ENOMEM, "there is no memory for the JSON");
    return co_raise(-EBADMSG, "%s: line %d column %d", error.text, error.line, error.column);
}

/* A wrong format is an error of the caller. All other errors are errors of the server. */
static int raise_unpacking(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    bool is_servers = code == json_error_item_not_found || code == json_error_wrong_type ||
                      code == json_error_index_out_of_range ||
                      code == json_error_end_of_input_expected;

    return co_raise(is_servers ? -EPROTO : -EINVAL, "%s", error->text);
}

int io_http_response_json(struct io_http_response *response, const char *format, ...)
{
    json_error_t error;
    va_list arguments;
    int rc = io_library_load(&jansson_library);

    if (rc == 0)
        rc = check_json_type(response);
    if (rc == 0)
        rc = load_json(response);
    if (rc < 0)
        return rc;
    va_start(arguments, format);
    rc = jansson.vunpack_ex(response->json, &error, 0, format, arguments);
    va_end(arguments);
    return rc < 0 ? raise_unpacking(&error) : 0;
}
#else
int io_http_response_json(struct io_http_response *response, const char *format, ...)
{
    (void)response, (void)format;
    return io_library_load(&jansson_library);
}
#endif

void io_http_response_free(struct io_http_response *response)
{
#ifdef HAVE_JANSSON
    jansson_decref(response->json);
#endif
    io_http_headers_free(&response->headers);
    io_buffer_free(&response->content);
    *response = (struct io_http_response){ 0 };
}
