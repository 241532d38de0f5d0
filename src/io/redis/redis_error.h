/* Errors of a Redis server that cannot be reached or answers with an error. */
#ifndef IO_REDIS_ERROR_H
#define IO_REDIS_ERROR_H

#include "io/redis/redis.h"

/* Returns whether the error may pass by itself, so that another attempt makes sense. */
bool redis_is_away(int code);
/* Raise an error of the connection with its sentence. Returns the code of io_redis_command(). */
int redis_raise(const struct io_redis *redis, int code);
/* The same for a reply that is an error. `text` is its text. */
int redis_raise_reply(const struct io_redis *redis, const char *text);

#endif
