#include "co/executor_internal.h"
#include "co/kernel/block.h"
#include "co/monotonic.h"
#include "co/open_loops_internal.h"

#include "scenario.h"

#include <sys/wait.h>
#include <unistd.h>

static struct co_loop *loop_of_main;

ASYNC(double_later, int value; double seconds;)
{
    await(co_sleep(my->seconds));
    return my->value * 2;
}

ASYNC(fail_later, const char *text;)
{
    await(co_sleep(0.1));
    return co_raise(-EIO, "%s", my->text);
}

/* A function for a thread: submits, waits, says the outcome. */
static int outcome_of(struct co_coro coro, double timeout)
{
    struct co_concurrent_future *future = co_run_coroutine_threadsafe(coro, loop_of_main);
    int rc = co_concurrent_future_result(future, timeout);

    if (rc < 0)
        say("%s:%s", co_error_name(rc), co_text());
    else
        say("%d", rc);
    co_concurrent_future_release(future);
    return rc;
}

/* ---- Coroutines ---- */

DEF(ask_for_42)
{
    return outcome_of(CORO(double_later, 21, 0.01), 5) == 42 ? 0 : -EIO;
}

TEST_ON_BOTH_CLOCKS(thread_gets_the_result_of_a_coroutine_that_the_loop_ran)
{
    loop_of_main = co_get_running_loop();
    await(co_to_thread(CORO(ask_for_42)));
    SAID("42");
    return 0;
}

DEF(ask_for_failure)
{
    ASSERT_EQ(outcome_of(CORO(fail_later, "disk full"), CO_FOREVER), -EIO);
    return 0;
}

TEST_ON_BOTH_CLOCKS(thread_gets_the_error_and_text_of_its_coroutine)
{
    loop_of_main = co_get_running_loop();
    await(co_to_thread(CORO(ask_for_failure)));
    SAID("OSError:disk full");
    return 0;
}

DEF(give_up)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(stuck, "task"), loop_of_main);

    ASSERT_EQ(co_concurrent_future_result(future, 0.05), -ETIMEDOUT);
    ASSERT_TRUE(!co_concurrent_future_done(future));
    ASSERT_TRUE(co_concurrent_future_cancel(future));
    ASSERT_TRUE(!co_concurrent_future_cancel(future));
    ASSERT_EQ(co_concurrent_future_result(future, CO_FOREVER), -ECANCELED);
    co_concurrent_future_release(future);
    return 0;
}

TEST_ON_BOTH_CLOCKS(thread_cancels_the_task_when_it_gives_up)
{
    loop_of_main = co_get_running_loop();
    await(co_to_thread(CORO(give_up)));
    await(turns(3));
    SAID("task:CancelledError");
    return 0;
}

static struct co_task *cancelled_by_main;
ASYNC(be_cancelled)
{
    cancelled_by_main = co_current_task();
    struct co_event never = { 0 };
    return co_event_wait(&never);
}

DEF(wait_for_the_cancelled)
{
    ASSERT_EQ(outcome_of(CORO(be_cancelled), CO_FOREVER), -ECANCELED);
    return 0;
}

TEST_ON_BOTH_CLOCKS(future_is_cancelled_when_its_task_is_cancelled_in_the_loop)
{
    loop_of_main = co_get_running_loop();
    cancelled_by_main = NULL;
    struct co_task *job = co_run_in_executor(NULL, CORO(wait_for_the_cancelled));
    while (!cancelled_by_main && !co_task_done(job))
        await(co_sleep(0.001));
    co_task_cancel(cancelled_by_main);
    await(co_await(job));
    SAID("CancelledError:");
    return 0;
}

ASYNC_TEST(coroutine_never_runs_when_the_loop_cancels_it_first)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(stuck, "task"), co_get_running_loop());

    ASSERT_TRUE(co_concurrent_future_cancel(future));
    await(turns(5));
    SAID("");
    ASSERT_EQ(co_concurrent_future_result(future, 0), -ECANCELED);
    co_concurrent_future_release(future);
    return 0;
}

