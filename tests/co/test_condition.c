#include "scenario.h"

/* Waits once and says what came of it, holding the lock. */
ASYNC(waiter, struct co_condition *condition; const char *name;)
{
    WITH_CONDITION(my->condition)
    {
        int rc = co_condition_wait(my->condition);

        say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
        ASSERT_TRUE(co_condition_locked(my->condition));
        await(rc);
    }
    return 0;
}

static int notify(struct co_condition *condition, size_t n)
{
    WITH_CONDITION(condition)
    {
        await(co_condition_notify(condition, n));
    }
    return 0;
}

ASYNC_TEST(notify_wakes_up_to_n_the_longest_waiting_first)
{
    struct co_condition condition = { 0 };
    TASKS(tasks, CORO(waiter, &condition, &"a\0b\0c\0d\0e"[2 * i]), i, 5);

    await(turns(1));
    await(notify(&condition, 1));
    await(turns(2));
    SAID("a:ok");
    await(notify(&condition, 2));
    await(turns(2));
    SAID("b:ok c:ok");
    await(notify(&condition, 100));
    await(GATHER_TASKS(tasks));
    SAID("d:ok e:ok");
    return 0;
}
