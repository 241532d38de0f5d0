#define CO_WITHOUT_PLACES /* reports show the call of the one who waits */
#include "io/redis.h"

#include "io/hiredis.h"
#include "io/server.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAUSE_FIRST 0.02 /* seconds */
#define PAUSE_MAX 1.0
#define REPLY_MAX 5.0 /* seconds without the reply that is due */

double io_redis_pause(int attempt)
{
    double pause = fmin(ldexp(PAUSE_FIRST, attempt - 1), PAUSE_MAX);

    return co_random_uniform(pause / 2, pause);
}

#ifdef HAVE_HIREDIS

/* ---- Errors ---- */

/* May it pass by itself? */
static bool is_away(int code)
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

static int raise_for(const struct io_redis *redis, int code)
{
    const char *address = redis->address.text;

    switch (-code) {
    case ECONNREFUSED:
    case ENOENT:
        return co_raise(code, "there is no Redis at %s", address);
    case ENXIO:
        return co_raise(code, "there is no host of the name %s", redis->address.host);
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

static int raise_reply(const struct io_redis *redis, const char *text)
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
        { "NOAUTH", -EACCES, "Redis at %s wants a password, and none can be given" },
        { "NOPERM", -EACCES, "Redis at %s does not permit what we need" },
        { "DENIED", -EACCES, "Redis at %s is in protected mode" },
        { "READONLY", -EACCES, "Redis at %s is a replica, which cannot be written to" },
        { "MISCONF", -EIO, "Redis at %s cannot save its data, and refuses to go on" },
        { "ERR max number of clients", -EAGAIN, "Redis at %s has too many clients" },
        { "ERR unknown command", -ENOTSUP, "Redis at %s is too old; 6.0 is needed" },
    };

    /* What a script has called and what failed is told with some words before it. */
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

/* ---- One command ---- */

static void disconnect(struct io_redis *redis)
{
    io_stream_release(redis->stream);
    redis->stream = NULL;
    if (redis->reader)
        hiredis.reader_free(redis->reader);
    redis->reader = NULL;
}

static int send_command(struct io_redis *redis, const struct io_bytes *words, size_t count)
{
    const char *data[IO_REDIS_WORDS_MAX];
    size_t sizes[IO_REDIS_WORDS_MAX];
    char *command;
    int length, rc;

    for (size_t i = 0; i < count; i++) {
        data[i] = words[i].data;
        sizes[i] = words[i].size;
    }
    length = hiredis.format_command_argv(&command, (int)count, data, sizes);
    if (length < 0)
        return -ENOMEM;
    rc = io_stream_write(redis->stream, command, (size_t)length);
    hiredis.free_command(command);
    return rc < 0 ? rc : io_stream_drain(redis->stream);
}

static int reader_error(const struct io_redis *redis)
{
    const redisReader *reader = redis->reader;

    if (reader->err == REDIS_ERR_OOM)
        return -ENOMEM;
    return co_raise(-EPROTO, "what answers at %s is no Redis", redis->address.text);
}

static int receive_reply(struct io_redis *redis, void **reply)
{
    for (;;) {
        const char *data;
        int rc;

        if (hiredis.reader_get_reply(redis->reader, reply) != REDIS_OK)
            return reader_error(redis);
        if (*reply)
            return 0;
        rc = io_stream_read(redis->stream, IO_STREAM_HIGH_WATER, &data);
        if (rc < 0)
            return rc;
        if (rc == 0)
            return -ECONNRESET;
        if (hiredis.reader_feed(redis->reader, data, (size_t)rc) != REDIS_OK)
            return reader_error(redis);
    }
}

/* What ends with an error leaves nothing that a later reply could be mistaken for. */
static int exchange(struct io_redis *redis, const struct io_bytes *words, size_t count,
                    double seconds, redisReply **reply)
{
    struct co_timeout timeout = { 0 };
    void *received = NULL;
    int rc = co_timeout_enter(&timeout, REPLY_MAX + seconds);

    if (rc < 0)
        return rc;
    rc = send_command(redis, words, count);
    if (rc == 0)
        rc = receive_reply(redis, &received);
    rc = co_timeout_exit(&timeout, rc);
    if (rc < 0) {
        if (received)
            hiredis.free_reply(received);
        disconnect(redis);
        return raise_for(redis, rc);
    }
    *reply = received;
    if ((*reply)->type != REDIS_REPLY_ERROR)
        return 0;
    rc = raise_reply(redis, (*reply)->str);
    hiredis.free_reply(*reply);
    *reply = NULL;
    return rc;
}

/* ---- Connecting ---- */

/* Is it a Redis that we can work with? */
static int check_server(struct io_redis *redis)
{
    const struct io_bytes info[] = { IO_STRING("INFO"), IO_STRING("server") };
    const struct io_bytes ping = IO_STRING("PING");
    const char *version;
    redisReply *reply;
    int rc = exchange(redis, info, 2, 0, &reply);

    if (rc < 0)
        return rc;
    version = reply->type == REDIS_REPLY_STRING ? strstr(reply->str, "redis_version:") : NULL;
    if (version && atoi(version + strlen("redis_version:")) < 6)
        rc = co_raise(-ENOTSUP, "Redis at %s is too old (%.*s); 6.0 is needed", redis->address.text,
                      (int)strcspn(version + strlen("redis_version:"), "\r\n"),
                      version + strlen("redis_version:"));
    hiredis.free_reply(reply);
    if (rc < 0)
        return rc;
    /* While it reads its data it answers the one, but not the other. */
    rc = exchange(redis, &ping, 1, 0, &reply);
    if (rc == 0)
        hiredis.free_reply(reply);
    return rc;
}

static int connect_once(struct io_redis *redis)
{
    const struct io_redis_address *address = &redis->address;
    struct co_timeout timeout = { 0 };
    int rc = co_timeout_enter(&timeout, REPLY_MAX);

    if (rc < 0)
        return rc;
    rc = address->host[0] ? io_open_connection(&redis->stream, address->host, address->port)
                          : io_open_unix_connection(&redis->stream, address->path);
    rc = co_timeout_exit(&timeout, rc);
    if (rc < 0) {
        disconnect(redis);
        return raise_for(redis, rc);
    }
    redis->reader = hiredis.reader_create();
    rc = redis->reader ? check_server(redis) : -ENOMEM;
    if (rc < 0)
        disconnect(redis);
    return rc;
}

static int reach_server(struct io_redis *redis)
{
    double since = co_time();
    int rc = io_library_load(&hiredis_library);

    if (rc < 0)
        return rc;
    if (co_time_is_virtual())
        return co_raise(-EPERM, "Redis needs the real clock: it has its own time");
    for (int attempt = 1;; attempt++) {
        rc = connect_once(redis);
        if (rc == 0) {
            redis->was_connected = true;
            redis->connected = co_time();
        }
        if (rc == 0 || !is_away(rc) || !redis->was_connected ||
            co_time() - since >= redis->patience)
            return rc;
        if (redis->away)
            redis->away(redis->argument, rc);
        rc = co_sleep(io_redis_pause(attempt));
        if (rc < 0)
            return rc;
    }
}

int io_redis_command(struct io_redis *redis, const struct io_bytes *words, size_t count,
                     double seconds, struct io_redis_reply **reply)
{
    int rc;

    if (isnan(seconds) || isnan(redis->patience))
        return co_raise(-EINVAL, "a time that is not a number");
    rc = count <= IO_REDIS_WORDS_MAX ? co_lock_acquire(&redis->lock) : -EINVAL;
    if (rc < 0)
        return rc;
    rc = redis->stream ? 0 : reach_server(redis);
    if (rc == 0)
        rc = exchange(redis, words, count, seconds, (redisReply **)reply);
    co_lock_release(&redis->lock);
    return rc;
}

void io_redis_close(struct io_redis *redis)
{
    disconnect(redis);
}

void io_redis_abandon(struct io_redis *redis)
{
    redis->stream = NULL;
    disconnect(redis);
}

/* ---- Replies ---- */

static const redisReply *of_type(const struct io_redis_reply *reply, int type)
{
    const redisReply *one = (const redisReply *)reply;

    return one && one->type == type ? one : NULL;
}

size_t io_redis_reply_count(const struct io_redis_reply *reply)
{
    const redisReply *array = of_type(reply, REDIS_REPLY_ARRAY);

    return array ? array->elements : 0;
}

const struct io_redis_reply *io_redis_reply_at(const struct io_redis_reply *reply, size_t i)
{
    const redisReply *array = of_type(reply, REDIS_REPLY_ARRAY);

    return array && i < array->elements ? (const void *)array->element[i] : NULL;
}

long long io_redis_reply_integer(const struct io_redis_reply *reply)
{
    const redisReply *integer = of_type(reply, REDIS_REPLY_INTEGER);

    return integer ? integer->integer : 0;
}

struct io_bytes io_redis_reply_string(const struct io_redis_reply *reply)
{
    const redisReply *string = of_type(reply, REDIS_REPLY_STRING);

    return string ? (struct io_bytes){ string->str, (size_t)string->len } : IO_STRING("");
}

void io_redis_reply_free(struct io_redis_reply *reply)
{
    if (reply)
        hiredis.free_reply(reply);
}

#else

int io_redis_command(struct io_redis *redis, const struct io_bytes *words, size_t count,
                     double seconds, struct io_redis_reply **reply)
{
    (void)redis, (void)words, (void)count, (void)seconds, (void)reply;
    return io_library_load(&hiredis_library);
}

void io_redis_close(struct io_redis *redis)
{
    (void)redis;
}

void io_redis_abandon(struct io_redis *redis)
{
    (void)redis;
}

/* There are no replies. */

size_t io_redis_reply_count(const struct io_redis_reply *reply)
{
    (void)reply;
    return 0;
}

const struct io_redis_reply *io_redis_reply_at(const struct io_redis_reply *reply, size_t i)
{
    (void)reply, (void)i;
    return NULL;
}

long long io_redis_reply_integer(const struct io_redis_reply *reply)
{
    (void)reply;
    return 0;
}

struct io_bytes io_redis_reply_string(const struct io_redis_reply *reply)
{
    (void)reply;
    return IO_STRING("");
}

void io_redis_reply_free(struct io_redis_reply *reply)
{
    (void)reply;
}

#endif
