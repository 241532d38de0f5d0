#include "check/rounding.h"

#include "story.h"

static struct story story;

TEST(each_moment_adds_a_nanosecond)
{
    static const double moments[] = { 0, 0.1, 0.1, 200, 200, 300 };

    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        story_line(&story, 0, moments[i], "line");
    ASSERT_EQ(rounding_of(&story.stream), 3);
    stream_free(&story.stream);
}

TEST(run_without_a_timer_may_differ_by_a_nanosecond)
{
    ASSERT_EQ(rounding_of(&story.stream), 1);
    story_line(&story, 0, 0, "line");
    ASSERT_EQ(rounding_of(&story.stream), 1);
    stream_free(&story.stream);
}
