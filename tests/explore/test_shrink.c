#include "explore/shrink.h"
#include "programs.h"

static struct order *bad_order(void)
{
    return &exploration.outcomes.known[exploration.bad].order;
}

/* Only by chance, or by all orders of what is ready. */
static void explore_without_holds(const struct demo *demo, int64_t late)
{
    static struct explore_options options;

    options = (struct explore_options){ .demo = program_of(demo),
                                        .time = INT64_C(60000000000),
                                        .orders = 300,
                                        .late = late,
                                        .seed = 1 };
    ASSERT_EQ(explore(&exploration, &options), 0);
    ASSERT_TRUE(exploration.is_bad);
}

TEST(order_of_chance_becomes_one_hold)
{
    explore_without_holds(PROGRAM(pays_twice), 200000000);
    ASSERT_EQ(bad_order()->hold_count, 1);
    ASSERT_TRUE(!bad_order()->has_chance);
    exploration_free(&exploration);
}

TEST(order_of_picks_becomes_two_holds)
{
    explore_without_holds(PROGRAM(turns_of_three), 0);
    ASSERT_EQ(bad_order()->hold_count, 2);
    ASSERT_EQ(bad_order()->pick_count, 0);
    exploration_free(&exploration);
}

static int called[4], call_count;

static int note_call(void *argument)
{
    called[call_count++] = *(int *)argument;
    return 0;
}

/* Callbacks have no steps, so no hold can turn them round. */
ASYNC(callbacks)
{
    static int numbers[] = { 0, 1, 2, 3 };

    call_count = 0;
    for (int i = 0; i < 4; i++)
        co_call_soon(note_call, &numbers[i]);
    await(co_sleep(1));
    MUST(called[0] != 2);
    return 0;
}

TEST(picks_that_do_not_matter_are_dropped)
{
    explore_without_holds(PROGRAM(callbacks), 0);
    ASSERT_EQ(bad_order()->pick_count, 1);
    ASSERT_EQ(bad_order()->picks[0], 2);
    exploration_free(&exploration);
}