ASYNC_TEST(task_is_cancelled_when_the_loop_cancels_its_future)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(stuck, "task"), co_get_running_loop());

    await(turns(3));
    ASSERT_TRUE(co_concurrent_future_cancel(future));
    await(turns(3));
    SAID("task:CancelledError");
    co_concurrent_future_release(future);
    return 0;
}

ASYNC_TEST(loop_thread_cannot_wait_for_a_task_of_its_own_loop)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(sleeper, 1, 0), co_get_running_loop());

    ASSERT_EQ(co_concurrent_future_result(future, CO_FOREVER), -EDEADLK);
    ASSERT_STR_EQ(co_text(), "the wait would never end: the threads wait for the loop");
    ASSERT_EQ(co_concurrent_future_result(future, 0.5), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    co_concurrent_future_release(future);
    return 0;
}

DEF(submit_too_much)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    struct co_coro coro = { sleeper_start, bytes, sizeof bytes, "sleeper", 0, NULL };

    ASSERT_TRUE(!co_run_coroutine_threadsafe(coro, loop_of_main));
    ASSERT_EQ(co_concurrent_future_result(NULL, 1), -EINVAL);
    co_concurrent_future_release(NULL);
    ASSERT_TRUE(!co_concurrent_future_cancel(NULL));
    return 0;
}

ASYNC_TEST(bad_submission_is_refused_at_once)
{
    loop_of_main = co_get_running_loop();
    return co_to_thread(CORO(submit_too_much));
}

/* ---- Calls ---- */

static int say_word(void *word)
{
    say("%s", (char *)word);
    return 0;
}

DEF(call_three_times)
{
    await(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"a"));
    await(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"b"));
    return co_call_soon_threadsafe(loop_of_main, say_word, (void *)"c");
}

TEST_ON_BOTH_CLOCKS(calls_of_a_thread_keep_their_order)
{
    loop_of_main = co_get_running_loop();
    await(co_to_thread(CORO(call_three_times)));
    await(turns(1));
    SAID("a b c");
    return 0;
}

ASYNC_TEST(call_from_the_loops_own_thread_is_call_soon)
{
    await(co_call_soon_threadsafe(co_get_running_loop(), say_word, (void *)"a"));
    await(co_call_soon(say_word, (void *)"b"));
    await(turns(1));
    SAID("a b");
    return 0;
}

static struct co_context_var color;
static int say_color(void *nothing)
{
    (void)nothing;
    say("%d", (int)co_context_var_get(&color));
    return 0;
}

ASYNC(say_color_in_a_task)
{
    return say_color(NULL);
}

DEF(paint_and_call)
{
    await(co_context_var_set(&color, 7).result);
    await(co_call_soon_threadsafe(loop_of_main, say_color, NULL));
    return outcome_of(CORO(say_color_in_a_task), CO_FOREVER);
}

ASYNC_TEST(coroutine_runs_in_the_context_of_its_thread)
{
    loop_of_main = co_get_running_loop();
    await(co_to_thread(CORO(paint_and_call)));
    SAID("7 7 0");
    ASSERT_EQ(co_context_var_get(&color), 0);
    return 0;
}

/* ---- A loop that has ended ---- */

ASYNC(note_loop)
{
    loop_of_main = co_get_running_loop();
    return 0;
}

TEST(ended_loop_refuses_calls_and_is_not_touched)
{
    ASSERT_EQ(run(CORO(note_loop)), 0);
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"never"), -EPERM);
    ASSERT_TRUE(!co_run_coroutine_threadsafe(CORO(sleeper, 1, 0), loop_of_main));
    ASSERT_EQ(co_concurrent_future_result(NULL, CO_FOREVER), -EPERM);
    ASSERT_EQ(co_call_soon_threadsafe(NULL, say_word, (void *)"never"), -EPERM);
    SAID("");
}

