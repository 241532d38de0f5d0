/* An HTTP client of ours, for foreign servers: GETs each URL of its arguments over one session and
 * prints "STATUS TYPE SIZE", and the body if it is short. */
#include "peer.h"

ASYNC(main)
{
    struct io_http_session *session;
    char type[64];

    await(io_http_session_open(&session));
    for (char **url = peer_arguments; *url; url++) {
        struct io_http_response response = { 0 };

        await(io_http_get(session, *url, &response));
        printf("%d %s %zu\n", response.status,
               io_http_response_content_type(&response, type, sizeof type),
               io_buffer_size(&response.content));
        if (io_buffer_size(&response.content) < 100)
            printf("%s\n", io_http_response_text(&response));
        io_http_response_free(&response);
    }
    io_http_session_close(session);
    return 0;
}

PEER(IO_CURL)
