#include "scenario.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

/* ---- Functions for threads ---- */

/* Blocks for some time on the loop's clock, then returns its result. */
DEF(block, double seconds; int result;)
{
    co_blocking_sleep(my->seconds);
    return my->result;
}

/* Says its name before and after blocking. On the virtual clock one function runs at a time, so
 * this needs no lock. */
DEF(block_aloud, const char *name; double seconds;)
{
    say("%s:begin", my->name);
    co_blocking_sleep(my->seconds);
    say("%s:end", my->name);
    return 0;
}

DEF(fail, const char *text;)
{
    return co_raise(-EIO, "%s", my->text);
}

DEF(return_thread, pthread_t *thread;)
{
    *my->thread = pthread_self();
    return 5;
}

static struct co_task *submit(double seconds, int result)
{
    return co_run_in_executor(NULL, CORO(block, seconds, result));
}

static struct co_task *submit_aloud(const char *name, double seconds)
{
    return co_run_in_executor(NULL, CORO(block_aloud, name, seconds));
}

#define TEST_ON_THE_REAL_CLOCK(name)                                                               \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        ASSERT_EQ(run_on(CO_CLOCK_REAL, main), 0);                                                 \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

/* ---- Results ---- */

TEST_ON_BOTH_CLOCKS(a_function_runs_in_another_thread_and_its_result_comes_back)
{
    static pthread_t thread;

    thread = pthread_self();

    ASSERT_EQ(co_await(co_run_in_executor(NULL, CORO(return_thread, &thread))), 5);
    ASSERT_TRUE(!pthread_equal(thread, pthread_self()));
    return 0;
}

