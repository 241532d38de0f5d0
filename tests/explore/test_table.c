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
    ASSERT_STR_EQ(
        written,
        "          its own order                           this order\n"
        "   0.000  back 1: sleeps                          back 1: sleeps\n"
        "   0.100  there 2: takes from, sleeps             there 2: takes from, sleeps\n"
        "   0.110  there 3: takes to, sleeps            >> back 2: takes from, sleeps\n"
        "   0.120  there 4: releases to, releases from~    back 3: waits for lock to\n"
        "   0.200  back 2: takes to, sleeps                there 3: waits for lock to\n"
        "   0.210  back 3: takes from, sleeps\n"
        "   0.220  back 4: releases from, releases to,~\n");
}

TEST(order_without_holds_has_no_table)
{
    struct order order = { 0 };

    write_table(PROGRAM(transfers), &order, true);
    ASSERT_STR_EQ(written, "");
}
