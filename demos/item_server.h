/*
 * The server for the demos http, http-limit and crawler, in place of the tutorial's
 * api.example.com. It answers GET /item/7?delay=0.2 with {"id": 7} after 0.2 s, and with &bad=1
 * with the status 500, in plain text.
 *
 * With &links=1 it is a site of 15 pages, a tree: the page 7 has links to 14 and 15, and the page 8
 * has none, which is [0, 0]. The site is down for its first two requests: their status is 503.
 */
#ifndef ITEM_SERVER_H
#define ITEM_SERVER_H

#include "demo.h"

static struct io_http_server *item_server;
static int in_flight, peak, served;

static int item(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    const char *text = io_http_request_parameter(request, "delay");
    bool is_site = io_http_request_parameter(request, "links") != NULL;
    double delay = text ? atof(text) : 0;
    int id;

    if (sscanf(request->path, "/item/%9d", &id) != 1)
        return io_http_respond_text(response, 404, "404: Not Found");
    if (!(delay >= 0 && delay <= 60)) /* no client may occupy the server for ever */
        return io_http_respond_text(response, 400, "400: a delay is from 0 to 60 seconds");
    served += 1;
    if (is_site && served <= 2)
        return io_http_respond_text(response, 503, "down");
    in_flight += 1;
    peak = in_flight > peak ? in_flight : peak;
    int rc = co_sleep(delay);
    in_flight -= 1;
    await(rc);
    if (io_http_request_parameter(request, "bad"))
        return io_http_respond_text(response, 500, "internal error");
    if (is_site)
        return io_http_respond_json(response, 200, "{\"id\": %d, \"links\": [%d, %d]}", id,
                                    id < 8 ? 2 * id : 0, id < 8 ? 2 * id + 1 : 0);
    return io_http_respond_json(response, 200, "{\"id\": %d}", id);
}

__attribute__((unused)) static int item_server_start(void)
{
    return io_start_http_server(&item_server, item, NULL, 0);
}

__attribute__((unused)) static const char *item_server_url(void)
{
    return io_http_server_url(item_server);
}

/* Requests that have come are answered first. */
__attribute__((unused)) static int item_server_stop(void)
{
    io_http_server_close(item_server);
    return io_http_server_wait_closed(item_server);
}

static int item_logged(struct io_http_request *request, struct io_http_response *response,
                       void *nothing)
{
    int rc = item(request, response, nothing);

    log_time("%s %s: %d", request->method, request->target, response->status);
    return rc;
}

/* asyncdemo http --listen=PORT */
ASYNC(listen, int port;)
{
    await(io_start_http_server(&item_server, item_logged, NULL, my->port));
    tell_to_type("curl %s/item/1", item_server_url());
    return io_http_server_serve_forever(item_server, IO_HTTP_SHUTDOWN_TIMEOUT);
}

#endif
