#include "explore/together.h"
#include "programs.h"

TEST(tree_of_picks_is_walked_to_its_end)
{
    ASSERT_EQ(explore_program(PROGRAM(turns_of_three), 0), 0);
    ASSERT_EQ(exploration.together.tried, 6);
    ASSERT_TRUE(exploration.together.complete);
    ASSERT_EQ(exploration.outcomes.count, 2);
    exploration_free(&exploration);
}

ASYNC(nothing)
{
    return 0;
}

ASYNC(crowd)
{
    TASKS(tasks, CORO(nothing), i, 30);
    return GATHER_TASKS(tasks);
}

TEST(tree_that_is_too_large_is_not_begun)
{
    struct explore_options options = {
        .demo = program_of(PROGRAM(crowd)), .time = INT64_C(60000000000), .orders = 5, .holds = 0
    };

    ASSERT_EQ(explore(&exploration, &options), 0);
    ASSERT_EQ(exploration.together.tried, 1);
    ASSERT_TRUE(!exploration.together.complete);
    ASSERT_EQ(exploration.by_chance.tried, 5);
    exploration_free(&exploration);
}
