/*
 * An HTTP client, which needs libcurl at run time, and a server to ask. A session keeps connections
 * for later requests. Give a URL as argument to ask another server.
 *
 *     cc 08-http-client.c $(pkg-config --cflags --libs asyncdemo-io) -o http-client
 *
 * It prints:
 *     200 text/plain: hello from /hello
 *     404 text/plain: there is no /nothing here
 */
#define CO_SUGAR
#include <co/co.h>
#include <io/io.h>
#include <stdio.h>
#include <string.h>

static int answer(struct io_http_request *request, struct io_http_response *response,
                  void *argument)
{
    (void)argument;
    if (strcmp(request->path, "/hello") != 0)
        return io_http_respond_text(response, 404, "there is no %s here", request->path);
    return io_http_respond_text(response, 200, "hello from %s", request->path);
}

ASYNC(get, struct io_http_session *session; const char *url; const char *path;)
{
    struct io_http_response response = { 0 };
    char url[256], type[64];

    snprintf(url, sizeof url, "%s%s", my->url, my->path);
    await(io_http_get(my->session, url, &response));
    printf("%d %s: %s\n", response.status,
           io_http_response_content_type(&response, type, sizeof type),
           io_http_response_text(&response));
    io_http_response_free(&response);
    return 0;
}

ASYNC(main, const char *url;)
{
    struct io_http_session *session;
    struct io_http_server *server;

    await(io_http_session_open(&session));
    await(io_start_http_server(&server, answer, NULL, 0));
    if (my->url)
        return CALL(get, session, my->url, "");
    await(CALL(get, session, io_http_server_url(server), "/hello"));
    return CALL(get, session, io_http_server_url(server), "/nothing");
}

int main(int argc, char **argv)
{
    int rc = co_run(CORO(main, argc > 1 ? argv[1] : NULL), NULL);

    if (rc < 0)
        fprintf(stderr, "%s: %s\n", co_error_name(rc), co_error_sentence(rc));
    return rc == -ENOSYS ? 77 : rc < 0;
}
