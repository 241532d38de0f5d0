#include "scenario.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double wall_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ---- co_run ---- */

TEST(run_returns_what_main_returns)
{
    ASSERT_EQ(run(CORO(returner, .result = 42)), 42);
    ASSERT_EQ(run(CORO(returner, .result = -EIO)), -EIO);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(returner, .result = 42)), 42);
}

TEST(options_may_be_left_out)
{
    ASSERT_EQ(co_run(CORO(sleeper, 0.001, 3), NULL), 3);
}

ASYNC(cancel_main)
{
    co_task_cancel(co_current_task());
    return co_sleep(1);
}

TEST(a_main_that_is_cancelled_by_itself_was_not_interrupted)
{
    ASSERT_EQ(run(CORO(cancel_main)), -ECANCELED);
}

ASYNC_TEST(a_thread_runs_one_loop_at_a_time)
{
    ASSERT_EQ(run(CORO(returner, .result = 1)), -EALREADY);
    ASSERT_STR_EQ(co_text(), "a loop runs in this thread already");
    return 0;
}

static void *run_in_thread(void *result)
{
    *(int *)result = run(CORO(sleeper, 1000, 5));
    return NULL;
}

TEST(each_thread_may_run_a_loop)
{
    pthread_t threads[4];
    int results[4];

    for (int i = 0; i < 4; i++)
        ASSERT_EQ(pthread_create(&threads[i], NULL, run_in_thread, &results[i]), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        ASSERT_EQ(results[i], 5);
    }
}

static int do_nothing(void *unused)
{
    (void)unused;
    return 0;
}

TEST(outside_a_loop_calls_fail_and_do_not_crash)
{
    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(co_sleep(0), -EPERM);
    ASSERT_EQ(co_call_soon(do_nothing, NULL), -EPERM);
    ASSERT_NEAR(co_time(), 0, 0);
    ASSERT_EQ(co_time_nanoseconds(), 0);
    ASSERT_TRUE(!co_interrupt());
    ASSERT_EQ(co_task_count_line(), 0);
    double before = wall_clock();
    co_blocking_sleep(0.01);
    ASSERT_TRUE(wall_clock() - before >= 0.01);
}

static int sleep_in_a_callback(void *unused)
{
    (void)unused;
    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(co_sleep(0), -EPERM);
    ASSERT_STR_EQ(co_text(), "only a task can sleep");
    return 0;
}

ASYNC_TEST(a_callback_cannot_sleep)
{
    await(co_call_soon(sleep_in_a_callback, NULL));
    return turns(1);
}

/* ---- What is left when main ends ---- */

ASYNC(step, const char *name;)
{
    int rc;

    do {
        say("%s", my->name);
        rc = co_sleep(0);
    } while (rc == 0);
    say("%s:cancel", my->name);
    return rc;
}

ASYNC(leave_a_task_that_steps)
{
    (void)!co_create_task(CORO(step, "child"));
    await(turns(2));
    say("main");
    return 0;
}

TEST(who_is_ready_when_main_ends_has_one_more_turn_before_it_is_cancelled)
{
    ASSERT_EQ(run(CORO(leave_a_task_that_steps)), 0);
    SAID("child child main child child:cancel");
}

ASYNC(clean_up, const char *name; double seconds;)
{
    struct co_event never = { 0 };
    int rc = co_event_wait(&never);

    say("%s:cancel", my->name);
    int interrupted = co_sleep(my->seconds);
    say("%s:%s", my->name, interrupted < 0 ? "interrupted" : "clean");
    return rc;
}

ASYNC(leave_some)
{
    (void)!co_create_task(CORO(clean_up, "a", 0.2));
    (void)!co_create_task(CORO(clean_up, "b", 0.1));
    (void)!co_create_task(CORO(stuck, "never"));
    co_task_cancel(co_create_task(CORO(stuck, "never started")));
    await(turns(1));
    (void)!co_create_task(CORO(returner, .result = 0));
    return 7;
}

