/* A work queue in a Redis of the test's own, and commands of another client. */
#ifndef WORK_QUEUE_REDIS_SERVER_H
#define WORK_QUEUE_REDIS_SERVER_H

#include "io/redis/hiredis.h"
#include "io/redis_server.h"
#include "work_queue/work_queue_words.h"

__attribute__((unused)) static int open_queue(struct work_queue **queue)
{
    struct work_queue_options options = { .broker = redis_address(), .patience = 20 };

    return work_queue_open(queue, &options);
}

/* A case on the real clock, with an empty Redis that keeps its data over a restart. */
#define QUEUE_TEST(name)                                                                           \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        if (io_library_load(&hiredis_library) < 0)                                                 \
            test_skip("hiredis is missing");                                                       \
        start_redis((const char *const[]){ "--appendonly", "yes", NULL });                         \
        ASSERT_EQ(                                                                                 \
            run_on(CO_CLOCK_REAL, (struct co_coro){ name##_case, NULL, 0, "main", 0, NULL }), 0);  \
        stop_redis(SIGTERM);                                                                       \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

/* Runs a command, a string of words with blanks between them, on a connection of its own. Returns
 * the integer of the reply, or the number of its elements if the reply is an array. */
__attribute__((unused)) static int redis_cli(const char *command)
{
    static struct io_redis redis;
    struct io_bytes parts[16];
    size_t count = 0;
    struct io_redis_reply *reply;
    char reason[IO_REDIS_REASON_MAX];

    if (!redis.stream)
        redis = (struct io_redis){ .patience = 10 };
    await(io_redis_address_parse(&redis.address, redis_address(), reason));
    for (const char *at = command; *at; at += *at == ' ') {
        parts[count] = (struct io_bytes){ at, strcspn(at, " ") };
        at += parts[count++].size;
    }
    int rc = io_redis_command(&redis, parts, count, 0, &reply);
    if (rc == 0) {
        rc = (int)io_redis_reply_integer(reply) + (int)io_redis_reply_count(reply);
        io_redis_reply_free(reply);
    }
    io_redis_close(&redis);
    return rc;
}

/* Waits until the reply to the command is `count` or more. */
__attribute__((unused)) static int wait_until(const char *command, int count)
{
    for (;;) {
        int rc = redis_cli(command);

        if (rc < 0 || rc >= count)
            return rc;
        await(co_sleep(0.01));
    }
}

#endif
