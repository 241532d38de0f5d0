#include "io/redis/redis.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORT = 6379, SOCKET_PATH_MAX = 108, DATABASE_DIGITS = 9 };

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

static int parse_database(struct io_redis_address *address, const char *text, char *reason)
{
    size_t length = strspn(text, "0123456789");

    if (text[length] || length > DATABASE_DIGITS)
        return refuse(reason, "\"%s\" is no database: that is a number, as in redis://%s/1", text,
                      address->host);
    address->database = atoi(text);
    return 0;
}

/* HOST, HOST:PORT, [IPV6]:PORT, and perhaps a slash and a database. */
static int parse_host(struct io_redis_address *address, const char *text, char *reason)
{
    size_t whole = strcspn(text, "/"), length;
    const char *rest = text + whole, *host = text, *end;

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
    if (end != rest) {
        if (*end != ':')
            return refuse(reason, "only a port can follow the host");
        if (parse_port(address, end + 1, (size_t)(rest - end - 1), reason) < 0)
            return -EINVAL;
    }
    return *rest ? parse_database(address, rest + 1, reason) : 0;
}

/* ---- Credentials ---- */

/* -1: it is no hexadecimal digit. */
static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 'A' ^ 'a';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Copy at most `size` - 1 bytes, and decode %41 to A. A % without two digits stands for itself.
 * Returns the whole length. */
static size_t decode(char *target, size_t size, const char *text, size_t length)
{
    size_t used = 0;

    for (size_t i = 0; i < length; i++, used++) {
        int high = text[i] == '%' && i + 2 < length ? digit_value(text[i + 1]) : -1;
        int low = high >= 0 ? digit_value(text[i + 2]) : -1;
        bool is_escape = low >= 0 && high + low > 0;

        if (used + 1 < size)
            target[used] = is_escape ? (char)(high << 4 | low) : text[i];
        i += is_escape ? 2 : 0;
    }
    target[used < size ? used : size - 1] = '\0';
    return used;
}

/* USER, USER:PASSWORD or :PASSWORD. */
static int parse_credentials(struct io_redis_address *address, const char *text, const char *end,
                             char *reason)
{
    const char *colon = memchr(text, ':', (size_t)(end - text));

    if (decode(address->user, sizeof address->user, text, (size_t)((colon ? colon : end) - text)) >=
        sizeof address->user)
        return refuse(reason, "a user has at most %zu bytes", sizeof address->user - 1);
    if (colon && decode(address->password, sizeof address->password, colon + 1,
                        (size_t)(end - colon - 1)) >= sizeof address->password)
        return refuse(reason, "a password has at most %zu bytes", sizeof address->password - 1);
    return 0;
}

static int take_password_of_environment(struct io_redis_address *address, char *reason)
{
    const char *password = getenv(IO_REDIS_PASSWORD);

    if (!password || address->password[0])
        return 0;
    if (strlen(password) >= sizeof address->password)
        return refuse(reason, IO_REDIS_PASSWORD " has more than %zu bytes",
                      sizeof address->password - 1);
    strcpy(address->password, password);
    return 0;
}

static void keep_in_environment(const char *text, size_t length)
{
    char *password = malloc(length + 1);

    if (!password)
        return;
    if (decode(password, length + 1, text, length) > 0)
        setenv(IO_REDIS_PASSWORD, password, 1);
    explicit_bzero(password, length + 1);
    free(password);
}

void io_redis_address_hide(char *text)
{
    char *scheme = strstr(text, "://"), *user = scheme ? scheme + strlen("://") : text;
    char *end = strrchr(user, '@'); /* one within the password need not be escaped */
    char *colon = end ? memchr(user, ':', (size_t)(end - user)) : NULL;
    size_t length;

    if (!colon)
        return;
    keep_in_environment(colon + 1, (size_t)(end - colon - 1));
    end += colon == user; /* without a user there is no @ either */
    length = strlen(end);
    memmove(colon, end, length);
    memset(colon + length, 0, (size_t)(end - colon));
}

/* ---- The whole ---- */

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Parse the part behind redis://. The text for messages has no password. */
static int parse_authority(struct io_redis_address *address, const char *text, char *reason)
{
    const char *end = strrchr(text, '@'), *host = end ? end + 1 : text;
    const char *colon = end ? memchr(text, ':', (size_t)(end - text)) : NULL;
    int user_length = end ? (int)((colon ? colon : end) - text) : 0;

    if (end && parse_credentials(address, text, end, reason) < 0)
        return -EINVAL;
    if (snprintf(address->text, sizeof address->text, "redis://%.*s%s", user_length, text,
                 user_length ? end : host) >= (int)sizeof address->text)
        return refuse(reason, "an address has at most %zu bytes", sizeof address->text - 1);
    return parse_host(address, host, reason);
}

int io_redis_address_parse(struct io_redis_address *address, const char *text,
                           char reason[IO_REDIS_REASON_MAX])
{
    int rc;

    *address = (struct io_redis_address){ 0 };
    if (begins_with(text, "rediss://"))
        return refuse(reason, "an encrypted connection (rediss:) cannot be made; stunnel can carry"
                              " a redis: one, see README.md");
    if (begins_with(text, "redis://")) {
        rc = parse_authority(address, text + strlen("redis://"), reason);
    } else if (begins_with(text, "unix://")) {
        rc = strlen(text) < sizeof address->text
                 ? parse_path(address, text + strlen("unix://"), reason)
                 : refuse(reason, "an address has at most %zu bytes", sizeof address->text - 1);
        if (rc == 0)
            strcpy(address->text, text);
    } else {
        return refuse(reason,
                      "an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH");
    }
    return rc < 0 ? rc : take_password_of_environment(address, reason);
}
