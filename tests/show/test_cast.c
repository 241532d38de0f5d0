#include "show/cast.h"

#include "test.h"

#include <errno.h>

static struct cast cast;
static struct text text;

static struct cast_task *add(uint32_t id, const char *name)
{
    struct cast_task *task =
        cast_add(&cast, &(struct event){ .kind = EVENT_TASK, .task = id, .text = name });

    ASSERT_TRUE(task);
    return task;
}

static const char *name_of(uint32_t id)
{
    text_clear(&text);
    cast_add_name(&cast, id, &text);
    return text_string(&text);
}

static void end(void)
{
    cast_free(&cast);
    text_free(&text);
}

TEST(task_is_found_by_its_id)
{
    ASSERT_TRUE(!cast_find(&cast, 1));
    add(1, "main");
    add(7, "Worker\x1b-1");
    ASSERT_EQ(cast_find(&cast, 7)->id, 7);
    ASSERT_TRUE(!cast_find(&cast, 2));
    ASSERT_STR_EQ(name_of(1), "main");
    ASSERT_STR_EQ(name_of(7), "Worker\\x1b-1");
    ASSERT_STR_EQ(name_of(0), "the loop");
    ASSERT_STR_EQ(name_of(2), "a task");
    end();
}

TEST(ended_task_keeps_its_name_and_result)
{
    struct cast_task *task = add(1, "main");

    ASSERT_EQ(parts_add(&task->parts, "slept 10 ms", 1), 0);
    text_add(&task->wait, "gather");
    ASSERT_TRUE(!cast_has_ended(&cast, 1));
    cast_end(&cast, task, -EINVAL);
    cast_end(&cast, task, 0);
    ASSERT_TRUE(cast_has_ended(&cast, 1));
    ASSERT_EQ(cast_find(&cast, 1)->result, -EINVAL);
    ASSERT_STR_EQ(name_of(1), "main");
    end();
}

TEST(ended_tasks_are_forgotten_some_time_later)
{
    add(1, "main");
    for (uint32_t id = 2; id < CAST_KEPT + 12; id++)
        cast_end(&cast, add(id, "connection"), 0);
    ASSERT_EQ(cast.tasks.count, CAST_KEPT + 1);
    ASSERT_STR_EQ(name_of(1), "main");
    ASSERT_TRUE(!cast_find(&cast, 11));
    ASSERT_TRUE(cast_has_ended(&cast, 11));
    ASSERT_TRUE(cast_find(&cast, 12));
    end();
}

static void name_thing(uint32_t number, const char *name)
{
    ASSERT_EQ(
        cast_name_thing(
            &cast,
            &(struct event){ .kind = EVENT_THING, .thing = number, .what = "lock", .text = name }),
        0);
}

TEST(thing_takes_its_better_name)
{
    ASSERT_STR_EQ(cast_thing_name(&cast, 1), "");
    name_thing(1, "");
    ASSERT_STR_EQ(cast_thing_name(&cast, 1), "");
    name_thing(1, "counter_lock");
    ASSERT_STR_EQ(cast_thing_name(&cast, 1), "counter_lock");
    end();
}

TEST(old_things_are_forgotten)
{
    for (uint32_t number = 1; number < CAST_KEPT + 11; number++)
        name_thing(number, "lock");
    ASSERT_EQ(cast.things.count, CAST_KEPT);
    ASSERT_STR_EQ(cast_thing_name(&cast, 10), "");
    ASSERT_STR_EQ(cast_thing_name(&cast, 11), "lock");
    end();
}
