#include "io/redis.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORT = 6379, SOCKET_PATH_MAX = 108 };

CO_PRINTF(2, 3) static int refuse(char reason[IO_REDIS_REASON_MAX], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(reason, IO_REDIS_REASON_MAX, format, arguments);
    va_end(arguments);
    return -EINVAL;
}

static int parse_path(struct io_redis_address *address, const char *path, char *reason)
{
    if (path[0] != '/' || !path[1])
        return refuse(reason, "unix:// is followed by a whole path, as in unix:///run/redis.sock");
    if (strlen(path) >= SOCKET_PATH_MAX)
        return refuse(reason, "the path of a Unix socket has at most %d bytes",
                      SOCKET_PATH_MAX - 1);
    strcpy(address->path, path);
    return 0;
}

static int parse_port(struct io_redis_address *address, const char *text, size_t length,
                      char *reason)
{
    char *end;
    long port = strtol(text, &end, 10);

    if (length == 0 || text[0] < '0' || text[0] > '9' || end != text + length || port < 1 ||
        port > 65535)
        return refuse(reason, "\"%.*s\" is no port: that is a number from 1 to 65535", (int)length,
                      text);
    address->port = (int)port;
    return 0;
}

/* HOST, HOST:PORT, [IPV6]:PORT, and perhaps a slash. */
static int parse_host(struct io_redis_address *address, const char *text, char *reason)
{
    size_t whole = strcspn(text, "/"), length;
    const char *rest = text + whole, *host = text, *end;

    if (memchr(text, '@', whole))
        return refuse(reason, "a user or a password cannot be given");
    if (rest[0] && rest[1])
        return refuse(reason, "nothing can follow the port but a slash: \"%s\"", rest);
    if (*host == '[') {
        host++;
        length = strcspn(host, "]/");
        if (host[length] != ']')
            return refuse(reason, "the ] behind the host is missing");
        end = host + length + 1;
    } else {
        length = strcspn(host, ":/");
        end = host + length;
    }
    if (length == 0)
        return refuse(reason, "the host is missing, as in redis://127.0.0.1:%d/", DEFAULT_PORT);
    memcpy(address->host, host, length);
    address->port = DEFAULT_PORT;
    if (end == rest)
        return 0;
    if (*end != ':')
        return refuse(reason, "only a port can follow the host");
    return parse_port(address, end + 1, (size_t)(rest - end - 1), reason);
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

int io_redis_address_parse(struct io_redis_address *address, const char *text,
                           char reason[IO_REDIS_REASON_MAX])
{
    *address = (struct io_redis_address){ 0 };
    if (strlen(text) >= sizeof address->text)
        return refuse(reason, "an address has at most %zu bytes", sizeof address->text - 1);
    strcpy(address->text, text);
    if (begins_with(text, "redis://"))
        return parse_host(address, text + strlen("redis://"), reason);
    if (begins_with(text, "unix://"))
        return parse_path(address, text + strlen("unix://"), reason);
    if (begins_with(text, "rediss://"))
        return refuse(reason, "an encrypted connection (rediss:) cannot be made");
    return refuse(reason, "an address is redis://HOST:PORT/ or unix:///PATH");
}