TEST(what_is_left_is_cancelled_in_order_of_creation_and_awaited)
{
    ASSERT_EQ(run(CORO(leave_some)), 7);
    SAID("a:cancel b:cancel never:CancelledError b:clean a:clean");
}

ASYNC(spawn_when_cancelled)
{
    int rc = co_sleep(100);

    (void)!co_create_task(CORO(stuck, "late"));
    return rc;
}

ASYNC(leave_a_spawner)
{
    (void)!co_create_task(CORO(spawn_when_cancelled));
    return turns(1);
}

TEST(what_is_made_by_the_cancelled_is_cancelled_in_turn)
{
    ASSERT_EQ(run(CORO(leave_a_spawner)), 0);
    SAID("late:CancelledError");
}

ASYNC(refuse_to_end)
{
    struct co_event never = { 0 };
    int rc;

    while ((rc = co_event_wait(&never)) < 0)
        say("%s", co_error_name(rc));
    return rc;
}

ASYNC(leave_one_that_refuses)
{
    (void)!co_create_task(CORO(refuse_to_end));
    await(turns(1));
    return 5;
}

TEST(one_that_never_ends_does_not_hold_up_the_run)
{
    ASSERT_EQ(run(CORO(leave_one_that_refuses)), -EDEADLK);
    SAID("CancelledError");
}

static int run_again(void *argument)
{
    int *times = argument;

    ++*times;
    ASSERT_EQ(co_call_soon(run_again, times), 0);
    return 0;
}

ASYNC(leave_callbacks, int *times;)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    await(co_call_soon(run_again, my->times));
    await(co_await(task));
    return 0;
}

TEST(callbacks_that_go_on_for_ever_end_with_the_loop)
{
    static int times;

    ASSERT_EQ(run(CORO(leave_callbacks, &times)), 0);
    ASSERT_TRUE(times >= 1 && times < 10);
}

static int note_done(struct co_task *task, void *unused)
{
    (void)unused;
    say("done:%s", co_task_name(task));
    return 0;
}

ASYNC(leave_a_task_with_a_callback)
{
    await(co_task_add_done_callback(co_create_task(CORO(sleeper, 1, 0)), note_done, NULL));
    await(co_task_add_done_callback(co_current_task(), note_done, NULL));
    return turns(1);
}

TEST(done_callbacks_of_what_is_cancelled_at_the_end_still_run)
{
    ASSERT_EQ(run(CORO(leave_a_task_with_a_callback)), 0);
    SAID("done:leave_a_task_with_a_callback done:sleeper");
}

/* ---- Turns ---- */

