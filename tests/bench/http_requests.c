/* Requests over one session, ten at a time, to a server that shares the loop with the client: how
 * long one takes. */
#include "bench.h"

enum { AT_A_TIME = 10 };

static int answer(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    int id;

    if (sscanf(request->path, "/item/%d", &id) != 1)
        return io_http_respond_text(response, 404, "404: Not Found");
    return io_http_respond_json(response, 200, "{\"id\": %d}", id);
}

ASYNC(fetch_some, struct io_http_session *session; const char *server; long count;)
{
    char url[64];
    int id;

    for (int i = 0; i < my->count; i++) {
        sprintf(url, "%s/item/%d", my->server, i);
        WITH_GET(response, my->session, url)
        await(io_http_response_json(response, "{s:i}", "id", &id));
    }
    return 0;
}

MEASURE
{
    struct io_http_server *server;

    await(io_start_http_server(&server, answer, NULL, 0));
    WITH_SESSION(session)
    {
        const char *url = io_http_server_url(server);
        long each = (my->count + AT_A_TIME - 1) / AT_A_TIME;
        double began = seconds_on(CLOCK_MONOTONIC);

        TASKS(tasks, CORO(fetch_some, session, url, each), i, AT_A_TIME);
        await(GATHER_TASKS(tasks));
        figure("http", (seconds_on(CLOCK_MONOTONIC) - began) / (double)(each * AT_A_TIME) * 1e6);
    }
    io_http_server_release(server);
    return 0;
}