ASYNC(leave_a_thread_waiting)
{
    loop_of_main = co_get_running_loop();
    (void)!co_run_in_executor(NULL, CORO(wait_for_the_cancelled));
    return co_sleep(0.01);
}

TEST(loop_cancels_the_futures_of_threads_when_it_ends)
{
    ASSERT_EQ(run(CORO(leave_a_thread_waiting)), 0);
    SAID("CancelledError:");
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_a_thread_waiting)), 0);
    SAID("CancelledError:");
}

DEF(call_after_the_end)
{
    co_blocking_sleep(0.02);
    int rc = co_call_soon_threadsafe(loop_of_main, say_word, (void *)"never");
    say("%s", co_text());
    return rc;
}

ASYNC(leave_a_thread_asleep)
{
    loop_of_main = co_get_running_loop();
    (void)!co_run_in_executor(NULL, CORO(call_after_the_end));
    return co_sleep(0.005);
}

TEST(thread_that_outlives_main_is_refused)
{
    ASSERT_EQ(run(CORO(leave_a_thread_asleep)), 0);
    SAID("Event loop is closed");
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_a_thread_asleep)), 0);
    SAID("Event loop is closed");
}

/* ---- Deadlocks ---- */

DEF(wait_for_ever)
{
    int rc = outcome_of(CORO(stuck, "task"), CO_FOREVER);

    return rc == -ECANCELED ? 0 : rc;
}

ASYNC(be_stuck_with_a_thread)
{
    loop_of_main = co_get_running_loop();
    return co_to_thread(CORO(wait_for_ever));
}

TEST(thread_that_waits_for_an_endless_task_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(be_stuck_with_a_thread)), -EDEADLK);
    SAID("task:CancelledError CancelledError:");
    ASSERT_EQ(co_run(CORO(be_stuck_with_a_thread), &(struct co_options){ .self_contained = true }),
              -EDEADLK);
    words[0] = '\0';
}

/* ---- Two loops ---- */

static sem_t other_is_open;

ASYNC(serve_until_the_end, struct co_event *end;)
{
    sem_post(&other_is_open);
    return co_event_wait(my->end);
}

static struct co_event end_of_other;
static struct co_loop *other_loop;

static void *run_another_loop(void *unused)
{
    struct co_runner runner = { 0 };

    (void)unused;
    ASSERT_EQ(co_runner_open(&runner, NULL), 0);
    other_loop = co_runner_get_loop(&runner);
    ASSERT_EQ(co_runner_run(&runner, CORO(serve_until_the_end, &end_of_other)), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    return NULL;
}

DEF(ask_the_other_loop)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(double_later, 21, 0.02), other_loop);
    int rc = co_concurrent_future_result(future, CO_FOREVER);

    co_concurrent_future_release(future);
    return rc;
}

static int ask_in_a_thread(void *unused)
{
    (void)unused;
    return co_to_thread(CORO(ask_the_other_loop));
}

static int end_the_other(void *unused)
{
    (void)unused;
    return co_event_set(&end_of_other);
}

TEST(loop_is_not_deadlocked_when_its_thread_awaits_another_loop)
{
    pthread_t thread;

    sem_init(&other_is_open, 0, 0);
    ASSERT_EQ(pthread_create(&thread, NULL, run_another_loop, NULL), 0);
    semaphore_wait(&other_is_open);
    ASSERT_EQ(co_run((struct co_coro){ .run = ask_in_a_thread, .name = "main" }, NULL), 42);
    ASSERT_EQ(co_call_soon_threadsafe(other_loop, end_the_other, NULL), 0);
    pthread_join(thread, NULL);
}

/* ---- Foreign threads ---- */

static void *ask_from_outside(void *future_to_be)
{
    struct co_concurrent_future **future = future_to_be;

    *future = co_run_coroutine_threadsafe(CORO(fail_later, "outside"), loop_of_main);
    ASSERT_EQ(co_concurrent_future_result(*future, CO_FOREVER), -EIO);
    ASSERT_STR_EQ(co_concurrent_future_text(*future), "outside");
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"called"), 0);
    return NULL;
}

