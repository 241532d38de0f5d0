/* The common part of the tests of HTTP clients: servers of this process, and a session. */
#ifndef HTTP_CLIENT_SCENARIO_H
#define HTTP_CLIENT_SCENARIO_H

#include "io/http/http_client.h"

#include "co/scenario.h"
#include "io/http/curl.h"
#include "io/http/http_server.h"
#include "io/server.h"

static struct io_http_session *session;
static struct io_http_response response;
static int connections;

static void need_libcurl(void)
{
    if (io_library_load(&curl_library) < 0)
        test_skip(curl_library.reason);
}

/* ---- Servers ---- */

static struct io_http_server *server;
static char url[100];

/* Of a path of the server. */
__attribute__((unused)) static const char *at(const char *path)
{
    snprintf(url, sizeof url, "%s%s", io_http_server_url(server), path);
    return url;
}

__attribute__((unused)) static int handle(struct io_http_request *request,
                                          struct io_http_response *answer, void *nothing)
{
    const char *delay = io_http_request_parameter(request, "delay");

    (void)nothing;
    if (delay)
        await(co_sleep(atof(delay)));
    if (strcmp(request->path, "/fail") == 0)
        return io_http_respond_text(answer, 500, "internal error");
    if (strcmp(request->path, "/large") == 0)
        return io_http_respond_text(answer, 200, "%01000000d", 0);
    if (strcmp(request->path, "/moved") == 0) {
        await(io_http_response_add_header(answer, "Location", "/here"));
        await(io_http_response_add_header(answer, "X-Moved", "1"));
        return io_http_respond_text(answer, 302, "moved");
    }
    if (strcmp(request->path, "/round") == 0) {
        await(io_http_response_add_header(answer, "Location", "/round"));
        return io_http_respond_text(answer, 302, "moved");
    }
    await(io_http_response_add_header(answer, "X-Answer", " a b "));
    return io_http_respond_text(
        answer, 200, "%s %s %s %s", request->method, request->target,
        io_http_request_header(request, "X-Ask") ? io_http_request_header(request, "X-Ask") : "-",
        request->body);
}

__attribute__((unused)) static int start(void)
{
    need_libcurl();
    await(io_start_http_server(&server, handle, NULL, 0));
    return io_http_session_open(&session);
}

__attribute__((unused)) static int stop(void)
{
    io_http_response_free(&response);
    io_http_session_close(session);
    io_http_server_close(server);
    await(io_http_server_wait_closed(server));
    io_http_server_release(server);
    return 0;
}

/* Sends the bytes of its argument for any request, and closes the connection. */
__attribute__((unused)) static int blurt(struct io_stream *stream, void *text)
{
    const char *data;

    connections++;
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &data));
    return io_stream_write(stream, text, strlen(text));
}

__attribute__((unused)) static int get_from(io_connection_handler *handler, void *argument)
{
    struct io_server *raw;

    need_libcurl();
    await(io_http_session_open(&session));
    await(io_start_server(&raw, handler, argument, 0));
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", io_server_port(raw));
    int rc = io_http_get(session, url, &response);
    io_http_session_close(session);
    io_server_release(raw);
    return rc;
}

__attribute__((unused)) static int get_text(const char *text)
{
    static char copy[1000];

    snprintf(copy, sizeof copy, "%s", text);
    return get_from(blurt, copy);
}

#endif
