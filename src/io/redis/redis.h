/*
 * A connection to a Redis server: commands and their replies. The first command connects. After a
 * loss, the next command connects again. Any number of tasks may share a connection; its commands
 * run one after the other.
 *
 * This needs the real clock.
 */
#ifndef IO_REDIS_H
#define IO_REDIS_H

#include "io/stream.h"

#include <string.h>

CO_BEGIN

/* ---- Addresses ---- */

enum { IO_REDIS_ADDRESS_MAX = 128, IO_REDIS_PASSWORD_MAX = 256, IO_REDIS_REASON_MAX = 256 };
struct io_redis_address {
    char text[IO_REDIS_ADDRESS_MAX]; /* for messages: the address without the password */
    char host[IO_REDIS_ADDRESS_MAX]; /* name or number; "": a Unix socket */
    int port;
    char path[IO_REDIS_ADDRESS_MAX];
    char user[IO_REDIS_ADDRESS_MAX]; /* "": the server's default user */
    char password[IO_REDIS_PASSWORD_MAX];
    int database;
};

/* The environment variable with the password of an address that contains none. */
#define IO_REDIS_PASSWORD "ASYNCDEMO_REDIS_PASSWORD"

/* Parse redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH. The default port is 6379, the
 * default database 0. In USER and PASSWORD, %40 stands for @, and so on. -EINVAL: the text is not
 * an address, and `reason` says why in a sentence. No loop is needed. */
int io_redis_address_parse(struct io_redis_address *address, const char *text,
                           char reason[IO_REDIS_REASON_MAX]);
/* Move the password from `text` to the environment. `text` is an address, or an option whose value
 * is an address. So no message and no list of processes shows the password, and children inherit
 * it. io_redis_address_parse() finds it there. A text without a password is not changed. */
void io_redis_address_hide(char *text);

/* ---- The connection ---- */

/* All-zero, except the address and the members that the caller sets. */
struct io_redis {
    struct io_redis_address address;
    double patience; /* seconds to wait for a server that was there before */
    /* Is called before each pause while the server is away. `code` is the reason, and co_text() is
     * the sentence. NULL is allowed. The function must not suspend. */
    void (*away)(void *argument, int code);
    void *argument;
    double connected; /* when the connection was made, of co_time(); read only */

    struct co_lock lock; /* private from here */
    struct io_stream *stream;
    void *reader; /* hiredis' */
    bool was_connected;
};

struct io_redis_reply;
struct io_bytes {
    const char *data;
    size_t size;
};
/* A string without its '\0'. */
static inline struct io_bytes io_string(const char *string)
{
    struct io_bytes bytes = { string, strlen(string) };

    return bytes;
}
#define IO_STRING(string) io_string(string)

/* Send a command, and wait for its reply. The caller frees the reply. `seconds`: how long the
 * command may block in the server. Each error has a sentence:
 *   -ECONNREFUSED, -ENOENT, -ENXIO ...: no server is there. If a server was there before, the
 *                error comes after `patience`.
 *   -ECONNRESET  the connection broke, or was silent for some seconds. The server may have run the
 *                command or not. The next command connects again.
 *   -ENOSPC      Redis is full.
 *   -EACCES      Redis wants a password, or refuses the user or the password. -EPERM: this user may
 *                not run this command.
 *   -ERANGE      Redis has no database of this number.
 *   -ENOTSUP     Redis is older than 6.0.
 *   -ESTALE      Redis does not know the script (NOSCRIPT).
 *   -EPROTO      Redis answers with another error, or the server is not Redis.
 *   -ENOSYS      hiredis is missing. -ENOMEM.
 * If the caller is cancelled, the connection is dropped. The next command makes a new one. */
CO_ASYNC int io_redis_command(struct io_redis *redis, const struct io_bytes *words, size_t count,
                              double seconds, struct io_redis_reply **reply);
enum { IO_REDIS_WORDS_MAX = 32 };
/* How many seconds to wait after the n-th failure, from 1. Each pause is twice as long as the last
 * one, up to a second, plus a random part. */
double io_redis_pause(int attempt);
/* Close the connection. The next command connects again. */
void io_redis_close(struct io_redis *redis);
/* The same after the end of the loop, which ends its streams. */
void io_redis_abandon(struct io_redis *redis);

/* ---- Replies ---- */

/* The parts of a reply. If the reply is of another type, or NULL, the result is 0, NULL or "". The
 * reply owns the parts. */
size_t io_redis_reply_count(const struct io_redis_reply *reply);
const struct io_redis_reply *io_redis_reply_at(const struct io_redis_reply *reply, size_t i);
long long io_redis_reply_integer(const struct io_redis_reply *reply);
/* A '\0' follows the string. */
struct io_bytes io_redis_reply_string(const struct io_redis_reply *reply);
/* NULL is allowed. */
void io_redis_reply_free(struct io_redis_reply *reply);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_redis_command(...) CO_AT(io_redis_command, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