static int note(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

static int note_and_add(void *word)
{
    static char later[] = "later";

    note(word);
    ASSERT_EQ(co_call_soon(note, later), 0);
    return 0;
}

ASYNC(two_steps)
{
    say("step1");
    await(co_sleep(0));
    say("step2");
    return 0;
}

ASYNC_TEST(callbacks_and_tasks_run_in_the_order_they_became_ready)
{
    static char one[] = "one", two[] = "two";

    await(co_call_soon(note_and_add, one));
    struct co_task *task = co_create_task(CORO(two_steps));
    await(co_call_soon(note, two));
    SAID("");
    await(co_await(task));
    SAID("one step1 two later step2");
    return 0;
}

ASYNC(spawn_in_turn, int depth;)
{
    say("%d", my->depth);
    if (my->depth)
        (void)!co_create_task(CORO(spawn_in_turn, my->depth - 1));
    return 0;
}

ASYNC_TEST(what_becomes_ready_in_a_turn_runs_in_the_next)
{
    (void)!co_create_task(CORO(spawn_in_turn, 3));
    for (int i = 0; i < 4; i++) {
        await(co_sleep(0));
        say("turn");
    }
    SAID("3 turn 2 turn 1 turn 0 turn");
    return 0;
}

ASYNC(spin, bool *stop;)
{
    while (!*my->stop)
        await(co_sleep(0));
    return 0;
}

/* ---- Sleep ---- */

ASYNC(sleep_aloud, const char *name; double seconds;)
{
    int rc = co_sleep(my->seconds);

    say("%s%s", my->name, rc < 0 ? ":cancel" : "");
    return rc;
}

ASYNC_TEST(sleepers_wake_by_time)
{
    await(GATHER(CORO(sleep_aloud, "c", 0.3), CORO(sleep_aloud, "a", 0.1),
                 CORO(sleep_aloud, "b", 0.2)));
    SAID("a b c");
    ASSERT_NEAR(co_time(), 0.3, 1e-12);
    return 0;
}

ASYNC_TEST(sleepers_of_equal_deadline_wake_in_the_order_they_fell_asleep)
{
    struct co_task *tasks[20];
    static const char *const letters[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
                                           "k", "l", "m", "n", "o", "p", "q", "r", "s", "t" };

    for (int i = 0; i < 20; i++)
        tasks[i] = co_create_task(CORO(sleep_aloud, letters[i], 0.5));
    await(co_gather(tasks, 20, NULL, 0));
    SAID("a b c d e f g h i j k l m n o p q r s t");
    return 0;
}

ASYNC(sleep_in_two_parts)
{
    await(co_sleep(0.1));
    await(co_sleep(0.2));
    say("parts");
    return 0;
}

ASYNC_TEST(times_are_exact_to_the_nanosecond)
{
    /* 0.1 + 0.2 is not 0.3 in floating point, but is in nanoseconds: armed earlier, the one sleep
     * ends first. */
    await(GATHER(CORO(sleep_in_two_parts), CORO(sleep_aloud, "whole", 0.3)));
    SAID("whole parts");
    ASSERT_EQ(co_time_nanoseconds(), 300000000);
    return 0;
}

ASYNC_TEST(sleep_of_zero_or_less_lets_each_that_is_ready_run_once)
{
    struct co_task *task = co_create_task(CORO(two_steps));

    await(co_sleep(0));
    SAID("step1");
    await(co_sleep(-1));
    SAID("step2");
    ASSERT_NEAR(co_time(), 0, 0);
    return co_await(task);
}

ASYNC_TEST(a_delay_has_to_be_a_number)
{
    ASSERT_EQ(co_sleep(NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a delay that is not a number");
    return 0;
}

ASYNC_TEST(what_is_due_runs_behind_what_was_ready)
{
    struct co_task *due = co_create_task(CORO(sleep_aloud, "due", 0.1));

    await(turns(1));
    struct co_task *ready = co_create_task(CORO(two_steps));
    co_blocking_sleep(0.5);
    await(co_await(due));
    SAID("step1 due step2");
    return co_await(ready);
}

ASYNC_TEST(a_sleep_of_centuries_is_no_overflow)
{
    ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeper, 1e300, 0)), 1e9), -ETIMEDOUT);
    await(co_sleep(1e300));
    await(co_sleep(1e300));
    return 0;
}

ASYNC_TEST(a_cancelled_sleep_takes_its_timer_with_it)
{
    for (int i = 0; i < 1000; i++) {
        struct co_task *task = co_create_task(CORO(sleeper, 1e6, 0));

        await(turns(1));
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), -ECANCELED);
    }
    await(co_sleep(1));
    ASSERT_NEAR(co_time(), 1, 1e-12);
    return 0;
}

/* ---- The virtual clock ---- */

ASYNC_TEST(virtual_time_stands_still_while_anything_can_run)
{
    for (int i = 0; i < 1000; i++) {
        await(co_sleep(0));
        ASSERT_EQ(co_time_nanoseconds(), 0);
    }
    return 0;
}

TEST(virtual_time_costs_no_real_time)
{
    double before = wall_clock();

    ASSERT_EQ(run(CORO(sleeper, 1e6, 0)), 0);
    ASSERT_TRUE(wall_clock() - before < 10);
}

