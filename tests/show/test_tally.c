#include "show/tally.h"

#include "test.h"

static struct tally tally;

TEST(empty_tally_counts_nothing)
{
    tally_close(&tally);
    ASSERT_EQ(tally.most, 0);
    ASSERT_EQ(tally_at(&tally, 0), 0);
    tally_free(&tally);
}

TEST(tally_counts_stretches_that_overlap)
{
    ASSERT_EQ(tally_add(&tally, 10, 30), 0);
    ASSERT_EQ(tally_add(&tally, 0, 20), 0);
    ASSERT_EQ(tally_add(&tally, 15, 16), 0);
    tally_close(&tally);
    ASSERT_EQ(tally.most, 3);
    ASSERT_EQ(tally_at(&tally, -1), 0);
    ASSERT_EQ(tally_at(&tally, 0), 1);
    ASSERT_EQ(tally_at(&tally, 14), 2);
    ASSERT_EQ(tally_at(&tally, 15), 3);
    ASSERT_EQ(tally_at(&tally, 16), 2);
    ASSERT_EQ(tally_at(&tally, 29), 1);
    ASSERT_EQ(tally_at(&tally, 30), 0);
    tally_free(&tally);
}

TEST(stretches_that_touch_do_not_overlap)
{
    ASSERT_EQ(tally_add(&tally, 10, 20), 0);
    ASSERT_EQ(tally_add(&tally, 0, 10), 0);
    tally_close(&tally);
    ASSERT_EQ(tally.most, 1);
    tally_free(&tally);
}

TEST(stretch_without_length_counts_nowhere)
{
    ASSERT_EQ(tally_add(&tally, 5, 5), 0);
    ASSERT_EQ(tally_add(&tally, 9, 7), 0);
    tally_close(&tally);
    ASSERT_EQ(tally.most, 0);
    ASSERT_EQ(tally_at(&tally, 5), 0);
    ASSERT_EQ(tally_at(&tally, 8), 0);
    tally_free(&tally);
}
