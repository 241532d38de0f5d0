#include "scene.h"

static int counter;

ASYNC(promises)
{
    await(co_sleep(0.2));
    for (int i = 0; i < 3; i++)
        MUST(counter == 6);
    MUST(true);
    log_time("done");
    return 0;
}

TEST(promise_that_holds_says_nothing)
{
    counter = 6;
    play(SCENE(promises));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

TEST(broken_promise_is_reported_once_with_its_line)
{
    counter = 5;
    play(SCENE(promises));
    ASSERT_EQ(result.exit_code, 1);
    ASSERT_EQ(result.code, 0);
    ASSERT_STR_EQ(printed, "[  0.200] done\n");
    REPORTED("MUST(counter == 6) does not hold at 0.200 s.\n    at HERE, in main\n");
}

static struct co_event never;

ASYNC(promises_then_hangs)
{
    MUST(counter == 0);
    return co_event_wait(&never);
}

TEST(deadlock_hides_no_broken_promise)
{
    counter = 1;
    play(SCENE(promises_then_hangs));
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strncmp(reported, "MUST(counter == 0) does not hold", 32) == 0);
}

TEST(promise_without_a_run_is_ignored)
{
    MUST(counter == 77);
    SHOULD(counter == 77);
}

ASYNC(shows_a_mistake)
{
    SHOULD(counter == 6);
    return 0;
}

TEST(mistake_that_a_demo_shows_says_nothing)
{
    counter = 5;
    play(SCENE(shows_a_mistake));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

TEST(mistake_is_reported_by_a_run_that_judges_it)
{
    struct run_options options = usual_options();

    options.judges_should = true;
    counter = 5;
    play_with(SCENE(shows_a_mistake), options);
    ASSERT_EQ(result.exit_code, 1);
    REPORTED("SHOULD(counter == 6) does not hold at 0.000 s.\n    at HERE, in main\n");
}

TEST(absent_mistake_is_not_reported)
{
    struct run_options options = usual_options();

    options.judges_should = true;
    counter = 6;
    play_with(SCENE(shows_a_mistake), options);
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}
