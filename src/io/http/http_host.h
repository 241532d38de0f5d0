/* The host that a request is for, as it stands in the field Host and in URLs. */
#ifndef IO_HTTP_HOST_H
#define IO_HTTP_HOST_H

#include <stdbool.h>

/* Returns whether the text is HOST[:PORT] by the grammar of RFC 3986, 3.2.2. HOST may be "" there,
 * as in the field Host of a URL that has no host. */
bool io_http_host_is_valid(const char *host);

#endif
