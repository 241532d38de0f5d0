#include "conformance.h"

/* The cases of test_base_events.py about async generators. */

static struct co_generator generator;
static struct co_loop *home;

/* Cleans up when it is closed, and suspends while it does so. */
ASYNC(cleans_up)
{
    int rc = co_yield(1);

    ASSERT_TRUE(co_get_running_loop() == home);
    await(co_sleep(1));
    say("cleaned:%.0f", co_time());
    return rc;
}

static CO_ASYNC int ask_once(void)
{
    intptr_t value;

    home = co_get_running_loop();
    generator = GENERATOR(cleans_up);
    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    return 0;
}

CONFORMS(BaseEventLoopTests, test_asyncgen_finalization_by_gc)
{
    await(ask_once());
    ASSERT_EQ(co_generator_drop(&generator), 0);
    SAID("");
    await(co_sleep(2));
    SAID("cleaned:1");
    return 0;
}

DEF(drops)
{
    return co_generator_drop(&generator);
}

CONFORMS(BaseEventLoopTests, test_asyncgen_finalization_by_gc_in_other_thread)
{
    await(ask_once());
    await(co_await(co_run_in_executor(NULL, CORO(drops))));
    await(co_sleep(2));
    SAID("cleaned:1");
    return 0;
}
