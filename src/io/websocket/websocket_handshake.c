#include "io/websocket/websocket_handshake.h"

#include "co/co.h"
#include "io/http/http_headers.h"
#include "io/websocket/crypto.h"
#include "io/websocket/websocket_frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RANDOM_SIZE = 16, SHA1_SIZE = 20, HTTP_PORT = 80, HIGHEST_PORT = 65535 };
/* A server hashes this with the key, and so proves that it knows WebSockets. */
#define WEBSOCKET_UUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* ---- URLs ---- */

int io_websocket_parse_url(struct io_websocket_address *address, const char *url)
{
    const char *const scheme = "ws://", *host = url + strlen(scheme);
    size_t size;
    char *end;

    if (strncasecmp(url, scheme, strlen(scheme)) != 0)
        return co_raise(-EINVAL, "'%s' does not begin with ws://", url);
    size = strcspn(host, ":/?#");
    if (!size || size >= sizeof address->host)
        return co_raise(-EINVAL, "'%s' has no host", url);
    memcpy(address->host, host, size);
    address->host[size] = '\0';
    address->port = HTTP_PORT;
    address->path = host + size;
    if (*address->path == ':') {
        unsigned long port = strtoul(address->path + 1, &end, 10);

        if (!port || port > HIGHEST_PORT)
            return co_raise(-EINVAL, "'%s' has no port", url);
        address->port = (int)port;
        address->path = end;
    }
    /* It becomes part of a line. */
    if ((*address->path && *address->path != '/') || strpbrk(url, " \r\n\t"))
        return co_raise(-EINVAL, "'%s' is no address", url);
    return 0;
}

/* ---- Keys ---- */

#ifdef HAVE_CRYPTO

static void encode(const unsigned char *bytes, int size, char *text)
{
    crypto.encode_block((unsigned char *)text, bytes, size);
}

static void hash(const char *text, unsigned char digest[SHA1_SIZE])
{
    crypto.sha1((const unsigned char *)text, strlen(text), digest);
}

#else

/* Without libcrypto these functions are never called. */
static void encode(const unsigned char *bytes, int size, char *text)
{
    (void)bytes;
    (void)size;
    *text = '\0';
}

static void hash(const char *text, unsigned char digest[SHA1_SIZE])
{
    (void)text;
    memset(digest, 0, SHA1_SIZE);
}

#endif

int io_websocket_make_key(char key[IO_WEBSOCKET_KEY_SIZE])
{
    unsigned char bytes[RANDOM_SIZE];
    int rc = io_library_load(&crypto_library);

    if (rc < 0 || (rc = io_websocket_random(bytes, sizeof bytes)) < 0)
        return rc;
    encode(bytes, sizeof bytes, key);
    return 0;
}

int io_websocket_accept_key(const char *key, char accept[IO_WEBSOCKET_ACCEPT_SIZE])
{
    char text[IO_WEBSOCKET_KEY_SIZE + sizeof WEBSOCKET_UUID];
    unsigned char digest[SHA1_SIZE];
    int rc = io_library_load(&crypto_library);

    if (rc < 0)
        return rc;
    snprintf(text, sizeof text, "%s%s", key, WEBSOCKET_UUID);
    hash(text, digest);
    encode(digest, sizeof digest, accept);
    return 0;
}

/* ---- The request ---- */

/* Returns whether the key is sixteen bytes in base64. */
static bool is_key(const char *key)
{
    size_t letters =
        strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    return letters == IO_WEBSOCKET_KEY_SIZE - 3 && strcmp(key + letters, "==") == 0;
}

int io_websocket_check_request(const struct io_http_request *request)
{
    const char *version = io_http_request_header(request, "Sec-WebSocket-Version");
    const char *key = io_http_request_header(request, "Sec-WebSocket-Key");

    if (!io_http_headers_list(&request->headers, "Upgrade", "websocket") ||
        !io_http_headers_list(&request->headers, "Connection", "upgrade"))
        return 426;
    if (strcmp(request->method, "GET") != 0 || request->body_size || !version || !key ||
        io_http_headers_count(&request->headers, "Sec-WebSocket-Key") > 1 || !is_key(key))
        return 400;
    return strcmp(version, "13") == 0 ? 0 : 426;
}

/* ---- Subprotocols ---- */

