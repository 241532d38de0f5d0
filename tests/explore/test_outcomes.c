#include "explore/outcomes.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static struct outcomes outcomes = { .exit_code = 0 };

static struct outcome make(const char *text, int exit_code, uint32_t reports)
{
    struct outcome outcome = {
        .end = EXPLORED_ENDED, .exit_code = exit_code, .reports = reports, .hash = strlen(text)
    };

    strcpy(outcome.text, text);
    return outcome;
}

static struct known_outcome *add(struct outcome outcome, bool expected_new)
{
    struct known_outcome *known;
    struct order order = { 0 };
    bool is_new;

    ASSERT_EQ(outcomes_add(&outcomes, &outcome, &order, &known, &is_new), 0);
    ASSERT_EQ(is_new, expected_new);
    return known;
}

TEST(outcome_counts_its_orders)
{
    add(make("a", 0, 0), true);
    add(make("ab", 0, 0), true);
    ASSERT_EQ(add(make("a", 0, 0), false)->orders, 2);
    ASSERT_EQ(outcomes.count, 2);
    outcomes_free(&outcomes);
}

TEST(exit_code_makes_another_outcome)
{
    ASSERT_TRUE(!add(make("a", 0, 0), true)->is_bad);
    ASSERT_TRUE(add(make("a", 3, 0), true)->is_bad);
    outcomes_free(&outcomes);
}

TEST(deadlock_is_bad_even_if_it_is_expected)
{
    struct outcome deadlock = make("a", 3, 0);

    outcomes.exit_code = 3;
    deadlock.is_stuck = true;
    ASSERT_TRUE(add(deadlock, true)->is_bad);
    ASSERT_TRUE(!add(make("ab", 0, 0), true)->is_bad);
    outcomes_free(&outcomes);
}

TEST(reports_of_the_own_order_are_not_bad)
{
    ASSERT_TRUE(!add(make("a", 0, 1), true)->is_bad);
    ASSERT_TRUE(!add(make("ab", 0, 1), true)->is_bad);
    ASSERT_TRUE(add(make("abc", 0, 2), true)->is_bad);
    outcomes_free(&outcomes);
}

TEST(crash_is_bad)
{
    struct outcome crash = { .end = EXPLORED_CRASHED, .status = 11 };

    ASSERT_TRUE(add(crash, true)->is_bad);
    outcomes_free(&outcomes);
}

TEST(too_many_outcomes_are_not_kept)
{
    for (int i = 0; i < OUTCOMES_MAX; i++)
        add(make("a", i, 0), true);
    ASSERT_TRUE(!outcomes.is_full);
    ASSERT_TRUE(!add(make("ab", 0, 0), false));
    ASSERT_TRUE(outcomes.is_full);
    outcomes_free(&outcomes);
}

TEST(copy_of_an_order_has_its_own_picks)
{
    uint32_t picks[] = { 1, 2 };
    struct order order = { .picks = picks, .pick_count = 2, .hold_count = 1 }, copy;

    ASSERT_EQ(order_copy(&copy, &order), 0);
    ASSERT_TRUE(copy.picks != picks);
    ASSERT_EQ(copy.picks[1], 2);
    ASSERT_EQ(copy.hold_count, 1);
    order_free(&copy);
}