TEST_ON_BOTH_CLOCKS(caller_gets_the_error_and_text_of_the_function)
{
    ASSERT_EQ(co_await(co_run_in_executor(NULL, CORO(fail, "disk full"))), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    return 0;
}

DEF(greet, char name[32];)
{
    return co_return_text("Hello, %s", my->name);
}

TEST_ON_BOTH_CLOCKS(arguments_are_copied_and_a_text_result_comes_back)
{
    struct greet arguments = { "World" };
    struct co_coro function = { greet_start, &arguments, sizeof arguments, "greet", 0, NULL };
    struct co_task *future = co_run_in_executor(NULL, function);

    strcpy(arguments.name, "changed");
    ASSERT_EQ(co_await(future), 0);
    ASSERT_STR_EQ(co_text(), "Hello, World");
    return 0;
}

TEST_ON_BOTH_CLOCKS(gathered_results_keep_the_order_of_the_arguments)
{
    struct co_task *futures[] = { submit(0.02, 1), submit(0.01, 2), submit(0, 3) };
    int results[3];

    await(co_gather(futures, 3, results, 0));
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(results[i], i + 1);
    return 0;
}

TEST_ON_BOTH_CLOCKS(functions_can_run_one_after_another_many_times)
{
    for (int i = 0; i < 300; i++)
        ASSERT_EQ(co_await(submit(0, i)), i);
    return 0;
}

DEF(look_around, uint32_t *id;)
{
    struct co_task *self = co_current_task();

    ASSERT_STR_EQ(co_task_name(self), "look_around");
    *my->id = co_task_id(self);
    ASSERT_EQ(co_task_count_line(), 1);
    ASSERT_EQ(co_task_count_line(), 2);
    return 0;
}

TEST_ON_BOTH_CLOCKS(current_task_in_a_thread_is_the_future)
{
    static uint32_t id;

    id = 0;
    struct co_task *future = co_run_in_executor(NULL, CORO(look_around, &id));
    uint32_t expected = co_task_id(future);

    await(co_await(future));
    ASSERT_EQ(id, expected);
    return 0;
}

DEF(use_what_only_a_task_may)
{
    struct co_lock lock = { .locked = true };

    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(co_lock_acquire(&lock), -EPERM);
    ASSERT_TRUE(!co_create_task(CORO(returner, .result = 1)));
    ASSERT_TRUE(!co_run_in_executor(NULL, CORO(block, 0, 0)));
    ASSERT_EQ(co_await(NULL), -EPERM);
    return 0;
}

TEST_ON_BOTH_CLOCKS(thread_is_refused_the_calls_of_tasks)
{
    return co_await(co_run_in_executor(NULL, CORO(use_what_only_a_task_may)));
}

DEF(run_a_loop)
{
    co_raise(-EIO, "the function's");
    int result = run(CORO(sleeper, 100, 6));
    ASSERT_STR_EQ(co_text(), "the function's");
    ASSERT_STR_EQ(co_task_name(co_current_task()), "run_a_loop");
    return result;
}

TEST_ON_BOTH_CLOCKS(a_thread_may_run_a_loop_of_its_own)
{
    ASSERT_EQ(co_await(co_run_in_executor(NULL, CORO(run_a_loop))), 6);
    return 0;
}

DEF(sleep_and_look_at_the_clock)
{
    int64_t before = co_time_nanoseconds();

    co_blocking_sleep(0.01);
    ASSERT_TRUE(co_time_nanoseconds() - before >= 10000000);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_thread_reads_the_loops_clock)
{
    return co_await(co_run_in_executor(NULL, CORO(sleep_and_look_at_the_clock)));
}

DEF(find_mask, sigset_t *mask;)
{
    return -pthread_sigmask(SIG_BLOCK, NULL, my->mask);
}

/* What a thread starts inherits its mask: a child that no signal ends would outlive a Ctrl-C. */
TEST_ON_BOTH_CLOCKS(a_thread_blocks_the_signals_that_the_loops_thread_blocks)
{
    sigset_t blocked, mask;

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    await(co_to_thread(CORO(find_mask, &mask)));
    pthread_sigmask(SIG_UNBLOCK, &blocked, NULL);
    for (int number = 1; number < NSIG; number++) {
        test_note("signal %d", number);
        ASSERT_EQ(sigismember(&mask, number) == 1, number == SIGUSR2);
    }
    return 0;
}

static void interrupt(int number)
{
    (void)number;
    ASSERT_TRUE(co_interrupt());
}

DEF(raise_signal, int number;)
{
    return raise(my->number) == 0 ? 0 : -EINVAL;
}

/* The signal goes to the thread that raises it. */
ASYNC(be_interrupted_by_a_thread)
{
    await(co_to_thread(CORO(raise_signal, SIGINT)));
    return co_sleep(1000);
}

TEST(an_interrupt_in_a_thread_interrupts_the_run_of_its_loop)
{
    struct sigaction action = { .sa_handler = interrupt };

    sigaction(SIGINT, &action, NULL);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_interrupted_by_a_thread)), -EINTR);
    ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, CORO(be_interrupted_by_a_thread)), -EINTR);
}

static pthread_t pool_thread;

DEF(note_thread)
{
    pool_thread = pthread_self();
    return 0;
}

ASYNC(be_interrupted_by_an_idle_thread)
{
    await(co_to_thread(CORO(note_thread)));
    ASSERT_EQ(pthread_kill(pool_thread, SIGINT), 0);
    return co_sleep(1000);
}

TEST(interrupt_in_an_idle_thread_interrupts_the_run)
{
    struct sigaction action = { .sa_handler = interrupt };

    sigaction(SIGINT, &action, NULL);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_interrupted_by_an_idle_thread)), -EINTR);
}

static int say_signal(void *unused)
{
    (void)unused;
    say("signal");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_signal_in_a_thread_is_handled_by_the_loop)
{
    await(co_add_signal_handler(SIGUSR1, say_signal, NULL));
    await(co_to_thread(CORO(raise_signal, SIGUSR1)));
    await(co_sleep(0.01));
    SAID("signal");
    return 0;
}

TEST_ON_BOTH_CLOCKS(too_many_arguments_are_refused)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    struct co_coro function = { greet_start, bytes, sizeof bytes, "greet", 0, NULL };
    struct co_task *future = co_run_in_executor(NULL, function);

    ASSERT_TRUE(!future);
    ASSERT_EQ(co_await(future), -EINVAL);
    return 0;
}

