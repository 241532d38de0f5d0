/* What a Redis server that cannot be reached, or answers with an error, means to the caller. */
#ifndef IO_REDIS_ERROR_H
#define IO_REDIS_ERROR_H

#include "io/redis/redis.h"

/* May the error pass by itself, so that the command is worth another attempt? */
bool redis_is_away(int code);
/* Gives the error of a connection its sentence. Returns the code that io_redis_command() has. */
int redis_raise(const struct io_redis *redis, int code);
/* The same for the text of a reply that is an error. */
int redis_raise_reply(const struct io_redis *redis, const char *text);

#endif
