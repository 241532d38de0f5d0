#include "scenario.h"

ASYNC(two_steps)
{
    say("step1");
    await(co_sleep(0));
    say("step2");
    return 0;
}

/* ---- Turns ---- */

ASYNC(spawn_in_turn, int depth;)
{
    say("%d", my->depth);
    if (my->depth)
        (void)!co_create_task(CORO(spawn_in_turn, my->depth - 1));
    return 0;
}

ASYNC_TEST(task_that_becomes_ready_in_a_turn_runs_in_the_next)
{
    (void)!co_create_task(CORO(spawn_in_turn, 3));
    for (int i = 0; i < 4; i++) {
        await(co_sleep(0));
        say("turn");
    }
    SAID("3 turn 2 turn 1 turn 0 turn");
    return 0;
}

/* ---- The iteration hook ---- */

static void say_iteration(void *unused, const struct co_iteration *iteration)
{
    (void)unused;
    say("%d:%zu/%zu@%g", (int)iteration->turn, iteration->ready, iteration->scheduled,
        iteration->time);
}

ASYNC_TEST(hook_is_called_before_each_turn)
{
    co_set_iteration_hook(say_iteration, NULL);
    await(GATHER(CORO(sleep_and_say, "a", 0.1), CORO(sleep_and_say, "b", 0.2)));
    co_set_iteration_hook(NULL, NULL);
    await(turns(3));
    /* As in asyncio's _run_once: turns 2 and 4 wait for a timer. Its task runs in the next turn. */
    SAID("1:2/0@0 2:0/2@0 3:1/1@0.1 a 4:0/1@0.1 5:1/0@0.2 b 6:1/0@0.2 7:1/0@0.2");
    return 0;
}

TEST(hook_and_stop_do_nothing_without_a_loop)
{
    co_set_iteration_hook(say_iteration, NULL);
    co_stop();
    ASSERT_TRUE(co_get_running_loop() == NULL);
}

/* ---- Deadlock ---- */

ASYNC(wait_with_cleanup)
{
    struct co_task *other = co_create_task(CORO(clean_up, "other", 0.1));

    (void)other;
    return CALL(clean_up, "main", 0);
}

TEST(tasks_clean_up_without_interruption_after_a_deadlock)
{
    ASSERT_EQ(run(CORO(wait_with_cleanup)), -EDEADLK);
    SAID("main:cancel other:cancel main:clean other:clean");
}

TEST(real_loop_notices_a_deadlock)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(stuck, "main")), -EDEADLK);
    SAID("main:CancelledError");
}

/* ---- Livelock ---- */

ASYNC(spin_for_ever, int *steps;)
{
    int rc = 0;

    while (rc == 0) {
        ++*my->steps;
        rc = co_sleep(0);
    }
    say("cancelled");
    await(co_sleep(1));
    say("clean");
    return rc;
}

TEST(tasks_that_run_while_time_stands_still_are_a_livelock)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 500 };
    int steps = 0;

    ASSERT_EQ(co_run(CORO(spin_for_ever, &steps), &options), -ELOOP);
    SAID("cancelled clean");
    ASSERT_TRUE(steps >= 500 && steps < 700);
    steps = 0;
    ASSERT_EQ(run(CORO(spin_for_ever, &steps)), -ELOOP); /* 100,000, if not said otherwise */
    ASSERT_TRUE(steps >= 100000 && steps < 100200);
}

ASYNC(spin_whatever_comes, int *steps;)
{
    while (co_sleep(0) <= 0)
        ++*my->steps;
    return 0;
}

ASYNC(spin_and_spawn, int *steps;)
{
    while (co_await(co_create_task(CORO(returner, .result = 0))) <= 0)
        ++*my->steps;
    return 0;
}

TEST(run_ends_when_a_task_yields_forever_after_its_cancel)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 500 };
    int steps = 0;

    ASSERT_EQ(co_run(CORO(spin_whatever_comes, &steps), &options), -ELOOP);
    ASSERT_EQ(co_run(CORO(spin_and_spawn, &steps), &options), -ELOOP);
}

ASYNC(many_turns_with_pauses, int rounds;)
{
    for (int i = 0; i < my->rounds; i++) {
        await(turns(400));
        await(co_sleep(1e-9));
    }
    return 0;
}

ASYNC(link_of_chain, int length;)
{
    if (!my->length)
        return co_sleep(1000);
    return GATHER(CORO(link_of_chain, my->length - 1));
}

ASYNC(cancels_a_chain)
{
    struct co_task *task = co_create_task(CORO(link_of_chain, 400));

    await(co_sleep(1));
    co_task_cancel(task);
    return co_await(task) == -ECANCELED ? 0 : -EIO;
}

/* Each link takes two turns to end. */
TEST(turns_are_progress_when_they_end_tasks)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 500 };

    ASSERT_EQ(co_run(CORO(cancels_a_chain), &options), 0);
}

TEST(turns_of_a_livelock_are_counted_since_time_moved)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 500 };

    ASSERT_EQ(co_run(CORO(many_turns_with_pauses, 10), &options), 0);
}

/* ---- Shuffled turns ---- */

ASYNC(say_in_any_order)
{
    struct co_task *tasks[6];
    static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

    for (int i = 0; i < 6; i++)
        tasks[i] = co_create_task(CORO(sleep_and_say, names[i], 0));
    return co_gather(tasks, 6, NULL, 0);
}

static const char *shuffled(uint64_t seed)
{
    static char said[2][sizeof words];
    static int which;
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .shuffle = true, .seed = seed };

    words[0] = '\0';
    ASSERT_EQ(co_run(CORO(say_in_any_order), &options), 0);
    which = !which;
    return strcpy(said[which], words);
}

TEST(shuffled_turns_depend_on_the_seed_alone)
{
    int different = 0;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        ASSERT_STR_EQ(shuffled(seed), shuffled(seed));
        different += strcmp(shuffled(seed), shuffled(seed + 1)) != 0;
        ASSERT_EQ(strlen(words), strlen("a b c d e f")); /* no task is lost */
    }
    ASSERT_TRUE(different > 15);
}