TEST(function_is_refused_outside_a_loop)
{
    ASSERT_TRUE(!co_run_in_executor(NULL, CORO(block, 0, 0)));
}

/* ---- Order on the virtual clock ---- */

ASYNC_TEST(functions_begin_in_queued_order_when_nothing_else_can_run)
{
    struct co_task *futures[] = { submit_aloud("a", 0), submit_aloud("b", 0),
                                  submit_aloud("c", 0) };

    say("main");
    await(turns(3));
    say("waits");
    await(co_gather(futures, 3, NULL, 0));
    /* The next function begins while one blocks. */
    SAID("main waits a:begin b:begin c:begin a:end b:end c:end");
    return 0;
}

ASYNC_TEST(blocking_sleeps_end_in_the_order_of_their_time)
{
    struct co_task *futures[] = { submit_aloud("a", 0.3), submit_aloud("b", 0.1),
                                  submit_aloud("c", 0.2), submit_aloud("d", 0.1) };

    await(co_gather(futures, 4, NULL, 0));
    SAID("a:begin b:begin c:begin d:begin b:end d:end c:end a:end");
    ASSERT_NEAR(co_time(), 0.3, 1e-9);
    return 0;
}

ASYNC(sleep_aloud, const char *name; double seconds;)
{
    await(co_sleep(my->seconds));
    say("%s", my->name);
    return 0;
}

ASYNC_TEST(blocking_sleeps_and_tasks_share_one_time)
{
    struct co_task *task = co_create_task(CORO(sleep_aloud, "task", 0.2));
    struct co_task *futures[] = { submit_aloud("a", 0.1), submit_aloud("b", 0.3) };

    await(co_gather(futures, 2, NULL, 0));
    SAID("a:begin b:begin a:end task b:end");
    return co_await(task);
}

DEF(work_for_real)
{
    int64_t before = co_time_nanoseconds();

    usleep(2000);
    ASSERT_EQ(co_time_nanoseconds(), before);
    return 0;
}

ASYNC_TEST(time_is_held_while_a_function_runs)
{
    await(co_await(co_run_in_executor(NULL, CORO(work_for_real))));
    ASSERT_NEAR(co_time(), 0, 0);
    return 0;
}

ASYNC_TEST(blocking_sleep_of_a_task_moves_time_and_runs_no_task)
{
    struct co_task *task = co_create_task(CORO(sleep_aloud, "task", 0.1));

    await(turns(1));
    co_blocking_sleep(0.5);
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    SAID("");
    await(turns(3)); /* to the timer, the task, and behind it */
    SAID("task");
    return co_await(task);
}

ASYNC_TEST(functions_wait_when_all_threads_are_busy)
{
    enum { COUNT_OF_JOBS = CO_POOL_THREADS + 8 };
    struct co_task *futures[COUNT_OF_JOBS];

    for (int i = 0; i < COUNT_OF_JOBS; i++)
        futures[i] = submit(1, i);
    ASSERT_EQ(co_wait(futures, COUNT_OF_JOBS, 1.5, CO_ALL_COMPLETED), CO_POOL_THREADS);
    await(co_gather(futures, COUNT_OF_JOBS, NULL, 0));
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return 0;
}

/* ---- At the same time on the real clock ---- */

struct meeting {
    _Atomic int inside, most, begun;
    sem_t go;
};

/* Waits until the test allows it to end. */
DEF(meet, struct meeting *meeting;)
{
    my->meeting->begun++;
    int inside = ++my->meeting->inside, most = my->meeting->most;
    while (inside > most && !atomic_compare_exchange_weak(&my->meeting->most, &most, inside))
        ;
    while (sem_wait(&my->meeting->go) < 0)
        ;
    my->meeting->inside--;
    return 0;
}

static int wait_until_inside(struct meeting *meeting, int count)
{
    while (meeting->inside < count)
        await(co_sleep(0.001));
    return 0;
}

