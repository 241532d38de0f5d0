/*
 * A connection to a Redis server: commands and their replies. It connects when it is first needed,
 * and again when it was lost. Any number of tasks may share one; their commands wait for each
 * other.
 *
 * On the real clock only.
 */
#ifndef IO_REDIS_H
#define IO_REDIS_H

#include "io/stream.h"

#include <string.h>

/* ---- Addresses ---- */

enum { IO_REDIS_ADDRESS_MAX = 128, IO_REDIS_PASSWORD_MAX = 256, IO_REDIS_REASON_MAX = 256 };
struct io_redis_address {
    char text[IO_REDIS_ADDRESS_MAX]; /* for messages: as it was given, but without the password */
    char host[IO_REDIS_ADDRESS_MAX]; /* name or number; "": a Unix socket */
    int port;
    char path[IO_REDIS_ADDRESS_MAX];
    char user[IO_REDIS_ADDRESS_MAX]; /* "": the server's default user */
    char password[IO_REDIS_PASSWORD_MAX];
    int database;
};

/* The variable of the environment with the password for an address that has none. */
#define IO_REDIS_PASSWORD "ASYNCDEMO_REDIS_PASSWORD"

/* redis://[USER:PASSWORD@]HOST[:PORT][/DB], where the port is 6379 and the database 0 if they are
 * left out, or unix:///PATH. In USER and PASSWORD %40 is @ and so on. -EINVAL: it is neither, and
 * `reason` says why in a sentence. May be called without a loop. */
int io_redis_address_parse(struct io_redis_address *address, const char *text,
                           char reason[IO_REDIS_REASON_MAX]);
/* Moves the password of an address, or of an option whose value is an address, from `text` to the
 * environment. So neither a message nor a listing of processes shows it, and children have it.
 * io_redis_address_parse() finds it there. Text without a password stays as it is. */
void io_redis_address_hide(char *text);

/* ---- The connection ---- */

/* All-zero, but for the address and what is wanted of the rest. */
struct io_redis {
    struct io_redis_address address;
    double patience; /* seconds to wait for a server that was there before and is away */
    /* Told before each pause that the server is away, for which `code` is the reason; co_text() has
     * the sentence. May be NULL; may not suspend. */
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
#define IO_STRING(string) ((struct io_bytes){ (string), strlen(string) })

/* Send a command and wait for its reply, which is the caller's to free. `seconds`: for how long the
 * command itself may block in the server. Each error has a sentence:
 *   -ECONNREFUSED, -ENOENT, -ENXIO ...: no server is there. If there was one before, the
 *                error comes after `patience`.
 *   -ECONNRESET  the connection broke, or nothing was heard for some seconds. Whether the command
 *                was done is not known. The next command connects again.
 *   -ENOSPC      Redis is full.
 *   -EACCES      it refuses the user or the password, or wants one. -EPERM: it does not permit the
 *                user this command.
 *   -ERANGE      it has no database of this number.
 *   -ENOTSUP     it is older than 6.0.
 *   -ESTALE      it does not know the script (NOSCRIPT).
 *   -EPROTO      it answers with another error, or what answers is no Redis.
 *   -ENOSYS      hiredis is missing. -ENOMEM.
 * If the caller is cancelled the connection is given up, and the next command makes a new one. */
CO_ASYNC int io_redis_command(struct io_redis *redis, const struct io_bytes *words, size_t count,
                              double seconds, struct io_redis_reply **reply);
enum { IO_REDIS_WORDS_MAX = 32 };
/* How long to wait before the attempt that follows the n-th failure, from 1: twice as long each
 * time, up to a second, and a part that is random. */
double io_redis_pause(int attempt);
/* Close it. It may be used again. */
void io_redis_close(struct io_redis *redis);
/* The same when the loop has ended, and its streams with it. */
void io_redis_abandon(struct io_redis *redis);

/* ---- Replies ---- */

/* Of something else than is asked for, NULL included: 0, NULL, "". They stay the reply's. */
size_t io_redis_reply_count(const struct io_redis_reply *reply);
const struct io_redis_reply *io_redis_reply_at(const struct io_redis_reply *reply, size_t i);
long long io_redis_reply_integer(const struct io_redis_reply *reply);
/* With a '\0' behind it. */
struct io_bytes io_redis_reply_string(const struct io_redis_reply *reply);
/* NULL is allowed. */
void io_redis_reply_free(struct io_redis_reply *reply);

#ifndef CO_WITHOUT_PLACES
#define io_redis_command(...) CO_AT(io_redis_command, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
