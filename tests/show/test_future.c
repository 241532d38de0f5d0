#include "show/future.h"

#include "running/scene.h"

static struct life life;

static bool is_future_called(const char *name)
{
    for (size_t i = 0; i < life.task_count; i++)
        if (strcmp(life.tasks[i].name, name) == 0)
            return is_future(&life, &life.tasks[i]);
    ASSERT_TRUE(!"there is such a task");
    return false;
}

ASYNC(completes, struct co_task *future;)
{
    await(co_sleep(0.1));
    return co_future_set_result(my->future, 1);
}

ASYNC(awaits_an_answer)
{
    struct co_task *answer = co_future_create("answer");

    co_create_task(CORO(completes, answer));
    return co_await(answer);
}

TEST(future_is_told_from_tasks)
{
    play(SCENE(awaits_an_answer));
    ASSERT_EQ(life_read(&life, &stream), 0);
    ASSERT_EQ(is_future_called("main"), false);
    ASSERT_EQ(is_future_called("completes-1"), false);
    ASSERT_EQ(is_future_called("answer-1"), true);
}

ASYNC(awaits_in_vain)
{
    return co_await(co_future_create("answer"));
}

TEST(future_is_known_at_a_deadlock)
{
    play(SCENE(awaits_in_vain));
    ASSERT_EQ(life_read(&life, &stream), 0);
    ASSERT_EQ(is_future_called("answer-1"), true);
    ASSERT_EQ(is_future_called("main"), false);
}
