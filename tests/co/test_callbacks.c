#include "scenario.h"

static int sleep_in_a_callback(void *unused)
{
    (void)unused;
    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(co_sleep(0), -EPERM);
    ASSERT_STR_EQ(co_text(), "only a task can sleep");
    return 0;
}

ASYNC_TEST(a_callback_cannot_sleep)
{
    await(co_call_soon(sleep_in_a_callback, NULL));
    return turns(1);
}

static int run_again(void *argument)
{
    int *times = argument;

    ++*times;
    ASSERT_EQ(co_call_soon(run_again, times), 0);
    return 0;
}

ASYNC(leave_callbacks, int *times;)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    await(co_call_soon(run_again, my->times));
    await(co_await(task));
    return 0;
}

TEST(callbacks_that_go_on_for_ever_end_with_the_loop)
{
    static int times;

    ASSERT_EQ(run(CORO(leave_callbacks, &times)), 0);
    ASSERT_TRUE(times >= 1 && times < 10);
}

static int note(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

static int note_and_add(void *word)
{
    static char later[] = "later";

    note(word);
    ASSERT_EQ(co_call_soon(note, later), 0);
    return 0;
}

ASYNC(two_steps)
{
    say("step1");
    await(co_sleep(0));
    say("step2");
    return 0;
}

ASYNC_TEST(callbacks_and_tasks_run_in_the_order_they_became_ready)
{
    static char one[] = "one", two[] = "two";

    await(co_call_soon(note_and_add, one));
    struct co_task *task = co_create_task(CORO(two_steps));
    await(co_call_soon(note, two));
    SAID("");
    await(co_await(task));
    SAID("one step1 two later step2");
    return 0;
}
