/* How a connection sends a response, and upgrades. */
#include "io/internal.h"

#include "io/http/http_date.h"
#include "io/http/http_serving.h"

#include <stdio.h>
#include <string.h>

/* ---- The head ---- */

static int add_text(struct io_buffer *buffer, const char *text)
{
    return io_buffer_add(buffer, text, strlen(text));
}

static int add_header(struct io_buffer *head, const char *name, const char *value)
{
    int rc = add_text(head, name);

    if (rc == 0)
        rc = add_text(head, ": ");
    if (rc == 0)
        rc = add_text(head, value);
    return rc == 0 ? add_text(head, "\r\n") : rc;
}

static int add_headers(struct io_buffer *head, const struct io_http_headers *headers)
{
    const char *name, *value;
    int rc = 0;

    for (size_t at = 0; rc == 0 && io_http_headers_next(headers, &at, &name, &value);)
        rc = add_header(head, name, value);
    return rc;
}

/* On the virtual clock a run begins in 1970, so that each run sends the same bytes. */
static int add_date(struct io_buffer *head, const struct io_http_headers *headers)
{
    char text[IO_HTTP_DATE_SIZE];

    if (io_http_headers_get(headers, "Date"))
        return 0;
    io_http_date(co_time_is_virtual() ? (time_t)co_time() : time(NULL), text);
    return add_header(head, "Date", text);
}

/* A client of HTTP/1.0 assumes that the server closes the connection, unless the answer says
 * keep-alive. The field Upgrade needs the word upgrade here, since it is for this connection
 * only. */
static int add_connection(struct io_buffer *head, const struct io_http_headers *headers,
                          const struct io_http_reader *reader)
{
    bool upgrades = io_http_headers_get(headers, "Upgrade");
    const char *fate = !reader->request.keep_alive  ? "close"
                       : reader->minor_version == 0 ? "keep-alive"
                                                    : "";
    char value[32];

    snprintf(value, sizeof value, "%s%s%s", upgrades ? "Upgrade" : "",
             upgrades && *fate ? ", " : "", fate);
    return *value ? add_header(head, "Connection", value) : 0;
}

/* Returns whether a response of this status ends with its head, without a length. */
static bool has_no_length(int status)
{
    return status < 200 || status == 204 || status == 304;
}

/* A response of status 205 has the length 0. */
static bool may_have_content(int status)
{
    return !has_no_length(status) && status != 205;
}

static int add_length(struct io_buffer *head, const struct io_http_response *response)
{
    size_t size = may_have_content(response->status) ? io_buffer_size(&response->content) : 0;
    char value[24];

    if (has_no_length(response->status))
        return 0;
    snprintf(value, sizeof value, "%zu", size);
    return add_header(head, "Content-Length", value);
}

/* Write the part before the body. */
static int make_head(struct io_buffer *head, const struct io_http_response *response,
                     const struct io_http_reader *reader)
{
    char line[80];
    int rc;

    snprintf(line, sizeof line, "HTTP/1.1 %d %s\r\n", response->status,
             io_http_phrase(response->status));
    rc = add_text(head, line);
    if (rc == 0)
        rc = add_date(head, &response->headers);
    if (rc == 0)
        rc = add_headers(head, &response->headers);
    if (rc == 0)
        rc = add_connection(head, &response->headers, reader);
    if (rc == 0)
        rc = add_length(head, response);
    return rc == 0 ? add_text(head, "\r\n") : rc;
}

/* ---- Answering ---- */

const char *http_answer_missing_field(const struct io_http_response *response)
{
    static const struct {
        int status;
        const char *field;
    } needed[] = { { 401, "WWW-Authenticate" }, { 405, "Allow" }, { 426, "Upgrade" } };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i].status == response->status &&
            !io_http_headers_get(&response->headers, needed[i].field))
            return needed[i].field;
    return NULL;
}

int http_answer_send(struct http_connection *connection, struct io_http_response *response)
{
    const struct io_http_request *request = &connection->reader.request;
    struct io_buffer message = { 0 };
    int rc = make_head(&message, response, &connection->reader);

    if (rc == 0 && strcmp(request->method, "HEAD") != 0 && may_have_content(response->status))
        rc = io_buffer_add(&message, io_buffer_data(&response->content),
                           io_buffer_size(&response->content));
    if (rc == 0)
        rc =
            io_stream_write(connection->stream, io_buffer_data(&message), io_buffer_size(&message));
    io_buffer_free(&message);
    return rc < 0 ? rc : io_stream_drain(connection->stream);
}

/* ---- Upgrades ---- */

static int refuse_upgrade(struct io_http_response *response, const char *protocol)
{
    int rc = io_http_respond_text(response, 426, "426: this speaks %s, and needs an upgrade to it",
                                  protocol);

    if (rc == 0)
        rc = io_http_response_add_header(response, "Upgrade", protocol);
    return rc < 0 ? rc
                  : co_raise(-EPROTO, "the client does not ask for an upgrade to %s", protocol);
}

static int send_upgrade(struct io_http_response *response)
{
    struct io_buffer head = { 0 };
    int rc = make_head(&head, response, &response->connection->reader);

    if (rc == 0)
        rc = io_stream_write(response->connection->stream, io_buffer_data(&head),
                             io_buffer_size(&head));
    io_buffer_free(&head);
    return rc;
}

int io_http_upgrade(const struct io_http_request *request, struct io_http_response *response,
                    const char *protocol, struct io_stream **stream)
{
    int rc;

    if (!io_http_headers_list(&request->headers, "Connection", "Upgrade") ||
        !io_http_headers_list(&request->headers, "Upgrade", protocol))
        return refuse_upgrade(response, protocol);
    response->status = 101;
    rc = io_http_headers_add(&response->headers, "Upgrade", protocol);
    if (rc == 0)
        rc = send_upgrade(response);
    if (rc < 0)
        return rc;
    response->is_upgraded = true;
    *stream = response->connection->stream;
    return io_stream_drain(*stream);
}

void io_http_set_farewell(struct io_http_response *response, io_http_farewell *farewell,
                          void *argument)
{
    response->connection->farewell = farewell;
    response->connection->farewell_argument = argument;
}