ASYNC(be_asked_from_outside)
{
    struct co_concurrent_future *future = NULL;
    pthread_t thread;

    loop_of_main = co_get_running_loop();
    ASSERT_EQ(pthread_create(&thread, NULL, ask_from_outside, &future), 0);
    while (!words[0])
        await(co_sleep(0.001));
    SAID("called");
    pthread_join(thread, NULL);
    co_concurrent_future_release(future);
    return 0;
}

TEST(foreign_thread_may_submit)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_asked_from_outside)), 0);
}

/* ---- Many ---- */

DEF(ask_often, int base; int count;)
{
    for (int i = 0; i < my->count; i++) {
        struct co_concurrent_future *future =
            co_run_coroutine_threadsafe(CORO(double_later, my->base + i, 0), loop_of_main);

        ASSERT_EQ(co_concurrent_future_result(future, CO_FOREVER), 2 * (my->base + i));
        co_concurrent_future_release(future);
    }
    return 0;
}

TEST_ON_BOTH_CLOCKS(many_threads_may_submit_at_a_time)
{
    struct co_task *jobs[8];

    loop_of_main = co_get_running_loop();
    for (int i = 0; i < 8; i++)
        jobs[i] = co_run_in_executor(NULL, CORO(ask_often, i * 100, 50));
    return co_gather(jobs, 8, NULL, 0);
}

SHUFFLED_TEST(thread_gets_its_own_result_in_any_order)
{
    struct co_task *jobs[3];

    loop_of_main = co_get_running_loop();
    for (int i = 0; i < 3; i++)
        jobs[i] = co_run_in_executor(NULL, CORO(ask_often, i * 100, 3));
    return co_gather(jobs, 3, NULL, 0);
}

DEF(ask_short_of_memory)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(double_later, 1, 0.01), loop_of_main);
    int rc = co_concurrent_future_result(future, CO_FOREVER);

    co_concurrent_future_release(future);
    return rc < 0 ? rc : co_call_soon_threadsafe(loop_of_main, say_word, (void *)"x");
}

MEMORY_TEST(thread_gets_an_error_without_memory)
{
    loop_of_main = co_get_running_loop();
    return co_to_thread(CORO(ask_short_of_memory));
}

/* ---- Children of fork() ---- */

/* What the function returns in a child process; the number of the signal that ended it, negative,
 * if it did not end. */
static int in_child(int (*function)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        alarm(5);
        _exit(function());
    }
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int run_a_loop(void)
{
    return run_on(CO_CLOCK_REAL, CORO(sleeper, 0.001, 7));
}

static sem_t lock_is_held;

/* This takes long enough for the fork to begin meanwhile. */
static void *hold_the_lock(void *unused)
{
    (void)unused;
    threads_lock();
    sem_post(&lock_is_held);
    block_until(NULL, monotonic() + 20 * NANOSECONDS / 1000);
    threads_unlock();
    return NULL;
}

ASYNC_TEST(forked_child_runs_a_loop_when_a_thread_was_in_the_runtime)
{
    pthread_t thread;

    sem_init(&lock_is_held, 0, 0);
    ASSERT_EQ(pthread_create(&thread, NULL, hold_the_lock, NULL), 0);
    semaphore_wait(&lock_is_held);
    ASSERT_EQ(in_child(run_a_loop), 7);
    pthread_join(thread, NULL);
    return 0;
}

static struct co_concurrent_future *of_the_parent;

static int ask_the_parents_loop(void)
{
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"a"), -EPERM);
    ASSERT_TRUE(!co_run_coroutine_threadsafe(CORO(sleeper, 0, 0), loop_of_main));
    ASSERT_EQ(co_concurrent_future_result(of_the_parent, CO_FOREVER), -ECANCELED);
    ASSERT_TRUE(!co_concurrent_future_cancel(of_the_parent));
    return run_a_loop();
}