TEST_ON_THE_REAL_CLOCK(functions_run_at_most_one_a_thread)
{
    enum { COUNT_OF_JOBS = CO_POOL_THREADS + 4 };
    static struct meeting meeting;
    struct co_task *futures[COUNT_OF_JOBS];

    /* With fewer threads the functions would wait for each other for ever. */
    if (test_is_short_of_memory())
        return 0;
    sem_init(&meeting.go, 0, 0);
    for (int i = 0; i < COUNT_OF_JOBS; i++)
        futures[i] = co_run_in_executor(NULL, CORO(meet, &meeting));
    ASSERT_EQ(wait_until_inside(&meeting, CO_POOL_THREADS), 0); /* for ever, if there were fewer */
    for (int i = 0; i < COUNT_OF_JOBS; i++)
        sem_post(&meeting.go);
    await(co_gather(futures, COUNT_OF_JOBS, NULL, 0));
    ASSERT_EQ(meeting.most, CO_POOL_THREADS);
    ASSERT_EQ(meeting.begun, COUNT_OF_JOBS);
    sem_destroy(&meeting.go);
    return 0;
}

TEST_ON_THE_REAL_CLOCK(function_never_runs_when_it_is_cancelled_before_it_begins)
{
    enum { COUNT_OF_JOBS = CO_POOL_THREADS + 1 };
    static struct meeting meeting;
    struct co_task *futures[COUNT_OF_JOBS];

    /* With fewer threads the functions would wait for each other for ever. */
    if (test_is_short_of_memory())
        return 0;
    sem_init(&meeting.go, 0, 0);
    for (int i = 0; i < COUNT_OF_JOBS; i++)
        futures[i] = co_run_in_executor(NULL, CORO(meet, &meeting));
    co_task_cancel(futures[COUNT_OF_JOBS - 1]);
    ASSERT_TRUE(co_task_cancelled(futures[COUNT_OF_JOBS - 1]));
    ASSERT_EQ(wait_until_inside(&meeting, CO_POOL_THREADS), 0);
    for (int i = 0; i < COUNT_OF_JOBS; i++)
        sem_post(&meeting.go);
    await(co_gather(futures, COUNT_OF_JOBS, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(meeting.begun, CO_POOL_THREADS);
    sem_destroy(&meeting.go);
    return 0;
}

ASYNC(await_future, struct co_task *future;)
{
    int rc = co_await(my->future);

    say("%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

TEST_ON_THE_REAL_CLOCK(awaiter_goes_on_at_once_when_a_running_function_is_cancelled)
{
    static struct meeting meeting;
    struct co_task *task;

    sem_init(&meeting.go, 0, 0);
    struct co_task *future = co_run_in_executor(NULL, CORO(meet, &meeting));
    ASSERT_TRUE(future);
    task = co_create_task(CORO(await_future, future));
    await(turns(1));
    ASSERT_EQ(wait_until_inside(&meeting, 1), 0);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("CancelledError");
    ASSERT_EQ(meeting.inside, 1);
    sem_post(&meeting.go);
    return co_await(submit(0, 0)); /* the late result comes meanwhile or after */
}

TEST_ON_THE_REAL_CLOCK(running_function_prevents_a_deadlock)
{
    return co_await(submit(0.05, 0)); /* no timer, nothing else that could happen */
}

DEF(end_late, bool *ended;)
{
    usleep(20000);
    *my->ended = true;
    return 0;
}

ASYNC(leave_it_running, bool *ended;)
{
    (void)!co_run_in_executor(NULL, CORO(end_late, my->ended));
    return co_sleep(0.001);
}

TEST(run_waits_for_running_functions_at_its_end)
{
    bool ended = false;

    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_it_running, &ended)), 0);
    ASSERT_TRUE(ended);
}

static _Atomic int count_of_ends;
DEF(count_end)
{
    count_of_ends++;
    return 0;
}

ASYNC(submit_and_end)
{
    for (int i = 0; i < 4; i++)
        (void)!co_run_in_executor(NULL, CORO(count_end));
    return 0;
}

TEST(a_run_that_ends_at_once_loses_no_thread_and_no_memory)
{
    for (int i = 0; i < 100; i++)
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(submit_and_end)), 0);
    ASSERT_EQ(count_of_ends, 400); /* they were with a thread already */
}