/* ---- The real clock ---- */

ASYNC(measure_sleep)
{
    double before = wall_clock(), loop_before = co_time();

    await(co_sleep(0.0123));
    ASSERT_TRUE(wall_clock() - before >= 0.0123);
    ASSERT_TRUE(co_time() - loop_before >= 0.0123);
    return 0;
}

TEST(a_real_sleep_is_never_too_short)
{
    for (int i = 0; i < 5; i++)
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(measure_sleep)), 0);
}

ASYNC(sleep_at_different_times)
{
    await(GATHER(CORO(sleep_aloud, "c", 0.03), CORO(sleep_aloud, "a", 0.001),
                 CORO(sleep_aloud, "b", 0.015), CORO(sleep_aloud, "b2", 0.015)));
    return 0;
}

TEST(real_sleepers_wake_by_time)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(sleep_at_different_times)), 0);
    SAID("a b b2 c");
}

ASYNC(spin_beside_a_sleeper)
{
    bool stop = false;
    struct co_task *spinner = co_create_task(CORO(spin, &stop));

    await(co_sleep(0.005));
    stop = true;
    return co_await(spinner);
}

TEST(a_real_sleeper_wakes_beside_tasks_that_are_always_ready)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(spin_beside_a_sleeper)), 0);
}

ASYNC(block_the_loop)
{
    struct co_task *task = co_create_task(CORO(sleep_aloud, "task", 0.001));

    await(turns(1));
    co_blocking_sleep(0.01);
    SAID("");
    return co_await(task);
}

TEST(blocking_a_real_loop_delays_the_others)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(block_the_loop)), 0);
    SAID("task");
}

/* ---- The paced clock ---- */

TEST(a_paced_clock_shows_virtual_time_at_its_own_speed)
{
    struct co_options options = { .clock = CO_CLOCK_PACED, .pace = 100 };
    double before = wall_clock();

    ASSERT_EQ(co_run(CORO(sleep_at_different_times), &options), 0);
    SAID("a b b2 c");
    before = wall_clock();
    ASSERT_EQ(co_run(CORO(sleeper, 2, 0), &options), 0);
    ASSERT_TRUE(wall_clock() - before >= 0.02 && wall_clock() - before < 1.5);
}

/* ---- Record and replay ---- */

/* What some tasks of a real run read on its clock, and in which order they went on. */
struct readings {
    int64_t at[2000];
    int task[2000];
    int count;
};

ASYNC(read_the_clock, struct readings *readings; int task;)
{
    for (int i = 0; i < 100; i++) {
        int n = my->readings->count++;

        my->readings->at[n] = co_time_nanoseconds();
        my->readings->task[n] = my->task;
        await(co_sleep((i + my->task) % 3 ? 0 : 0.00005 * (1 + my->task % 4)));
    }
    return 0;
}

ASYNC(read_in_several_tasks, struct readings *readings;)
{
    struct co_task *tasks[10];

    for (int i = 0; i < 10; i++)
        tasks[i] = co_create_task(CORO(read_the_clock, my->readings, i));
    ASSERT_EQ(co_wait_for(co_create_task(CORO(stuck, "timed")), 0.001), -ETIMEDOUT);
    return co_gather(tasks, 10, NULL, 0);
}

TEST(a_replay_of_a_real_run_reads_the_same_times_in_the_same_order)
{
    static struct readings recorded, replayed;
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    ASSERT_EQ(co_run(CORO(read_in_several_tasks, &recorded), &options), 0);
    ASSERT_TRUE(!record.failed && record.count > 100);
    options.clock = CO_CLOCK_REPLAY;
    double before = wall_clock();
    ASSERT_EQ(co_run(CORO(read_in_several_tasks, &replayed), &options), 0);
    ASSERT_TRUE(wall_clock() - before < 10);
    ASSERT_TRUE(!record.failed);
    ASSERT_EQ(record.next, record.count);
    ASSERT_EQ(replayed.count, recorded.count);
    for (int i = 0; i < recorded.count; i++) {
        test_note("reading %d", i);
        ASSERT_EQ(replayed.task[i], recorded.task[i]);
        ASSERT_EQ(replayed.at[i], recorded.at[i]);
    }
    free(record.readings);
}

