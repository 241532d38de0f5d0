#include "io/redis/redis_error.h"

#include <string.h>

bool redis_is_away(int code)
{
    switch (-code) {
    case EAGAIN: /* it is there, but not ready */
    case ECONNABORTED:
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENETUNREACH:
    case ENOENT: /* the socket will be made when it starts */
    case ENXIO:
    case EPIPE:
    case ETIMEDOUT:
        return true;
    default:
        return false;
    }
}

int redis_raise(const struct io_redis *redis, int code)
{
    const char *address = redis->address.text;

    switch (-code) {
    case ECONNREFUSED:
    case ENOENT:
        return co_raise(code, "there is no Redis at %s", address);
    case ENXIO:
        return co_raise(code, "there is no host of the name %s", redis->address.host);
    case EHOSTUNREACH:
    case ENETUNREACH:
        return co_raise(code, "the host of Redis at %s cannot be reached", address);
    case ECONNRESET:
    case EPIPE:
        return co_raise(-ECONNRESET, "the connection to Redis at %s broke", address);
    case ETIMEDOUT:
        return co_raise(-ECONNRESET, "Redis at %s does not answer", address);
    default:
        return code;
    }
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

int redis_raise_reply(const struct io_redis *redis, const char *text)
{
    static const struct {
        const char *beginning;
        int code;
        const char *format; /* of the address */
    } errors[] = {
        { "NOSCRIPT", -ESTALE, "Redis at %s does not know the script" },
        { "OOM", -ENOSPC, "Redis at %s is full" },
        { "LOADING", -EAGAIN, "Redis at %s still reads its data" },
        { "BUSY ", -EAGAIN, "Redis at %s is busy with a script" },
        { "NOAUTH", -EACCES, "Redis at %s wants a password; set " IO_REDIS_PASSWORD },
        { "WRONGPASS", -EACCES, "Redis at %s refuses the user or the password" },
        { "ERR AUTH", -EACCES, "Redis at %s has no password; unset " IO_REDIS_PASSWORD },
        { "NOPERM", -EPERM, "Redis at %s does not permit the user what is needed; see README.md" },
        { "ERR DB index", -ERANGE, "Redis at %s has no database of this number" },
        { "DENIED", -EACCES, "Redis at %s is in protected mode" },
        { "READONLY", -EACCES, "Redis at %s is a replica, which cannot be written to" },
        { "MISCONF", -EIO, "Redis at %s cannot save its data, and refuses to go on" },
        { "ERR max number of clients", -EAGAIN, "Redis at %s has too many clients" },
        { "ERR unknown command", -ENOTSUP, "Redis at %s is too old; 6.0 is needed" },
    };

    /* If a command of a script fails, other words stand before the error. */
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (begins_with(text, errors[i].beginning) ||
            (begins_with(text, "ERR Error running script") && strstr(text, errors[i].beginning)))
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            return co_raise(errors[i].code, errors[i].format, redis->address.text);
#pragma GCC diagnostic pop
    }
    return co_raise(-EPROTO, "Redis at %s: %s", redis->address.text, text);
}