/* Find a subprotocol by its name. Capitals matter. NULL: there is none. */
static const char *find_protocol(const char *const *protocols, const char *name, size_t size)
{
    for (; protocols && *protocols; protocols++)
        if (strlen(*protocols) == size && memcmp(*protocols, name, size) == 0)
            return *protocols;
    return NULL;
}

static const char *choose_of(const char *list, const char *const *protocols)
{
    const char *chosen = NULL;

    while (!chosen && *(list += strspn(list, " \t,"))) {
        size_t size = strcspn(list, " \t,");

        chosen = find_protocol(protocols, list, size);
        list += size;
    }
    return chosen;
}

const char *io_websocket_choose_protocol(const struct io_http_request *request,
                                         const char *const *protocols)
{
    const char *name, *value, *chosen = NULL;

    for (size_t at = 0; !chosen && io_http_headers_next(&request->headers, &at, &name, &value);)
        if (io_http_same(name, "Sec-WebSocket-Protocol"))
            chosen = choose_of(value, protocols);
    return chosen;
}

/* ---- The answer ---- */

/* Take a line up to its "\r\n", and move *rest behind it. NULL: the line is empty. */
static const char *next_line(const char **rest, size_t *size)
{
    const char *line = *rest, *end = strstr(line, "\r\n");

    if (!end || end == line)
        return NULL;
    *size = (size_t)(end - line);
    *rest = end + 2;
    return line;
}

static int read_headers(struct io_http_headers *headers, const char *rest)
{
    const char *line, *colon;
    size_t size;
    int rc = 0;

    while (rc == 0 && (line = next_line(&rest, &size))) {
        const char *value, *end = line + size;

        colon = memchr(line, ':', size);
        if (!colon)
            return co_raise(-EPROTO, "the server does not speak HTTP/1.1");
        value = colon + 1 + strspn(colon + 1, " \t");
        while (end > value && strchr(" \t", end[-1]))
            end--;
        rc = io_http_headers_add_bytes(headers, line, (size_t)(colon - line), value,
                                       (size_t)(end - value));
    }
    return rc;
}

static int check_headers(const struct io_http_headers *headers, const char *key)
{
    const char *answer = io_http_headers_get(headers, "Sec-WebSocket-Accept");
    char expected[IO_WEBSOCKET_ACCEPT_SIZE];
    int rc = io_websocket_accept_key(key, expected);

    if (rc < 0)
        return rc;
    if (!io_http_headers_list(headers, "Upgrade", "websocket"))
        return co_raise(-EPROTO, "101 Invalid upgrade header");
    if (!io_http_headers_list(headers, "Connection", "upgrade"))
        return co_raise(-EPROTO, "101 Invalid connection header");
    if (!answer || strcmp(answer, expected) != 0)
        return co_raise(-EPROTO, "101 Invalid challenge response");
    if (io_http_headers_get(headers, "Sec-WebSocket-Extensions"))
        return co_raise(-EPROTO, "101 with an extension that was not asked for");
    return 0;
}

static int check_protocol(const struct io_http_headers *headers, const char *const *protocols,
                          const char **protocol)
{
    const char *answer = io_http_headers_get(headers, "Sec-WebSocket-Protocol");

    *protocol = answer ? find_protocol(protocols, answer, strlen(answer)) : NULL;
    if ((answer && !*protocol) || io_http_headers_count(headers, "Sec-WebSocket-Protocol") > 1)
        return co_raise(-EPROTO, "101 with a subprotocol that was not asked for");
    return 0;
}

int io_websocket_check_response(const char *response, const char *key, const char *const *protocols,
                                const char **protocol)
{
    struct io_http_headers headers = { 0 };
    const char *line;
    size_t size;
    int status, rc;

    line = next_line(&response, &size);
    if (!line || sscanf(line, "HTTP/1.1 %3d", &status) != 1)
        return co_raise(-EPROTO, "the server does not speak HTTP/1.1");
    if (status != 101)
        return co_raise(-EPROTO, "%d Invalid response status", status);
    rc = read_headers(&headers, response);
    if (rc == 0)
        rc = check_headers(&headers, key);
    if (rc == 0)
        rc = check_protocol(&headers, protocols, protocol);
    io_http_headers_free(&headers);
    return rc;
}
