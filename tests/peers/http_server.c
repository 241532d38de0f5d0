/* An HTTP server of ours, for foreign clients. Prints its port. It answers with what it was asked:
 * method, target and body; /large is a mebibyte, and /fail fails. */
#include "peer.h"

static int answer(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    static char large[1024 * 1024];

    if (strcmp(request->path, "/fail") == 0)
        return co_raise(-EIO, "out of order");
    if (strcmp(request->path, "/large") == 0)
        return io_http_respond(response, 200, "application/octet-stream", large, sizeof large);
    if (strcmp(request->path, "/body") == 0)
        return io_http_respond(response, 200, "application/octet-stream", request->body,
                               request->body_size);
    if (strcmp(request->path, "/json") == 0)
        return io_http_respond_json(response, 200, "{\"id\": 7}");
    return io_http_respond_text(response, 200, "%s %s", request->method, request->target);
}

ASYNC(main)
{
    struct io_http_server *server;

    await(io_start_http_server(&server, answer, NULL, 0));
    printf("%d\n", io_http_server_port(server));
    return io_http_server_wait_closed(server);
}

PEER(0)
