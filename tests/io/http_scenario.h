/* The common part of the tests of HTTP servers: a server, and a client that is nothing but a
 * stream. */
#ifndef HTTP_SCENARIO_H
#define HTTP_SCENARIO_H

#include "io/http/http_server.h"

#include "co/scenario.h"
#include "io/server.h"

/* ---- A server and its client ---- */

static struct io_http_server *server;
static struct co_event handling, go_on;
static char argument[] = "argument";

static int answer(struct io_http_request *request, struct io_http_response *response, void *passed)
{
    const char *delay = io_http_request_parameter(request, "delay");

    ASSERT_STR_EQ(passed, "argument");
    if (delay)
        await(co_sleep(atof(delay)));
    if (strcmp(request->path, "/echo") == 0)
        return io_http_respond(response, 200, "text/plain", request->body, request->body_size);
    if (strcmp(request->path, "/json") == 0)
        return io_http_respond_json(response, 200, "{\"method\": \"%s\"}", request->method);
    if (strcmp(request->path, "/empty") == 0)
        return io_http_respond(response, 204, "text/plain", "", 0);
    if (strcmp(request->path, "/moved") == 0) {
        await(io_http_response_add_header(response, "Location", "/json"));
        return io_http_respond_text(response, 302, "moved");
    }
    if (strcmp(request->path, "/fail") == 0)
        return co_raise(-EIO, "out of order");
    if (strcmp(request->path, "/silent") == 0)
        return 0;
    if (strcmp(request->path, "/large") == 0)
        return io_http_respond_text(response, 200, "%01000000d", 0);
    if (strcmp(request->path, "/wait") == 0) {
        co_event_set(&handling);
        await(co_event_wait(&go_on));
        return io_http_respond_text(response, 200, "waited");
    }
    return io_http_respond_text(response, 404, "there is no %s", request->path);
}

__attribute__((unused)) static int start(void)
{
    handling = go_on = (struct co_event){ 0 };
    return io_start_http_server(&server, answer, argument, 0);
}

__attribute__((unused)) static int stop(void)
{
    io_http_server_close(server);
    await(io_http_server_wait_closed(server));
    io_http_server_release(server);
    return 0;
}

/* Send these bytes and read until the server closes the connection. */
__attribute__((unused)) static int ask(const char *text, size_t size, char *reply, size_t room)
{
    struct io_stream *stream;
    const char *data;

    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_write(stream, text, size);
    int rc = io_stream_read_all(stream, &data);
    if (rc >= 0) {
        ASSERT_TRUE((size_t)rc < room);
        memcpy(reply, data, (size_t)rc + 1);
    }
    io_stream_release(stream);
    return rc;
}

static char reply[2 * 1024 * 1024] __attribute__((unused));

/* On the real clock they say something else each time. */
__attribute__((unused)) static void drop_dates(char *text)
{
    for (char *date; (date = strstr(text, "\r\nDate: ")); text = date) {
        char *end = strstr(date + 2, "\r\n");

        memmove(date, end, strlen(end) + 1);
    }
}

#define ASK(text, expected)                                                                        \
    do {                                                                                           \
        await(ask(text, strlen(text), reply, sizeof reply));                                       \
        drop_dates(reply);                                                                         \
        ASSERT_STR_EQ(reply, expected);                                                            \
    } while (0)

/* The status alone. */
#define ASK_STATUS(text, status)                                                                   \
    do {                                                                                           \
        await(ask(text, strlen(text), reply, sizeof reply));                                       \
        ASSERT_TRUE(strncmp(reply, "HTTP/1.1 ", 9) == 0);                                          \
        ASSERT_EQ(atoi(reply + 9), status);                                                        \
    } while (0)

#define LAST "Host: a\r\nConnection: close\r\n"

#endif
