#include "scenario.h"

#include <pthread.h>

static int run_debugged(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL,
                                              .debug = CO_DEBUG_ON,
                                              .report = say_report });
}

/* ---- On and off ---- */

ASYNC(is_debugged)
{
    return co_get_debug();
}

TEST(environment_sets_debug_mode_unless_the_options_do)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    unsetenv("CO_DEBUG");
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    setenv("CO_DEBUG", "", 1);
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    setenv("CO_DEBUG", "1", 1);
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 1);
    options.debug = CO_DEBUG_OFF;
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    unsetenv("CO_DEBUG");
    options.debug = CO_DEBUG_ON;
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 1);
}

TEST(debug_mode_is_off_without_a_loop)
{
    co_set_debug(true);
    ASSERT_TRUE(!co_get_debug());
}

/* ---- Slow steps ---- */

ASYNC(blocks, double seconds;)
{
    await(co_sleep(0));
    co_blocking_sleep(my->seconds);
    return 0;
}

ASYNC(block_in_steps)
{
    await(CALL(blocks, 0.1));
    await(CALL(blocks, 0.099));
    co_set_debug(false);
    await(CALL(blocks, 5));
    co_set_debug(true);
    await(CALL(blocks, 0.3));
    return 0;
}

TEST(slow_step_is_reported_in_debug_mode)
{
    ASSERT_EQ(run_debugged(CORO(block_in_steps)), 0);
    SAID(
        "Executing block_in_steps took 0.100 seconds:: Executing block_in_steps took 0.300 seconds::");
}

static int check_slow(void *context, const struct co_report *report)
{
    (void)context;
    ASSERT_EQ(report->kind, CO_REPORT_SLOW_STEP);
    ASSERT_STR_EQ(report->place->call, "co_blocking_sleep(my->seconds)");
    ASSERT_STR_EQ(report->created->call, "co_create_task(CORO(blocks, 2))");
    ASSERT_STR_EQ(co_task_name(report->task), "blocks");
    ASSERT_NEAR(report->seconds, 2, 1e-12);
    say("reported");
    return 0;
}

ASYNC(block_in_a_task)
{
    return co_await(co_create_task(CORO(blocks, 2)));
}

TEST(report_of_a_slow_step_names_the_task_its_places_and_time)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL,
                                  .debug = CO_DEBUG_ON,
                                  .slow_callback_duration = 1.5,
                                  .report = check_slow };

    ASSERT_EQ(co_run(CORO(block_in_a_task), &options), 0);
    SAID("reported");
}

static int block(void *unused)
{
    (void)unused;
    co_blocking_sleep(0.5);
    return 0;
}

ASYNC(block_in_a_callback)
{
    await(co_call_soon(block, NULL));
    return turns(2);
}

TEST(slow_callback_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(block_in_a_callback)), 0);
    SAID("Executing a callback took 0.500 seconds::");
}

/* ---- Ends of tasks ---- */

ASYNC(swallows)
{
    return co_sleep(10) == -ECANCELED ? 3 : 4;
}

ASYNC(takes_it_back)
{
    int rc = co_sleep(10);

    co_task_uncancel(co_current_task());
    return rc == -ECANCELED ? 3 : 4;
}

ASYNC(cancel_both)
{
    struct co_task *a = co_create_task(CORO(swallows)), *b = co_create_task(CORO(takes_it_back));

    await(turns(1));
    co_task_cancel(a);
    co_task_cancel(b);
    ASSERT_EQ(co_await(a), 3);
    ASSERT_EQ(co_await(b), 3);
    return 0;
}

TEST(a_task_that_swallows_a_cancel_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(cancel_both)), 0);
    SAID("Task was cancelled, but ended with a result of its own::");
    ASSERT_EQ(run_reporting(CORO(cancel_both)), 0);
    SAID("");
}

ASYNC(forget_results)
{
    (void)!co_create_task(CORO(returner, .result = 7));
    (void)!co_create_task(CORO(returner, .result = 0));
    co_task_detach(co_create_task(CORO(returner, .result = 8)));
    struct co_task *seen = co_create_task(CORO(returner, .result = 9));
    await(turns(2));
    return co_task_result(seen);
}

TEST(unread_result_is_reported_when_the_loop_ends)
{
    ASSERT_EQ(run_debugged(CORO(forget_results)), 9);
    SAID("Task result was never retrieved::");
}

static struct co_lock left, given;

ASYNC(takes_locks)
{
    await(co_lock_acquire(&left));
    await(co_lock_acquire(&given));
    return co_lock_release(&given);
}

ASYNC(leave_a_lock)
{
    await(co_await(co_create_task(CORO(takes_locks))));
    say("main");
    return co_lock_release(&left);
}

TEST(a_lock_that_is_held_when_its_task_ends_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(leave_a_lock)), 0);
    SAID("Task ended while it held a lock:: main");
}

/* The report names the locks that the task holds, and no lock of another task. */
ASYNC(takes_many_locks, struct co_lock *locks; int stays_held;)
{
    for (int i = 0; i < 40; i++)
        await(co_lock_acquire(&my->locks[i]));
    await(co_sleep(0));
    for (int i = 0; i < 40; i++)
        if (i * 7 % 40 != my->stays_held)
            await(co_lock_release(&my->locks[i * 7 % 40]));
    return 0;
}