TEST(a_replay_that_asks_for_more_than_was_recorded_says_so_and_ends)
{
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    ASSERT_EQ(co_run(CORO(sleeper, 0.001, 0), &options), 0);
    options.clock = CO_CLOCK_REPLAY;
    ASSERT_EQ(co_run(CORO(sleep_in_two_parts), &options), 0);
    ASSERT_TRUE(record.failed);
    free(record.readings);
}

TEST(a_record_for_which_there_is_no_memory_says_so)
{
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    for (uint64_t n = 1; !record.failed; n++) {
        free(record.readings);
        record = (struct co_record){ 0 };
        co_fail_allocation(n, false);
        (void)!co_run(CORO(sleeper, 0.001, 0), &options);
        co_fail_allocation(0, false);
        ASSERT_TRUE(n < 100);
    }
    free(record.readings);
}

/* ---- Deadlock ---- */

ASYNC(wait_with_cleanup)
{
    struct co_task *other = co_create_task(CORO(clean_up, "other", 0.1));

    (void)other;
    return CALL(clean_up, "main", 0);
}

TEST(after_a_deadlock_tasks_clean_up_undisturbed)
{
    ASSERT_EQ(run(CORO(wait_with_cleanup)), -EDEADLK);
    SAID("main:cancel other:cancel main:clean other:clean");
}

TEST(a_real_loop_notices_a_deadlock_too)
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

TEST(tasks_that_turn_without_time_moving_are_a_livelock_and_may_clean_up)
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

TEST(one_that_turns_on_and_on_though_it_is_cancelled_does_not_hold_up_the_run)
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

TEST(turns_are_counted_from_the_last_time_that_time_moved)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 500 };

    ASSERT_EQ(co_run(CORO(many_turns_with_pauses, 10), &options), 0);
}

/* ---- Interrupts ---- */

static void on_signal(int number)
{
    (void)number;
    co_interrupt();
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

static void interrupt_in(double seconds)
{
    struct itimerval timer = { .it_value = { 0, (suseconds_t)(seconds * 1e6) } };

    catch_signals();
    setitimer(ITIMER_REAL, &timer, NULL);
}

ASYNC(interrupt_yourself, int result;)
{
    raise(SIGINT);
    int rc = co_sleep(10);
    say("%s", co_error_name(rc));
    await(co_sleep(1)); /* there is time to clean up */
    say("clean");
    return my->result ? my->result : rc;
}

TEST(an_interrupt_cancels_main_and_the_run_says_so)
{
    catch_signals();
    ASSERT_EQ(run(CORO(interrupt_yourself, 0)), -EINTR);
    SAID("CancelledError clean");
}

TEST(a_main_that_absorbs_the_interrupt_decides_what_the_run_returns)
{
    catch_signals();
    ASSERT_EQ(run(CORO(interrupt_yourself, 4)), 4);
    SAID("CancelledError clean");
    ASSERT_EQ(run(CORO(interrupt_yourself, -EIO)), -EIO);
}

ASYNC(sleep_until_interrupted)
{
    interrupt_in(0.02);
    return co_sleep(1000);
}

TEST(an_interrupt_wakes_a_loop_that_really_sleeps)
{
    double before = wall_clock();

    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_EQ(run_on(CO_CLOCK_PACED, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_TRUE(wall_clock() - before < 15);
}

ASYNC(interrupt_while_spinning)
{
    for (int i = 0;; i++) {
        if (i == 500)
            raise(SIGINT);
        await(co_sleep(0));
    }
}

TEST(an_interrupt_reaches_a_task_that_is_always_ready)
{
    catch_signals();
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(interrupt_while_spinning)), -EINTR);
    ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, CORO(interrupt_while_spinning)), -EINTR);
}

