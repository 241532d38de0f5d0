#include "io/redis/redis.h"

#include "io/redis/hiredis.h"
#include "io/redis/redis_error.h"
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

/* Send a command and read its reply. After an error the connection is gone, so that no late reply
 * can be taken for the reply to a later command. */
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
        return redis_raise(redis, rc);
    }
    *reply = received;
    if ((*reply)->type != REDIS_REPLY_ERROR)
        return 0;
    rc = redis_raise_reply(redis, (*reply)->str);
    hiredis.free_reply(*reply);
    *reply = NULL;
    return rc;
}

/* ---- Connecting ---- */

/* Run a command whose reply is just OK. */
static int tell(struct io_redis *redis, const struct io_bytes *words, size_t count)
{
    redisReply *reply;
    int rc = exchange(redis, words, count, 0, &reply);

    if (rc == 0)
        hiredis.free_reply(reply);
    return rc;
}

static int log_in(struct io_redis *redis)
{
    const struct io_redis_address *address = &redis->address;
    struct io_bytes words[3] = { IO_STRING("AUTH") };
    size_t count = 1;

    if (!address->user[0] && !address->password[0])
        return 0;
    if (address->user[0])
        words[count++] = IO_STRING(address->user);
    words[count++] = IO_STRING(address->password);
    return tell(redis, words, count);
}

static int check_version(struct io_redis *redis)
{
    const struct io_bytes info[] = { IO_STRING("INFO"), IO_STRING("server") };
    const char *version;
    redisReply *reply;
    int rc = exchange(redis, info, 2, 0, &reply);

    if (rc < 0)
        return rc == -EPERM ? 0 : rc; /* the user may have no right to run INFO */
    version = reply->type == REDIS_REPLY_STRING ? strstr(reply->str, "redis_version:") : NULL;
    if (version && atoi(version + strlen("redis_version:")) < 6)
        rc = co_raise(-ENOTSUP, "Redis at %s is too old (%.*s); 6.0 is needed", redis->address.text,
                      (int)strcspn(version + strlen("redis_version:"), "\r\n"),
                      version + strlen("redis_version:"));
    hiredis.free_reply(reply);
    return rc;
}

static int select_database(struct io_redis *redis)
{
    char number[16];
    const struct io_bytes words[] = { IO_STRING("SELECT"),
                                      { number, (size_t)snprintf(number, sizeof number, "%d",
                                                                 redis->address.database) } };

    return redis->address.database ? tell(redis, words, 2) : 0;
}

/* Check that the server is a Redis that we can work with. */
static int greet_server(struct io_redis *redis)
{
    const struct io_bytes ping = IO_STRING("PING");
    int rc = log_in(redis);

    if (rc == 0)
        rc = check_version(redis);
    if (rc == 0)
        rc = select_database(redis);
    /* A Redis that still reads its data answers INFO, but not this command. A user may have no
     * right to run it. */
    if (rc == 0)
        rc = tell(redis, &ping, 1);
    return rc == -EPERM ? 0 : rc;
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
        return redis_raise(redis, rc);
    }
    redis->reader = hiredis.reader_create();
    rc = redis->reader ? greet_server(redis) : -ENOMEM;
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
        if (rc == 0 || !redis_is_away(rc) || !redis->was_connected ||
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

#endif