ASYNC_TEST(forked_child_does_not_reach_its_parents_loop)
{
    loop_of_main = co_get_running_loop();
    of_the_parent = co_run_coroutine_threadsafe(CORO(stuck, "task"), loop_of_main);
    ASSERT_EQ(in_child(ask_the_parents_loop), 7);
    await(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"a"));
    await(turns(2));
    SAID("a");
    ASSERT_TRUE(co_concurrent_future_cancel(of_the_parent));
    await(turns(3));
    SAID("task:CancelledError");
    co_concurrent_future_release(of_the_parent);
    return 0;
}

/* ---- Turns, as CPython prints them ---- */

static void ignore_turn(void *unused, const struct co_iteration *iteration)
{
    (void)unused, (void)iteration;
}

/* With a hook the loop looks outside before each turn, as asyncio does. */
static int count_turns(int n)
{
    co_set_iteration_hook(ignore_turn, NULL);
    for (int i = 0; i < n; i++) {
        await(co_sleep(0));
        say("%d", i);
    }
    return 0;
}

static void *post_a_callback(void *unused)
{
    (void)unused;
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"C"), 0);
    return NULL;
}

ASYNC(says_co)
{
    say("co");
    return 0;
}

static void *post_a_coroutine(void *unused)
{
    (void)unused;
    co_concurrent_future_release(co_run_coroutine_threadsafe(CORO(says_co), loop_of_main));
    return NULL;
}

static int post_from_a_thread(void *(*post)(void *))
{
    pthread_t thread;

    loop_of_main = co_get_running_loop();
    ASSERT_EQ(pthread_create(&thread, NULL, post, NULL), 0);
    pthread_join(thread, NULL);
    return count_turns(4);
}

/* The callback comes last in the turn, because the loop looks for posts last. */
TEST_ON_BOTH_CLOCKS(posted_callback_is_called_in_the_next_turn)
{
    await(post_from_a_thread(post_a_callback));
    SAID("0 C 1 2 3");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_posted_coroutine_begins_one_turn_later)
{
    await(post_from_a_thread(post_a_coroutine));
    SAID("0 1 co 2 3");
    return 0;
}

static int join_a_thread(void *thread)
{
    ASSERT_EQ(co_thread_join(thread), 0);
    say("joined");
    return 0;
}

static struct co_thread poster;

/* Posts a callback that blocks, and a second callback behind it. */
DEF(post_twice)
{
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, join_a_thread, &poster), 0);
    ASSERT_EQ(co_call_soon_threadsafe(loop_of_main, say_word, (void *)"after"), 0);
    return 0;
}

TEST_ON_BOTH_CLOCKS(posted_callback_may_wait_for_a_thread_that_posts)
{
    loop_of_main = co_get_running_loop();
    poster = (struct co_thread){ 0 };
    await(co_thread_start(&poster, CORO(post_twice)));
    while (!strstr(words, "after"))
        await(co_sleep(0.001));
    SAID("joined after");
    return 0;
}

DEF(do_nothing)
{
    return 0;
}

static void *post_twice_at_once(void *unused)
{
    (void)unused;
    (void)!post_twice_start(NULL);
    return NULL;
}

/* Both are in the inbox when the loop looks, so the second one waits in it while the first one
 * blocks. */
TEST_ON_BOTH_CLOCKS(posts_beside_a_blocking_callback_come_after_it)
{
    pthread_t thread;

    loop_of_main = co_get_running_loop();
    poster = (struct co_thread){ 0 };
    await(co_thread_start(&poster, CORO(do_nothing)));
    ASSERT_EQ(pthread_create(&thread, NULL, post_twice_at_once, NULL), 0);
    pthread_join(thread, NULL);
    for (int i = 0; i < 1000 && !strstr(words, "after"); i++)
        await(co_sleep(0.001));
    SAID("joined after");
    return 0;
}
