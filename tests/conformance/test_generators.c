#include "conformance.h"

/* The cases of test_base_events.py about async generators. */

static struct co_generator generator;

/* Cleans up, with a suspension, when it is closed. */
ASYNC(cleans_up)
{
    int rc = co_yield(1);

    ASSERT_TRUE(co_current_task() != NULL);
    await(co_sleep(1));
    say("cleaned:%.0f", co_time());
    return rc;
}

static CO_ASYNC int ask_once(void)
{
    intptr_t value;

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