/* ---- Cancelled on the virtual clock ---- */

ASYNC_TEST(function_cancelled_early_never_runs_on_the_virtual_clock)
{
    struct co_task *future = submit_aloud("a", 0);

    co_task_cancel(future);
    ASSERT_EQ(co_await(future), -ECANCELED);
    await(co_sleep(1));
    SAID("");
    return 0;
}

ASYNC_TEST(cancelled_running_function_goes_on_on_the_virtual_clock)
{
    struct co_task *future = submit_aloud("a", 1);

    await(co_sleep(0.5));
    co_task_cancel(future);
    ASSERT_EQ(co_await(future), -ECANCELED);
    SAID("a:begin");
    await(co_sleep(1));
    SAID("a:end");
    return 0;
}

ASYNC_TEST(wait_for_gives_up_a_function_that_takes_too_long)
{
    ASSERT_EQ(co_wait_for(submit_aloud("a", 2), 1), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    await(co_sleep(2));
    SAID("a:begin a:end");
    return 0;
}

ASYNC(end_after, double seconds;)
{
    (void)!submit_aloud("a", 1);
    (void)!submit_aloud("b", 1);
    return co_sleep(my->seconds);
}

TEST(sleeping_functions_go_on_at_once_when_a_virtual_run_ends)
{
    ASSERT_EQ(run(CORO(end_after, 0.5)), 0);
    SAID("a:begin b:begin a:end b:end");
}

TEST(sleeping_functions_end_when_the_run_ends_as_they_wake)
{
    ASSERT_EQ(run(CORO(end_after, 1)), 0);
    SAID("a:begin b:begin a:end b:end");
}

TEST(functions_that_have_not_begun_never_run_after_the_end)
{
    ASSERT_EQ(run(CORO(end_after, 0)), 0);
    SAID("");
}

/* ---- A deadlock of other tasks ---- */

ASYNC(be_stuck_beside_a_function)
{
    struct co_event never = { 0 };

    (void)!submit_aloud("a", 5);
    return co_event_wait(&never);
}

TEST(a_deadlock_is_seen_when_the_last_function_has_ended)
{
    ASSERT_EQ(run(CORO(be_stuck_beside_a_function)), -EDEADLK);
    SAID("a:begin a:end");
}

DEF(take_twenty_milliseconds)
{
    usleep(20000);
    say("function");
    return 0;
}

ASYNC(be_stuck_beside_a_real_function)
{
    struct co_event never = { 0 };

    (void)!co_run_in_executor(NULL, CORO(take_twenty_milliseconds));
    return co_event_wait(&never);
}

TEST(deadlock_is_seen_after_the_last_function_on_the_real_clock)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_stuck_beside_a_real_function)), -EDEADLK);
    SAID("function");
}

/* ---- Events for an observer ---- */

static void note_cause(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_WOKEN) {
        const struct co_cause *cause = co_task_cause(trace->task);

        say("kind%d by%u line%u", cause->kind, cause->by, cause->by_line);
    }
}

ASYNC(await_a_function)
{
    static uint32_t id;

    return co_await(co_run_in_executor(NULL, CORO(look_around, &id)));
}

TEST(cause_of_the_wake_is_the_last_line_of_the_thread)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = note_cause };

    ASSERT_EQ(co_run(CORO(await_a_function), &options), 0);
    SAID("kind3 by2 line2");
    ASSERT_EQ(CO_CAUSE_THREAD, 3);
}

/* ---- In any order ---- */

ASYNC(submit_some, int *sum;)
{
    for (int i = 0; i < 3; i++) {
        int result = co_await(submit(0.001 * (double)(co_random() % 5), 1));

        await(result);
        *my->sum += result;
    }
    return 0;
}

SHUFFLED_TEST(functions_each_end_once_in_any_order)
{
    static int sum;

    sum = 0;

    await(GATHER(CORO(submit_some, &sum), CORO(submit_some, &sum), CORO(submit_some, &sum)));
    ASSERT_EQ(sum, 9);
    return 0;
}

/* ---- Short of memory and threads ---- */

