#include "explore/pairs.h"
#include "programs.h"

static struct stream stream;
static struct run_steps steps;
static struct pairs pairs;

/* All holds of the program, one in each line. */
static const char *holds_of(const struct demo *demo)
{
    static struct text text;
    struct run_options options = {
        .clock = CO_CLOCK_VIRTUAL, .output = -1, .errors = -1, .stream = &stream
    };
    struct run_result result;

    text_clear(&text);
    run_demo(demo, &options, &result);
    ASSERT_EQ(run_steps_find(&steps, &stream), 0);
    ASSERT_EQ(pairs_find(&pairs, &steps), 0);
    for (size_t i = 0; i < pairs.count; i++) {
        struct order_hold hold = pairs_hold(&steps, &pairs.pairs[i]);

        order_add_hold(&text, &hold);
        text_add(&text, "\n");
    }
    pairs_free(&pairs);
    run_steps_free(&steps);
    stream_free(&stream);
    return text_string(&text);
}

TEST(only_steps_of_a_timer_wait_over_time)
{
    ASSERT_STR_EQ(holds_of(PROGRAM(pays_twice)), "hold deposit step 1 until withdraw step 1\n"
                                                 "hold deposit step 3 until withdraw step 2\n"
                                                 "hold deposit step 2 until withdraw step 2\n"
                                                 "hold deposit step 3 until withdraw step 3\n"
                                                 "hold deposit step 2 until withdraw step 3\n"
                                                 "hold deposit step 3 until main step 2\n"
                                                 "hold deposit step 2 until main step 2\n");
}

ASYNC(naps)
{
    return co_sleep(0.1);
}

ASYNC(many_nap)
{
    TASKS(tasks, CORO(naps), i, 4);
    return GATHER_TASKS(tasks);
}

TEST(pairs_that_differ_by_their_tasks_alone_come_later)
{
    ASSERT_STR_EQ(holds_of(PROGRAM(many_nap)), "hold naps-1 step 1 until naps-2 step 1\n"
                                               "hold naps-1 step 2 until naps-2 step 2\n"
                                               "hold naps-3 step 2 until main step 2\n"
                                               "hold naps-2 step 1 until naps-3 step 1\n"
                                               "hold naps-2 step 2 until naps-3 step 2\n"
                                               "hold naps-2 step 2 until main step 2\n"
                                               "hold naps-3 step 1 until naps-4 step 1\n"
                                               "hold naps-3 step 2 until naps-4 step 2\n"
                                               "hold naps-1 step 2 until main step 2\n"
                                               "hold naps-1 step 1 until naps-3 step 1\n"
                                               "hold naps-1 step 2 until naps-3 step 2\n"
                                               "hold naps-2 step 1 until naps-4 step 1\n"
                                               "hold naps-2 step 2 until naps-4 step 2\n"
                                               "hold naps-1 step 1 until naps-4 step 1\n"
                                               "hold naps-1 step 2 until naps-4 step 2\n");
}