ASYNC(leave_some_and_be_interrupted)
{
    (void)!co_create_task(CORO(clean_up, "a", 0.1));
    await(turns(1));
    raise(SIGINT);
    return co_sleep(10);
}

TEST(after_an_interrupt_the_others_are_cancelled_and_may_clean_up)
{
    catch_signals();
    ASSERT_EQ(run(CORO(leave_some_and_be_interrupted)), -EINTR);
    SAID("a:cancel a:clean");
}

ASYNC(be_interrupted_twice)
{
    raise(SIGINT);
    say("%s", co_error_name(co_sleep(10)));
    raise(SIGINT);
    int rc = co_sleep(10);
    say("%s", co_error_name(rc));
    return rc;
}

TEST(a_second_interrupt_interrupts_the_cleanup)
{
    catch_signals();
    ASSERT_EQ(run(CORO(be_interrupted_twice)), -EINTR);
    SAID("CancelledError CancelledError");
}

/* ---- Shuffled turns ---- */

ASYNC(say_in_any_order)
{
    struct co_task *tasks[6];
    static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

    for (int i = 0; i < 6; i++)
        tasks[i] = co_create_task(CORO(sleep_aloud, names[i], 0));
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
        ASSERT_EQ(strlen(words), strlen("a b c d e f")); /* nobody is lost */
    }
    ASSERT_TRUE(different > 15);
}

/* ---- Bad luck ---- */

ASYNC(a_bit_of_all)
{
    struct co_lock lock = { 0 };
    struct co_event event = { 0 };
    struct co_queue queue = CO_QUEUE(1);

    await(co_lock_acquire(&lock));
    int rc = GATHER(CORO(sleeper, 0.001, 0), CORO(sleeper, 0.002, 0));
    co_event_set(&event);
    await(co_event_wait(&event));
    await(co_queue_put(&queue, NULL));
    await(co_lock_release(&lock));
    await(rc);
    return co_call_soon(do_nothing, NULL);
}

TEST(without_memory_a_run_ends_with_an_error)
{
    run_short_of_memory(CO_CLOCK_VIRTUAL, CORO(a_bit_of_all));
    run_short_of_memory(CO_CLOCK_REAL, CORO(a_bit_of_all));
    run_short_of_memory(CO_CLOCK_PACED, CORO(a_bit_of_all));
}

TEST(without_any_memory_at_all_too)
{
    co_fail_allocation(1, true);
    ASSERT_EQ(run(CORO(a_bit_of_all)), -ENOMEM);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(a_bit_of_all)), -ENOMEM);
}

/* A real and a virtual run while all descriptors but `left` are taken. Returns what the real one
 * does. */
static int run_short_of_descriptors(rlim_t left)
{
    struct rlimit limit, usual;
    int first = dup(0);

    close(first);
    getrlimit(RLIMIT_NOFILE, &usual);
    limit = (struct rlimit){ (rlim_t)first + left, usual.rlim_max };
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    int real = run_on(CO_CLOCK_REAL, CORO(sleeper, 0.001, 0));
    int virtual = run(CORO(sleeper, 1, 0));
    setrlimit(RLIMIT_NOFILE, &usual);
    ASSERT_EQ(virtual, 0);
    return real;
}

TEST(without_descriptors_a_real_run_ends_with_an_error_and_a_virtual_one_needs_none)
{
    ASSERT_EQ(run_short_of_descriptors(3), 0);
    for (rlim_t left = 2; left > 0; left--) {
        int rc = run_short_of_descriptors(left);

        ASSERT_TRUE(rc == 0 || rc == -EMFILE);
    }
    ASSERT_EQ(run_short_of_descriptors(0), -EMFILE);
}
