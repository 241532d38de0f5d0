#include "programs.h"

#include <signal.h>

static const struct known_outcome *first_bad(void)
{
    ASSERT_TRUE(exploration.is_bad);
    return &exploration.outcomes.known[exploration.bad];
}

static void bad_order_is(const char *expected)
{
    const struct order *order = &first_bad()->order;
    struct text text = { 0 };

    for (size_t i = 0; i < order->hold_count; i++) {
        order_add_hold(&text, &order->holds[i]);
        text_add(&text, "\n");
    }
    ASSERT_STR_EQ(text_string(&text), expected);
    text_free(&text);
}

TEST(lost_update_is_found_with_one_hold)
{
    ASSERT_EQ(explore_program(PROGRAM(pays_twice), 1), 0);
    bad_order_is("hold deposit step 3 until withdraw step 2\n");
    ASSERT_TRUE(first_bad()->breaks_promise);
    ASSERT_EQ(first_bad()->exit_code, 1);
    ASSERT_TRUE(strstr(first_bad()->text, "MUST(balance == 120) does not hold.\n"));
    exploration_free(&exploration);
}

TEST(lock_leaves_no_bad_order)
{
    ASSERT_EQ(explore_program(PROGRAM(pays_with_lock), 1), 0);
    ASSERT_TRUE(!exploration.is_bad);
    ASSERT_TRUE(exploration.one_hold.complete);
    ASSERT_TRUE(exploration.together.complete);
    exploration_free(&exploration);
}

TEST(deadlock_is_found_with_one_hold)
{
    ASSERT_EQ(explore_program(PROGRAM(transfers), 1), 0);
    bad_order_is("hold there step 3 until back step 2\n");
    ASSERT_TRUE(first_bad()->is_stuck);
    ASSERT_EQ(first_bad()->exit_code, 3);
    exploration_free(&exploration);
}

TEST(locks_in_one_order_have_no_bad_order)
{
    ASSERT_EQ(explore_program(PROGRAM(transfers_in_one_order), 1), 0);
    ASSERT_TRUE(!exploration.is_bad);
    exploration_free(&exploration);
}

TEST(error_that_no_task_retrieves_is_bad)
{
    ASSERT_EQ(explore_program(PROGRAM(forgets_a_task), 1), 0);
    bad_order_is("hold prepares step 2 until fails_if_early-1 step 2\n");
    ASSERT_TRUE(!first_bad()->is_stuck && !first_bad()->breaks_promise);
    exploration_free(&exploration);
}

TEST(two_holds_find_what_one_does_not)
{
    ASSERT_EQ(explore_program(PROGRAM(turns_of_three), 2), 0);
    ASSERT_EQ(first_bad()->order.hold_count, 2);
    exploration_free(&exploration);
}

TEST(all_orders_of_what_is_ready_are_tried)
{
    ASSERT_EQ(explore_program(PROGRAM(turns_of_three), 0), 0);
    ASSERT_TRUE(exploration.together.complete);
    ASSERT_EQ(exploration.together.tried, 6);
    ASSERT_EQ(exploration.bad_orders, 1);
    exploration_free(&exploration);
}

TEST(number_of_orders_is_a_limit)
{
    struct explore_options options = {
        .demo = program_of(PROGRAM(pays_twice)),
        .time = INT64_C(60000000000),
        .orders = 7,
        .late = 1000000,
    };

    ASSERT_EQ(explore(&exploration, &options), 0);
    ASSERT_EQ(exploration.orders, 7);
    exploration_free(&exploration);
}

ASYNC(interrupts_its_parent)
{
    return kill(getppid(), SIGINT);
}

TEST(interrupt_ends_the_search)
{
    ASSERT_EQ(explore_program(PROGRAM(interrupts_its_parent), 1), -EINTR);
    exploration_free(&exploration);
}
