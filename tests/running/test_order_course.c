#include "run/order.h"
#include "scene.h"

static void play_in_order(const struct demo *demo, const char *lines)
{
    struct run_options options = usual_options();
    struct order order = { 0 };
    struct text bytes = { 0 }, why = { 0 };

    text_add(&bytes, "order 1\ndemo scene\n%send\n", lines);
    ASSERT_EQ(order_read(&order, text_string(&bytes), bytes.length, &why), 0);
    options.order = &order;
    options.stamp = STAMP_NONE;
    play_with(demo, options);
    order_free(&order);
    text_free(&bytes);
    text_free(&why);
}

ASYNC(naps, double first; double second;)
{
    await(co_sleep(my->first));
    log_time("%s 1", co_task_name(co_current_task()));
    await(co_sleep(my->second));
    log_time("%s 2", co_task_name(co_current_task()));
    return 0;
}

ASYNC(nappers)
{
    return GATHER(NAMED(CORO(naps, 0.1, 0.1), "A"), NAMED(CORO(naps, 0.3, 0), "B"),
                  NAMED(CORO(naps, 0.4, 0), "B"));
}

static void play_nappers(const char *lines)
{
    play_in_order(SCENE(nappers), lines);
}

TEST(run_without_holds_has_its_own_order)
{
    play_nappers("");
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "A 1\nA 2\nB 1\nB 2\nB 1\nB 2\n");
}

TEST(hold_lets_time_pass_for_a_step_of_a_timer)
{
    play_nappers("hold A step 2 until B step 2\n");
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "B 1\nA 1\nB 2\nB 1\nA 2\nB 2\n");
}

ASYNC(nap_beside)
{
    co_create_task(NAMED(CORO(naps, 0.1, 0), "A"));
    await(co_sleep(0.2));
    log_time("main");
    return 0;
}

TEST(hold_until_the_last_step_of_main_is_applied)
{
    play_in_order(SCENE(nap_beside), "hold A step 2 until main step 2\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "main\nA 1\nA 2\n");
}

TEST(second_task_of_a_name_is_held_for)
{
    play_nappers("hold A step 3 until B~2 step 2\n");
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "A 1\nB 1\nB 2\nB 1\nA 2\nB 2\n");
}

TEST(two_holds_work_together)
{
    play_nappers("hold A step 2 until B step 2\nhold B step 3 until B~2 step 3\n");
    ASSERT_STR_EQ(result.message, "The order no longer applies: hold B step 3 until B~2 step 3: "
                                  "B~2 step 3 does not come while B is held.");
    play_nappers("hold A step 2 until B step 2\nhold A step 3 until B~2 step 3\n");
    ASSERT_STR_EQ(result.message, "");
    ASSERT_STR_EQ(printed, "B 1\nA 1\nB 2\nB 1\nB 2\nA 2\n");
}

TEST(late_timer_delays_the_loop)
{
    play_nappers("late A step 2 by 0.25\n");
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(printed, "A 1\nB 1\nB 2\nB 1\nB 2\nA 2\n");
}

TEST(chance_depends_on_its_seed_alone)
{
    char first[sizeof printed];

    play_nappers("chance 3 late 0.3\n");
    strcpy(first, printed);
    play_nappers("chance 3 late 0.3\n");
    ASSERT_STR_EQ(printed, first);
    ASSERT_EQ(result.exit_code, 0);
}

static void complains(const char *lines, const char *reason)
{
    play_nappers(lines);
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_TRUE(result.order_failed);
    ASSERT_TRUE(strncmp(result.message, "The order no longer applies: ", 29) == 0);
    ASSERT_STR_EQ(result.message + 29, reason);
}

TEST(order_without_an_effect_fails_with_the_reason)
{
    complains("hold A step 9 until B step 1\n",
              "hold A step 9 until B step 1: A has only 3 steps.");
    complains("hold A step 2 until B step 9\n",
              "hold A step 2 until B step 9: B has only 3 steps.");
    complains("hold C step 1 until B step 9\n",
              "hold C step 1 until B step 9: no task has the name C.");
    complains("hold B~3 step 1 until A step 1\n",
              "hold B~3 step 1 until A step 1: only 2 tasks have the name B.");
    complains("hold B step 2 until A step 3\n",
              "hold B step 2 until A step 3: A step 3 comes before B step 2 in any case.");
    complains("hold A step 1 until B step 2\n",
              "hold A step 1 until B step 2: B step 2 does not come while A is held.");
    complains("late B~2 step 9 by 1\n", "late B~2 step 9: no timer leads to this step.");
    complains("picks 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
              "only at 2 places several tasks are ready, and the order picks at 18.");
    complains("picks 0 7\n",
              "pick 2 is 7, but only 2 tasks are ready there, and the first of them is 0.");
}

ASYNC(spins, bool *stop;)
{
    while (!*my->stop)
        await(co_sleep(0));
    return 0;
}

ASYNC(stops, bool *stop;)
{
    await(co_sleep(0));
    *my->stop = true;
    return 0;
}

ASYNC(spinners)
{
    bool stop = false;

    return GATHER(CORO(stops, &stop), CORO(spins, &stop));
}

TEST(hold_ends_if_the_others_only_spin)
{
    play_in_order(SCENE(spinners), "hold stops-1 step 2 until spins-1 step 6000\n");
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_EQ(result.code, 0);
}

ASYNC(polls, bool *stop;)
{
    while (!*my->stop)
        await(co_sleep(0.1));
    return 0;
}

ASYNC(stops_later, bool *stop;)
{
    await(co_sleep(0.5));
    *my->stop = true;
    return 0;
}

ASYNC(pollers)
{
    bool stop = false;

    return GATHER(CORO(stops_later, &stop), CORO(polls, &stop));
}

TEST(hold_ends_if_the_others_only_poll)
{
    play_in_order(SCENE(pollers), "hold stops_later-1 step 2 until main step 2\n");
    ASSERT_EQ(result.exit_code, 5);
    ASSERT_EQ(result.code, 0);
}
