#include "conformance.h"

static struct co_context_var cvar = { "cvar", 0, 0 };

DEF(add, int a; int b;)
{
    co_blocking_sleep(0.001);
    return my->a + my->b;
}

CONFORMS(ToThreadTests, test_to_thread)
{
    ASSERT_EQ(co_to_thread(CORO(add, 40, 2)), 42);
    return 0;
}

DEF(raise_error)
{
    return co_raise(-EIO, "test");
}

CONFORMS(ToThreadTests, test_to_thread_exception)
{
    ASSERT_EQ(co_to_thread(CORO(raise_error)), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "test");
    return 0;
}

static int calls;
DEF(count_call)
{
    calls++;
    return 0;
}

CONFORMS(ToThreadTests, test_to_thread_once)
{
    calls = 0;
    await(co_to_thread(CORO(count_call)));
    await(co_sleep(1));
    ASSERT_EQ(calls, 1);
    return 0;
}

ASYNC(call_in_thread)
{
    return co_to_thread(CORO(count_call));
}

CONFORMS(ToThreadTests, test_to_thread_concurrent)
{
    struct co_task *tasks[10];

    calls = 0;
    for (int i = 0; i < 10; i++)
        tasks[i] = co_create_task(CORO(call_in_thread));
    await(co_gather(tasks, 10, NULL, 0));
    ASSERT_EQ(calls, 10);
    return 0;
}

DEF(see)
{
    return (int)co_context_var_get(&cvar);
}

CONFORMS(ToThreadTests, test_to_thread_contextvars)
{
    await(co_context_var_set(&cvar, 7).result);
    ASSERT_EQ(co_to_thread(CORO(see)), 7);
    return 0;
}
