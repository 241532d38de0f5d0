#include "explore/table.h"
#include "programs.h"

#include <stdio.h>

static char written[8192];

static void write_table(const struct demo *demo, const struct order *order, bool ascii)
{
    struct explored *explored = explored_create();
    struct explored_demo program = program_of(demo);
    struct stream own = { 0 }, other = { 0 };
    FILE *file = tmpfile();

    ASSERT_EQ(explored_run(explored, &program, NULL, &own), 0);
    ASSERT_EQ(explored_run(explored, &program, order, &other), 0);
    ASSERT_EQ(table_write(file, &own, &other, order, ascii), 0);
    rewind(file);
    written[fread(written, 1, sizeof written - 1, file)] = '\0';
    fclose(file);
    stream_free(&own);
    stream_free(&other);
    explored_free(explored);
}

TEST(two_runs_stand_side_by_side)
{
    struct order order = { .hold_count = 1, .holds = { { { "there", 1, 3 }, { "back", 1, 3 } } } };

    write_table(PROGRAM(transfers), &order, true);
    ASSERT_STR_EQ(written,
                  "          its own order                        this order\n"
                  "   0.000  back 1: sleeps                       back 1: sleeps\n"
                  "   0.100  there 2: takes from, sleeps          there 2: takes from, sleeps\n"
                  "   0.110  there 3: takes to, sleeps         >> back 2: takes from, sleeps\n"
                  "   0.120  there 4: releases to, releases f~    back 3: waits for lock to\n"
                  "   0.200  back 2: takes to, sleeps             there 3: waits for lock to\n"
                  "   0.210  back 3: takes from, sleeps\n"
                  "   0.220  back 4: releases from, releases ~\n");
}

TEST(mark_takes_the_place_of_spaces)
{
    struct order order = { .hold_count = 1, .holds = { { { "there", 1, 3 }, { "back", 1, 3 } } } };

    write_table(PROGRAM(transfers), &order, false);
    ASSERT_STR_EQ(strstr(written, "   0.110"),
                  "   0.110  there 3: takes to, sleeps         ▶  back 2: takes from, sleeps\n"
                  "   0.120  there 4: releases to, releases f~    back 3: waits for lock to\n"
                  "   0.200  back 2: takes to, sleeps             there 3: waits for lock to\n"
                  "   0.210  back 3: takes from, sleeps\n"
                  "   0.220  back 4: releases from, releases ~\n");
}

static struct co_queue letters;

ASYNC(writes)
{
    await(co_sleep(0.1));
    return co_queue_put(&letters, &letters);
}

ASYNC(reads)
{
    void *letter;

    await(co_sleep(0.2));
    return co_queue_get(&letters, &letter);
}

ASYNC(writes_and_reads)
{
    return GATHER(NAMED(CORO(writes), "writer"), NAMED(CORO(reads), "reader"));
}

TEST(item_goes_into_a_queue_and_comes_from_it)
{
    struct order order = { .hold_count = 1,
                           .holds = { { { "writer", 1, 2 }, { "reader", 1, 2 } } } };

    write_table(PROGRAM(writes_and_reads), &order, true);
    ASSERT_STR_EQ(
        written,
        "          its own order                        this order\n"
        "   0.000  writer 1: sleeps                     writer 1: sleeps\n"
        "   0.000  reader 1: sleeps                     reader 1: sleeps\n"
        "   0.100  writer 2: puts into letters, ends >> reader 2: waits for an item of q~\n"
        "   0.200  reader 2: gets from letters, ends    writer 2: puts into letters, ends\n"
        "   0.200                                       reader 3: gets from letters, ends\n");
}

TEST(order_without_holds_has_no_table)
{
    struct order order = { 0 };

    write_table(PROGRAM(transfers), &order, true);
    ASSERT_STR_EQ(written, "");
}