ASYNC(leave_one_of_many_locks)
{
    static struct co_lock locks[2][40];
    struct co_task *leaves = co_create_task(CORO(takes_many_locks, locks[0], 0));
    struct co_task *leaves_none = co_create_task(CORO(takes_many_locks, locks[1], -1));

    await(co_await(leaves));
    say("main");
    await(co_await(leaves_none));
    ASSERT_TRUE(co_lock_locked(&locks[0][0]) && !co_lock_locked(&locks[1][0]));
    return co_lock_release(&locks[0][0]);
}

TEST(held_lock_is_reported_among_many_released_ones)
{
    ASSERT_EQ(run_debugged(CORO(leave_one_of_many_locks)), 0);
    SAID("Task ended while it held a lock:: main");
}

ASYNC(leaves_three_locks)
{
    static struct co_lock locks[3];

    for (int i = 0; i < 3; i++)
        await(co_lock_acquire(&locks[i]));
    return 0;
}

TEST(locks_that_a_task_leaves_held_are_all_reported)
{
    ASSERT_EQ(run_debugged(CORO(leaves_three_locks)), 0);
    SAID("Task ended while it held a lock:: Task ended while it held a lock:: "
         "Task ended while it held a lock::");
}

/* ---- Threads ---- */

static void *end_from_a_thread(void *tasks)
{
    struct co_task **both = tasks;

    ASSERT_EQ(co_future_set_result(both[0], 1), -EPERM);
    ASSERT_TRUE(!co_task_cancel(both[1]));
    return NULL;
}

ASYNC(be_ended_from_a_thread)
{
    struct co_task *both[] = { co_future_create("future"), co_create_task(CORO(sleeper, 1, 5)) };
    pthread_t thread;

    ASSERT_EQ(pthread_create(&thread, NULL, end_from_a_thread, both), 0);
    pthread_join(thread, NULL);
    ASSERT_TRUE(!co_task_done(both[0]));
    return co_await(both[1]);
}

TEST(another_thread_cannot_end_a_task)
{
    ASSERT_EQ(run_debugged(CORO(be_ended_from_a_thread)), 5);
}

/* ---- Handles that are dead ---- */

/* Each call with a handle that is dead. `given` is what it is given; the array may be written
 * to. */
#define DEAD_HANDLE_CALLS(X)                                                                       \
    X(co_await(dead), -EBADF)                                                                      \
    X(co_gather(&dead, 1, NULL, 0), -EBADF)                                                        \
    X(co_gather_outcomes(&dead, 1, &outcome, 0), -EBADF)                                           \
    X(co_wait(&dead, 1, CO_FOREVER, CO_ALL_COMPLETED), -EBADF)                                     \
    X(co_wait_for(dead, 1), -EBADF)                                                                \
    X(co_shield(dead), -EBADF)                                                                     \
    X(co_future_set_result(dead, 1), -EBADF)                                                       \
    X(co_task_add_done_callback(dead, no_callback, NULL), -EBADF)                                  \
    X(co_task_add_done_callback_in(dead, no_callback, NULL, NULL), -EBADF)                         \
    X(co_task_remove_done_callback(dead, no_callback, NULL), 0)                                    \
    X(co_task_result(dead), -EBADF)                                                                \
    X(co_task_done(dead), true)                                                                    \
    X(co_task_cancelled(dead), false)                                                              \
    X(co_task_text(dead)[0], '\0')                                                                 \
    X(co_task_cancel(dead), false)                                                                 \
    X(co_task_cancel_because(dead, "why"), false)                                                  \
    X(co_task_uncancel(dead), 0)                                                                   \
    X(co_task_cancelling(dead), 0)                                                                 \
    X(co_task_keep(dead) != NULL, false)                                                           \
    X((co_task_release(dead), 0), 0)                                                               \
    X((co_task_detach(dead), 0), 0)                                                                \
    X(co_task_name(dead)[0], '\0')                                                                 \
    X((co_task_set_name(dead, "name"), 0), 0)                                                      \
    X(co_task_id(dead), 0)                                                                         \
    X(co_task_created(dead) != NULL, false)                                                        \
    X(co_task_context(dead) != NULL, false)                                                        \
    X(co_task_cause(dead)->by, 0)                                                                  \
    X(co_task_creator(dead), 0)                                                                    \
    X(co_task_is_job(dead), false)                                                                 \
    X(co_task_place(dead) == co_place(), true)                                                     \
    X(co_task_resource(dead) != NULL, false)                                                       \
    X(co_task_awaited(dead, NULL, 0), 0)                                                           \
    X(co_task_steps(dead), 0)                                                                      \
    X(co_task_stack_size(dead), 0)

static int no_callback(struct co_task *task, void *argument)
{
    (void)task, (void)argument;
    return 0;
}

/* The call that is reported, as far as to its bracket. */
static char reported_call[64];

