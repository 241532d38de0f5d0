#include "io/redis/hiredis.h"
#include "io/redis/redis.h"

#ifdef HAVE_HIREDIS

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

/* Without hiredis there are no replies. */

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