static int use_some_functions(void)
{
    struct co_task *futures[12];
    int rc = 0;

    for (int i = 0; i < 12; i++)
        futures[i] = submit(0.0001, 0);
    for (int i = 0; i < 12; i++) {
        int result = co_await(futures[i]);

        rc = rc < 0 ? rc : result;
    }
    return rc;
}

ASYNC(function_user)
{
    return use_some_functions();
}

TEST(executor_refuses_without_memory_and_goes_on_with_few_threads)
{
    run_short_of_memory(CO_CLOCK_VIRTUAL, CORO(function_user));
    run_short_of_memory(CO_CLOCK_REAL, CORO(function_user));
}

TEST_ON_BOTH_CLOCKS(refusal_names_the_missing_resource)
{
    struct co_task *future;

    co_fail_allocation(1, true);
    future = submit(0, 0);
    ASSERT_TRUE(!future);
    ASSERT_EQ(co_await(future), -ENOMEM);
    ASSERT_STR_EQ(co_text(), "there is no memory for a thread pool");
    co_fail_allocation(2, true);
    future = submit(0, 0);
    ASSERT_TRUE(!future);
    ASSERT_EQ(co_await(future), -EAGAIN);
    ASSERT_STR_EQ(co_text(), "the system has no thread left for a blocking function");
    co_fail_allocation(0, false);
    ASSERT_EQ(co_await(submit(0, 4)), 4);
    return 0;
}

/* ---- Executors of one's own ---- */

ASYNC_TEST(executor_has_the_given_number_of_threads)
{
    struct co_executor executor = CO_EXECUTOR(2);
    struct co_task *futures[5];

    for (int i = 0; i < 5; i++)
        futures[i] = co_run_in_executor(&executor, CORO(block, 1, i));
    ASSERT_EQ(co_wait(futures, 5, 1.5, CO_ALL_COMPLETED), 2);
    await(co_gather(futures, 5, NULL, 0));
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return 0;
}

ASYNC_TEST(busy_executor_does_not_hold_up_another)
{
    struct co_executor one = CO_EXECUTOR(1), other = CO_EXECUTOR(1);
    struct co_task *futures[] = {
        co_run_in_executor(&one, CORO(block_aloud, "a", 1)),
        co_run_in_executor(&one, CORO(block_aloud, "b", 1)),
        co_run_in_executor(&other, CORO(block_aloud, "c", 1)),
    };

    await(co_gather(futures, 3, NULL, 0));
    SAID("a:begin c:begin a:end b:begin c:end b:end");
    return 0;
}

TEST_ON_BOTH_CLOCKS(shut_down_executor_refuses_functions_and_ends_those_it_has)
{
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_task *futures[] = { co_run_in_executor(&executor, CORO(block, 0.01, 1)),
                                  co_run_in_executor(&executor, CORO(block, 0, 2)) };

    await(co_executor_shutdown(&executor, false));
    struct co_task *refused = co_run_in_executor(&executor, CORO(block, 0, 3));
    ASSERT_TRUE(!refused);
    ASSERT_STR_EQ(co_text(), "cannot schedule new futures after shutdown");
    ASSERT_EQ(co_await(futures[0]), 1);
    ASSERT_EQ(co_await(futures[1]), 2);
    return co_executor_shutdown(&executor, true);
}

TEST_ON_BOTH_CLOCKS(shutdown_that_waits_blocks_the_loop)
{
    struct co_executor executor = CO_EXECUTOR(2);
    struct co_task *futures[5];
    struct co_task *task = co_create_task(CORO(sleep_aloud, "task", 0.001));

    for (int i = 0; i < 5; i++)
        futures[i] = co_run_in_executor(&executor, CORO(block, 0.01, i));
    await(turns(1));
    await(co_executor_shutdown(&executor, true));
    ASSERT_TRUE(co_time() >= 0.03 - 1e-9);
    SAID("");
    for (int i = 0; i < 5; i++) {
        ASSERT_TRUE(co_task_done(futures[i]));
        ASSERT_EQ(co_await(futures[i]), i);
    }
    await(co_await(task));
    SAID("task");
    return 0;
}

