#include "co/explain/waits.h"

#include "test.h"

#include <string.h>

static const char *described(const char *kind, const char *call)
{
    static struct text text;
    const struct co_resource resource = { .kind = kind };
    const struct co_place place = { "x.c", 1, "f", call };

    text_clear(&text);
    wait_describe(&text, &resource, &place);
    return text_string(&text);
}

TEST(resource_has_the_name_in_the_call)
{
    ASSERT_STR_EQ(described("lock", "co_lock_acquire(&counter_lock)"), "lock counter_lock");
    ASSERT_STR_EQ(described("semaphore", "co_semaphore_acquire(my->semaphore)"),
                  "a permit of semaphore my->semaphore");
    ASSERT_STR_EQ(described("event", "co_event_wait(& event)"), "event event");
    ASSERT_STR_EQ(described("item of a queue", "co_queue_get(queue, &item)"),
                  "an item of queue queue");
    ASSERT_STR_EQ(described("place in a queue", "co_queue_put(&jobs, item)"),
                  "a free place in queue jobs");
    ASSERT_STR_EQ(described("queue to be finished", "co_queue_join(&jobs)"),
                  "queue jobs to be finished");
    ASSERT_STR_EQ(described("bytes of a stream", "io_stream_read(my->stream, 1, &data)"),
                  "bytes of stream my->stream");
    ASSERT_STR_EQ(described("room in a stream", "io_stream_drain(stream)"),
                  "room in stream stream");
    ASSERT_STR_EQ(described("stream to be closed", "io_stream_wait_closed(stream)"),
                  "stream stream to be closed");
    ASSERT_STR_EQ(described("server to be closed", "io_server_wait_closed(server)"),
                  "server server to be closed");
    ASSERT_STR_EQ(described("end of a server", "io_server_serve_forever(server)"),
                  "the end of server server");
}

static const char *told(const char *kind, const char *call)
{
    static struct text text;
    const struct co_resource resource = { .kind = kind };
    const struct co_place place = { "x.c", 1, "f", call };

    text_clear(&text);
    wait_tell(&text, &resource, &place);
    return text_string(&text);
}

TEST(name_that_is_the_kind_is_told_once)
{
    ASSERT_STR_EQ(told("lock", "co_lock_acquire(&lock)"), "the lock");
    ASSERT_STR_EQ(told("item of a queue", "co_queue_get(queue, &item)"), "an item of the queue");
    ASSERT_STR_EQ(told("queue to be finished", "co_queue_join(&queue)"),
                  "the queue to be finished");
    ASSERT_STR_EQ(told("lock", "co_condition_wait(&condition)"), "the lock of the condition");
    ASSERT_STR_EQ(told("lock", "co_lock_acquire(&ock)"), "lock ock");
    ASSERT_STR_EQ(told("lock", "co_lock_acquire(&my->lock)"), "lock my->lock");
    ASSERT_STR_EQ(told("gather", "co_gather(tasks, 2)"), "gather");
}

TEST(lock_of_a_condition_is_named_by_the_call)
{
    ASSERT_STR_EQ(described("lock", "co_condition_wait(&changed)"),
                  "the lock of condition changed");
    ASSERT_STR_EQ(described("lock", "co_condition_acquire(my->changed)"),
                  "the lock of condition my->changed");
    ASSERT_STR_EQ(described("condition", "co_condition_wait(&changed)"), "condition changed");
    ASSERT_STR_EQ(described("barrier", "co_barrier_wait(&start)"), "barrier start");
}

TEST(name_may_have_brackets_and_commas)
{
    ASSERT_STR_EQ(described("lock", "co_lock_acquire(&forks[(i + 1) % 5])"),
                  "lock forks[(i + 1) % 5]");
    ASSERT_STR_EQ(described("event", "co_event_wait(find(a, b[1, 2]), 3)"),
                  "event find(a, b[1, 2])");
}

TEST(kind_is_shown_if_there_is_no_name)
{
    ASSERT_STR_EQ(described("lock", ""), "lock");
    ASSERT_STR_EQ(described("lock", "f()"), "lock");
    ASSERT_STR_EQ(described("gather", "GATHER(CORO(a), CORO(b))"), "gather");
    ASSERT_STR_EQ(described("flux compensator", "travel(&car)"), "flux compensator");
    ASSERT_STR_EQ(described("lock", "co_lock_acquire(&unfinished"), "lock unfinished");
}

TEST(wait_for_tasks_is_distinguished)
{
    static const char *const tasks[] = { "task", "gather", "wait", "shield" };
    static const char *const things[] = { "lock", "semaphore", "event", "something new" };

    for (size_t i = 0; i < 4; i++) {
        ASSERT_TRUE(wait_kind(&(struct co_resource){ .kind = tasks[i] })->tasks);
        ASSERT_TRUE(!wait_kind(&(struct co_resource){ .kind = things[i] })->tasks);
    }
}
