#include "explore/report.h"
#include "programs.h"

#include <stdio.h>

static char written[16384];

/* The report, with 0.00 s for the time. */
static void write_report(void)
{
    struct stream bad = { 0 };
    FILE *file = tmpfile();

    if (exploration.is_bad)
        ASSERT_EQ(explored_run(exploration.explored, &exploration.options->demo,
                               &exploration.outcomes.known[exploration.bad].order, &bad),
                  0);
    exploration.took = 0;
    ASSERT_EQ(explore_report(file, &exploration, &bad, true), 0);
    rewind(file);
    written[fread(written, 1, sizeof written - 1, file)] = '\0';
    fclose(file);
    stream_free(&bad);
}

TEST(report_says_what_is_bad_in_one_sentence)
{
    ASSERT_EQ(explore_program(PROGRAM(pays_twice), 1), 0);
    write_report();
    ASSERT_STR_EQ(
        written,
        "program: 7 orders in 0.00 s, 3 outcomes, 3 orders are bad.\n"
        "\n"
        "BAD: MUST(balance == 120) does not hold if deposit comes to its step 3 only after withdraw has begun its step 2.\n"
        "\n"
        "          its own order                        this order\n"
        "   0.000  withdraw 1: sleeps                   withdraw 1: sleeps\n"
        "   0.100  deposit 2: sleeps                    deposit 2: sleeps\n"
        "   0.110  deposit 3: ends                   >> withdraw 2: sleeps\n"
        "   0.200  withdraw 2: sleeps                   deposit 3: ends\n"
        "   0.210  withdraw 3: ends                     withdraw 3: ends\n"
        "\n"
        "Outcomes:\n"
        "       4 orders, its own among them\n"
        "           | balance 120\n"
        "       1 order: BAD, MUST(balance == 120) does not hold\n"
        "           | balance 70\n"
        "           | MUST(balance == 120) does not hold.\n"
        "       2 orders: BAD, MUST(balance == 120) does not hold\n"
        "           | balance 150\n"
        "           | MUST(balance == 120) does not hold.\n"
        "\n"
        "Tried, exhaustively but for lateness, orders besides its own:\n"
        "    all 7 orders with one hold, of which 2 turned out impossible\n"
        "    all 2 orders of what is ready together\n"
        "Not tried: two holds at a time, except by chance.\n");
    exploration_free(&exploration);
}

TEST(report_says_that_all_was_tried)
{
    ASSERT_EQ(explore_program(PROGRAM(pays_with_lock), 1), 0);
    write_report();
    ASSERT_STR_EQ(written, "program: 3 orders in 0.00 s, 1 outcome, none is bad.\n"
                           "\n"
                           "Outcomes:\n"
                           "       3 orders, its own among them\n"
                           "           | balance 120\n"
                           "\n"
                           "Tried, exhaustively but for lateness, orders besides its own:\n"
                           "    the only order with one hold\n"
                           "    all 2 orders of what is ready together\n"
                           "Not tried: two holds at a time, except by chance.\n");
    exploration_free(&exploration);
}

/* After more equal lines than are shown. */
ASYNC(tells_the_first_turn)
{
    turn_count = 0;
    await(GATHER(NAMED(CORO(takes_a_turn, 1), "one"), NAMED(CORO(takes_a_turn, 2), "two")));
    for (int i = 1; i <= 5; i++)
        log_time("line %d", i);
    log_time("first: %d", turns[0]);
    return 0;
}

TEST(report_shows_where_outcomes_differ)
{
    ASSERT_EQ(explore_program(PROGRAM(tells_the_first_turn), 1), 0);
    write_report();
    ASSERT_TRUE(strstr(written, ", its own among them\n"
                                "           | ...\n"
                                "           | first: 1\n"));
    ASSERT_TRUE(strstr(written, "           | ...\n"
                                "           | first: 2\n"));
    exploration_free(&exploration);
}

TEST(schedule_names_the_demo_and_its_variant)
{
    struct text text = { 0 };

    ASSERT_EQ(explore_program(PROGRAM(transfers), 1), 0);
    explore_add_schedule(&text, &exploration);
    ASSERT_STR_EQ(text_string(&text), "order 1\ndemo program\n"
                                      "hold there step 3 until back step 2\nend\n");
    text_free(&text);
    exploration_free(&exploration);
}

static struct {
    int value;
} counter;

ASYNC(promises_of_a_member)
{
    MUST(counter.value == 6);
    return 0;
}

TEST(promise_is_told_as_a_whole)
{
    ASSERT_EQ(explore_program(PROGRAM(promises_of_a_member), 1), 0);
    write_report();
    ASSERT_TRUE(
        strstr(written, "BAD: MUST(counter.value == 6) does not hold in the demo's own order.\n"));
    exploration_free(&exploration);
}

ASYNC(loses_an_update)
{
    SHOULD(counter.value == 2);
    MUST(counter.value == 6);
    return 0;
}

TEST(mistake_that_a_demo_shows_is_bad)
{
    ASSERT_EQ(explore_program(PROGRAM(loses_an_update), 1), 0);
    write_report();
    ASSERT_TRUE(strstr(written,
                       "BAD: SHOULD(counter.value == 2) does not hold in the demo's own order.\n"));
    exploration_free(&exploration);
}