ASYNC_TEST(unused_executor_can_be_shut_down)
{
    struct co_executor executor = CO_EXECUTOR(1);

    await(co_executor_shutdown(&executor, true));
    ASSERT_TRUE(!co_run_in_executor(&executor, CORO(block, 0, 3)));
    return 0;
}

ASYNC_TEST(an_executor_with_too_many_threads_is_refused)
{
    struct co_executor executor = CO_EXECUTOR(CO_POOL_THREADS + 1);
    struct co_task *future = co_run_in_executor(&executor, CORO(block, 0, 3));

    ASSERT_TRUE(!future);
    ASSERT_EQ(co_await(future), -EINVAL);
    ASSERT_STR_EQ(co_text(), "an executor cannot have so many threads");
    return 0;
}

ASYNC_TEST(shut_executor_ends_when_its_last_function_is_cancelled)
{
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_task *future = co_run_in_executor(&executor, CORO(block_aloud, "a", 0));

    await(co_executor_shutdown(&executor, false));
    co_task_cancel(future);
    ASSERT_EQ(co_await(future), -ECANCELED);
    await(co_sleep(1));
    SAID("");
    return 0;
}

static struct co_executor of_several_runs = CO_EXECUTOR(1);
ASYNC(use_an_executor_of_several_runs)
{
    return co_await(co_run_in_executor(&of_several_runs, CORO(block, 0.001, 5)));
}

TEST(executor_can_be_used_in_several_runs)
{
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(run(CORO(use_an_executor_of_several_runs)), 5);
}

DEF(shut_down_in_a_thread, struct co_executor *executor;)
{
    ASSERT_EQ(co_executor_shutdown(my->executor, true), -EPERM);
    ASSERT_EQ(co_set_default_executor(my->executor), -EPERM);
    ASSERT_EQ(co_shutdown_default_executor(1), -EPERM);
    return 0;
}

ASYNC_TEST(a_thread_cannot_shut_an_executor_down)
{
    static struct co_executor executor = CO_EXECUTOR(1);

    return co_await(co_run_in_executor(&executor, CORO(shut_down_in_a_thread, &executor)));
}

ASYNC_TEST(the_default_executor_can_be_waited_for)
{
    struct co_task *future = submit_aloud("a", 1);

    await(co_shutdown_default_executor(CO_FOREVER));
    SAID("a:begin a:end");
    ASSERT_TRUE(!submit(0, 0));
    return co_await(future);
}

ASYNC_TEST(shutdown_of_an_unused_default_executor_takes_no_time)
{
    await(co_shutdown_default_executor(1));
    ASSERT_TRUE(!submit(0, 0));
    return 0;
}

SHUFFLED_TEST(functions_run_once_and_one_a_thread_in_any_order)
{
    struct co_executor executor = CO_EXECUTOR(3);
    struct co_task *futures[12];
    int results[12];

    for (int i = 0; i < 12; i++)
        futures[i] = co_run_in_executor(&executor, CORO(block, 1, i));
    await(co_gather(futures, 12, results, 0));
    for (int i = 0; i < 12; i++)
        ASSERT_EQ(results[i], i);
    ASSERT_NEAR(co_time(), 4, 1e-9);
    return 0;
}

MEMORY_TEST(executor_is_refused_without_memory)
{
    struct co_executor executor = CO_EXECUTOR(2);
    int rc = co_await(co_run_in_executor(&executor, CORO(block, 1, 0)));

    return rc < 0 ? rc : co_executor_shutdown(&executor, true);
}

/* ---- Turns ---- */

static struct co_task *ended_job;

static int note_end_of_job(struct co_task *task, void *unused)
{
    (void)task, (void)unused;
    say("callback");
    return 0;
}

ASYNC(awaits_the_job)
{
    await(co_await(ended_job));
    say("awaiter");
    return 0;
}

static void say_turn(void *unused, const struct co_iteration *iteration)
{
    (void)unused;
    say("%d%s", (int)iteration->turn, co_task_done(ended_job) ? "(ended)" : "");
}

