#include "run/things.h"

#include "scene.h"

static const char *name_of(const char *kind, const char *call)
{
    static struct text text;
    struct co_resource resource = { .kind = kind };

    text_clear(&text);
    thing_add_name(&text, &resource, call);
    return text_string(&text);
}

TEST(thing_has_the_name_of_the_last_member)
{
    ASSERT_STR_EQ(name_of("lock", "co_lock_acquire(&counter_lock)"), "counter_lock");
    ASSERT_STR_EQ(name_of("item of a queue", "co_queue_put(my->queue, item)"), "queue");
    ASSERT_STR_EQ(name_of("event", "co_event_wait(&self.ready)"), "ready");
    ASSERT_STR_EQ(name_of("semaphore", "end of WITH_SEMAPHORE(&limit)"), "limit");
}

TEST(lock_of_a_condition_is_named_after_the_condition)
{
    ASSERT_STR_EQ(name_of("lock", "co_condition_wait(&self->ready)"), "the lock of ready");
    ASSERT_STR_EQ(name_of("lock", "end of WITH_CONDITION(&ready)"), "the lock of ready");
}

TEST(thing_has_no_name_from_a_call_for_something_else)
{
    ASSERT_STR_EQ(name_of("lock", "log_time(message)"), "");
    ASSERT_STR_EQ(name_of("lock", "co_sleep(delay)"), "");
    ASSERT_STR_EQ(name_of("event", "co_event_wait(&events[0])"), "");
    ASSERT_STR_EQ(name_of("event", "co_event_wait(7)"), "");
    ASSERT_STR_EQ(name_of("event", ""), "");
}

TEST(resources_of_a_queue_are_one_thing)
{
    struct co_queue queue = { .readable.kind = "item of a queue",
                              .writable.kind = "place in a queue",
                              .finished.kind = "queue to be finished" };
    struct things things = { 0 };
    struct thing *thing = things_entry(&things, &queue.finished);

    ASSERT_TRUE(thing != NULL);
    ASSERT_TRUE(things_entry(&things, &queue.readable) == thing);
    ASSERT_TRUE(things_entry(&things, &queue.writable) == thing);
    ASSERT_STR_EQ(thing_kind(&queue.writable), "queue");
    things_free(&things);
}

TEST(task_is_no_thing)
{
    ASSERT_TRUE(!thing_is(NULL));
    ASSERT_TRUE(!thing_is(&(struct co_resource){ .kind = "gather" }));
    ASSERT_TRUE(!thing_is(&(struct co_resource){ .kind = CO_GONE }));
    ASSERT_TRUE(thing_is(&(struct co_resource){ .kind = "lock" }));
    ASSERT_TRUE(thing_is(&(struct co_resource){ .kind = "child process" }));
}
