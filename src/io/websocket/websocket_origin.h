/* From which pages a browser may connect (RFC 6454). Part of websocket.h. */
#ifndef IO_WEBSOCKET_ORIGIN_H
#define IO_WEBSOCKET_ORIGIN_H

#include "io/http/http_request.h"

/* Returns whether the request comes from no page, from a page of the server itself, or from one of
 * these origins: "http://localhost:3000", or "*" for any. `others` ends with NULL, and may be
 * NULL. */
bool io_websocket_origin_is_allowed(const struct io_http_request *request,
                                    const char *const *others);

#endif