static int note_dead_handle(void *context, const struct co_report *report)
{
    (void)context;
    ASSERT_EQ(report->kind, CO_REPORT_DEAD_HANDLE);
    ASSERT_STR_EQ(co_task_name(report->task), "main");
    ASSERT_TRUE(strstr(report->message, " got the handle of ") != NULL);
    snprintf(reported_call, sizeof reported_call, "%.*s", (int)strcspn(report->message, "("),
             report->message);
    return 0;
}

static void expect_call(const char *call)
{
    char expected[64];

    call += call[0] == '(';
    snprintf(expected, sizeof expected, "%.*s", (int)strcspn(call, "("), call);
    ASSERT_STR_EQ(reported_call, expected);
    reported_call[0] = '\0';
}

static int call_with_dead_handle(struct co_task *dead)
{
    struct co_outcome outcome;

#define CALL_WITH(call, expected)                                                                  \
    test_note("%s", #call);                                                                        \
    ASSERT_EQ(call, expected);                                                                     \
    expect_call(#call);
    DEAD_HANDLE_CALLS(CALL_WITH)
#undef CALL_WITH
    return 0;
}

static int run_noting_dead_handles(struct co_coro main)
{
    main.name = "main";
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL,
                                              .debug = CO_DEBUG_ON,
                                              .report = note_dead_handle });
}

/* Its slot is not used again while other tasks begin and end. */
ASYNC(uses_a_task_after_a_gather)
{
    struct co_task *tasks[] = { co_create_task(CORO(returner, .result = 3)),
                                co_create_task(CORO(returner, .result = 4)) };

    await(co_gather(tasks, 2, NULL, 0));
    for (int i = 0; i < CO_ENDED_TASKS_KEPT - 2; i++)
        await(co_await(co_create_task(CORO(returner, .result = 5))));
    return call_with_dead_handle(tasks[0]);
}

TEST(calls_with_a_dead_handle_are_all_reported)
{
    ASSERT_EQ(run_noting_dead_handles(CORO(uses_a_task_after_a_gather)), 0);
}

ASYNC(uses_a_future_after_it_was_awaited)
{
    struct co_task *future = co_future_create("future");

    ASSERT_EQ(co_future_set_result(future, 3), 0);
    ASSERT_EQ(co_await(future), 3);
    for (int i = 0; i < 100; i++)
        (void)!co_future_create("another");
    return call_with_dead_handle(future);
}

TEST(calls_with_a_dead_future_are_all_reported)
{
    ASSERT_EQ(run_noting_dead_handles(CORO(uses_a_future_after_it_was_awaited)), 0);
}

static struct co_task *dead_task;

ASYNC(leaves_a_dead_handle)
{
    dead_task = co_create_task(CORO(returner, .result = 3));
    return co_await(dead_task);
}

TEST(run_of_a_dead_handle_is_refused)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(
                  &runner, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .debug = CO_DEBUG_ON }),
              0);
    ASSERT_EQ(co_runner_run(&runner, CORO(leaves_a_dead_handle)), 3);
    ASSERT_EQ(co_run_until_complete(co_runner_get_loop(&runner), dead_task), -EBADF);
    ASSERT_EQ(co_runner_close(&runner), 0);
}

/* ---- All else is as without ---- */

ASYNC(takes_turns, const char *name;)
{
    for (int i = 0; i < 3; i++) {
        say("%s%d", my->name, i);
        await(co_sleep(0));
    }
    return 0;
}

ASYNC(take_turns)
{
    await(GATHER(CORO(takes_turns, "a"), CORO(takes_turns, "b")));
    struct co_task *eager = co_create_eager_task(CORO(takes_turns, "c"));
    say("created");
    return co_await(eager);
}

TEST(order_is_the_same_as_without_debug_mode)
{
    static const char order[] = "a0 b0 a1 b1 a2 b2 c0 created c1 c2";

    ASSERT_EQ(run(CORO(take_turns)), 0);
    SAID(order);
    ASSERT_EQ(run_debugged(CORO(take_turns)), 0);
    SAID(order);
}

MEMORY_TEST(debug_mode_goes_on_without_memory_for_its_notes)
{
    struct co_lock locks[20] = { 0 };

    co_set_debug(true);
    for (int i = 0; i < 20; i++)
        await(co_lock_acquire(&locks[i]));
    for (int i = 0; i < 20; i++)
        await(co_lock_release(&locks[i]));
    return 0;
}

/* ---- What a report says of the lock's task ---- */

static int see_lock_report(void *context, const struct co_report *report)
{
    (void)context;
    say("%s by %s", report->place->call, report->created ? report->created->call : "nothing");
    return 0;
}

ASYNC(leaves_lock)
{
    static struct co_lock lock;

    return co_lock_acquire(&lock);
}

ASYNC(creates_the_holder)
{
    return co_await(co_create_task(CORO(leaves_lock)));
}

TEST(report_of_a_held_lock_has_the_places_of_lock_and_task)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL,
                                  .debug = CO_DEBUG_ON,
                                  .report = see_lock_report };

    ASSERT_EQ(co_run(CORO(creates_the_holder), &options), 0);
    SAID("co_lock_acquire(&lock) by co_create_task(CORO(leaves_lock))");
}