/* In asyncio the thread has a callback called, which ends the future; the future's callbacks and
 * the task that awaits it come one turn later. */
ASYNC_TEST(end_of_a_function_is_a_callback_of_the_next_turn)
{
    ended_job = co_task_keep(co_run_in_executor(NULL, CORO(note_thread)));
    struct co_task *task = co_create_task(CORO(awaits_the_job));
    await(co_task_add_done_callback(ended_job, note_end_of_job, NULL));
    await(turns(2));
    co_set_iteration_hook(say_turn, NULL);
    await(co_await(task));
    co_set_iteration_hook(NULL, NULL);
    SAID("1 2(ended) callback awaiter 3(ended)");
    co_task_release(ended_job);
    return 0;
}

/* ---- Many ---- */

enum { MANY = 40000, FEW = 40 };

static int how_many(void)
{
    return test_is_short_of_memory() ? FEW : MANY;
}

DEF(do_little)
{
    return 0;
}

/* Each function is quick. The cost is the number of other functions that a step touches. */
TEST_ON_BOTH_CLOCKS(tens_of_thousands_of_functions_are_run)
{
    static struct co_task *tasks[MANY];
    int count = how_many();

    for (int i = 0; i < count; i++)
        tasks[i] = co_run_in_executor(NULL, CORO(do_little));
    for (int i = 0; i < count; i++)
        await(co_await(tasks[i]));
    return 0;
}

TEST_ON_BOTH_CLOCKS(tens_of_thousands_of_functions_are_cancelled)
{
    static struct co_task *tasks[MANY];
    struct co_executor executor = CO_EXECUTOR(1);
    int count = how_many();

    for (int i = 0; i < count; i++)
        tasks[i] = co_run_in_executor(&executor, CORO(do_little));
    /* Cancels the last function first. The first function may run. */
    for (int i = count; i-- > 1;)
        co_task_cancel(tasks[i]);
    for (int i = 1; i < count; i++)
        co_task_detach(tasks[i]);
    return co_await(tasks[0]);
}

static int begun[6], begun_count;

DEF(note_begin, int number; double seconds;)
{
    begun[begun_count++] = my->number;
    co_blocking_sleep(my->seconds);
    return 0;
}

/* Other jobs overtake the jobs of a busy executor, which stay ahead of later jobs. */
ASYNC_TEST(functions_begin_in_the_order_given_while_threads_are_free)
{
    struct co_executor one = CO_EXECUTOR(1), other = CO_EXECUTOR(1);
    struct co_task *tasks[] = {
        co_run_in_executor(&one, CORO(note_begin, 0, 1)),
        co_run_in_executor(&one, CORO(note_begin, 1, 1)),
        co_run_in_executor(&other, CORO(note_begin, 2, 1)),
        co_run_in_executor(&one, CORO(note_begin, 3, 1)),
        co_run_in_executor(&other, CORO(note_begin, 4, 1)),
        co_run_in_executor(&other, CORO(note_begin, 5, 1)),
    };
    static const int order[] = { 0, 2, 1, 4, 5 };

    ASSERT_TRUE(co_task_cancel(tasks[3]));
    for (size_t i = 0; i < COUNT(tasks); i++)
        ASSERT_EQ(co_await(tasks[i]), i == 3 ? -ECANCELED : 0);
    for (size_t i = 0; i < COUNT(order); i++)
        ASSERT_EQ(begun[i], order[i]);
    return 0;
}

/* ---- What is refused ---- */

static int shut_down_in_callback(void *nothing)
{
    (void)nothing;
    say("%s", co_error_name(co_shutdown_default_executor(CO_FOREVER)));
    return 0;
}

ASYNC_TEST(default_executor_is_not_shut_down_by_a_callback)
{
    ASSERT_EQ(co_await(co_run_in_executor(NULL, CORO(returner, 1, NULL))), 1);
    await(co_call_soon(shut_down_in_callback, NULL));
    await(turns(2));
    SAID("RuntimeError");
    ASSERT_EQ(co_await(co_run_in_executor(NULL, CORO(returner, 2, NULL))), 2);
    return 0;
}
