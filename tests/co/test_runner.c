#include "scenario.h"

#include <ev.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

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

TEST(main_that_cancels_itself_was_not_interrupted)
{
    ASSERT_EQ(run(CORO(cancel_main)), -ECANCELED);
}

ASYNC_TEST(a_thread_runs_one_loop_at_a_time)
{
    ASSERT_EQ(run(CORO(returner, .result = 1)), -EALREADY);
    ASSERT_STR_EQ(co_text(), "asyncio.run() cannot be called from a running event loop");
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

TEST(calls_fail_without_a_crash_outside_a_loop)
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

TEST(ready_task_has_one_more_turn_when_main_ends)
{
    ASSERT_EQ(run(CORO(leave_a_task_that_steps)), 0);
    SAID("child child main child child:cancel");
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

TEST(pending_tasks_are_cancelled_in_order_of_creation_and_awaited)
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

TEST(task_made_by_a_cancelled_task_is_cancelled_too)
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

TEST(endless_task_does_not_hold_up_the_end_of_the_run)
{
    ASSERT_EQ(run(CORO(leave_one_that_refuses)), -EDEADLK);
    SAID("CancelledError");
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

TEST(done_callbacks_run_when_their_tasks_are_cancelled_at_the_end)
{
    ASSERT_EQ(run(CORO(leave_a_task_with_a_callback)), 0);
    SAID("done:leave_a_task_with_a_callback done:sleeper");
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

ASYNC(interrupt_yourself, int result;)
{
    raise(SIGINT);
    int rc = co_sleep(10);
    say("%s", co_error_name(rc));
    await(co_sleep(1)); /* there is time to clean up */
    say("clean");
    return my->result ? my->result : rc;
}

TEST(interrupt_cancels_main_and_the_run_returns_it)
{
    catch_signals();
    ASSERT_EQ(run(CORO(interrupt_yourself, 0)), -EINTR);
    SAID("CancelledError clean");
}

TEST(main_that_absorbs_the_interrupt_sets_the_result_of_the_run)
{
    catch_signals();
    ASSERT_EQ(run(CORO(interrupt_yourself, 4)), 4);
    SAID("CancelledError clean");
    ASSERT_EQ(run(CORO(interrupt_yourself, -EIO)), -EIO);
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

TEST(other_tasks_are_cancelled_and_clean_up_at_an_interrupt)
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

/* ---- Other threads may wake the loop ---- */

/* Main awaits `answer`, which is completed by another thread through the loop, or not at all. */
static struct co_task *answer;
static struct co_loop *shared;
static sem_t asked;

static int give_answer(void *unused)
{
    (void)unused;
    return co_future_set_result(answer, 42);
}

static void *post_answer(void *unused)
{
    (void)unused;
    while (sem_wait(&asked) < 0)
        ;
    ASSERT_EQ(co_call_soon_threadsafe(shared, give_answer, NULL), 0);
    return NULL;
}

/* After this turn the loop has nothing to do but to wait. */
static void note_turn(void *unused, const struct co_iteration *iteration)
{
    (void)unused, (void)iteration;
    sem_post(&asked);
}

ASYNC(await_an_answer_of_others)
{
    shared = co_get_running_loop();
    answer = co_future_create("answer");
    co_set_iteration_hook(note_turn, NULL);
    await(co_sleep(0));
    return co_await(answer);
}

TEST(loop_waits_for_other_threads_when_its_handle_is_taken)
{
    pthread_t thread;

    sem_init(&asked, 0, 0);
    ASSERT_EQ(pthread_create(&thread, NULL, post_answer, NULL), 0);
    ASSERT_EQ(co_run(CORO(await_an_answer_of_others), NULL), 42);
    pthread_join(thread, NULL);
}

ASYNC(await_nothing)
{
    ASSERT_TRUE(co_get_running_loop());
    struct co_event never = { 0 };
    return co_event_wait(&never);
}

TEST(self_contained_loop_reports_the_deadlock)
{
    struct ev_loop *ev = ev_loop_new(0);
    struct co_options options = { .ev_loop = ev, .self_contained = true };

    ASSERT_EQ(co_run(CORO(await_nothing), &options), -EDEADLK);
    ev_loop_destroy(ev);
}

TEST(virtual_loop_reports_a_deadlock_when_its_handle_is_taken)
{
    ASSERT_EQ(run(CORO(await_nothing)), -EDEADLK);
}

static sem_t serves;

/* A loop of its own. Other threads post to it until one of them stops it. */
static void *run_for_others(void *unused)
{
    struct co_runner runner = { 0 };

    (void)unused;
    ASSERT_EQ(co_runner_open(&runner, NULL), 0);
    shared = co_runner_get_loop(&runner);
    sem_post(&serves);
    ASSERT_EQ(co_run_forever(shared), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    return NULL;
}

static int stop_serving(void *unused)
{
    (void)unused;
    co_stop();
    return 0;
}

static int add_one(void *sum)
{
    ++*(int *)sum;
    sem_post(&serves);
    return 0;
}

TEST(background_loop_serves_other_threads_until_it_is_stopped)
{
    pthread_t thread;
    int sum = 0;

    sem_init(&serves, 0, 0);
    ASSERT_EQ(pthread_create(&thread, NULL, run_for_others, NULL), 0);
    while (sem_wait(&serves) < 0)
        ;
    for (int i = 0; i < 3; i++) {
        ASSERT_EQ(co_call_soon_threadsafe(shared, add_one, &sum), 0);
        while (sem_wait(&serves) < 0)
            ;
    }
    ASSERT_EQ(co_call_soon_threadsafe(shared, stop_serving, NULL), 0);
    pthread_join(thread, NULL);
    ASSERT_EQ(sum, 3);
}

/* ---- A loop that has ended ---- */

static void *post_to_shared(void *rc)
{
    *(int *)rc = co_call_soon_threadsafe(shared, give_answer, NULL);
    return NULL;
}

ASYNC(take_handle)
{
    shared = co_get_running_loop();
    return 0;
}

ASYNC(use_the_handle_of_an_ended_loop)
{
    struct co_concurrent_future *future;
    pthread_t thread;
    int rc = 0;

    ASSERT_TRUE(co_get_running_loop() != shared);
    ASSERT_EQ(co_call_soon_threadsafe(shared, give_answer, NULL), -EPERM);
    ASSERT_EQ(pthread_create(&thread, NULL, post_to_shared, &rc), 0);
    pthread_join(thread, NULL);
    ASSERT_EQ(rc, -EPERM);
    future = co_run_coroutine_threadsafe(CORO(take_handle), shared);
    ASSERT_EQ(co_concurrent_future_result(future, 0), -EPERM);
    return co_sleep(0);
}

TEST(the_handle_of_an_ended_loop_reaches_no_later_one)
{
    for (int i = 0; i < 20; i++) {
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(take_handle)), 0);
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(use_the_handle_of_an_ended_loop)), 0);
    }
}

TEST(an_ended_loop_is_not_run_in_the_place_of_a_later_one)
{
    struct co_runner first = { 0 }, copy, second = { 0 };

    ASSERT_EQ(co_runner_open(&first, NULL), 0);
    shared = co_runner_get_loop(&first);
    copy = first;
    ASSERT_EQ(co_runner_close(&first), 0);
    ASSERT_EQ(co_runner_open(&second, NULL), 0);
    ASSERT_EQ(co_run_forever(shared), -EBADF);
    ASSERT_EQ(co_run_until_complete(shared, NULL), -EBADF);
    ASSERT_EQ(co_runner_run(&copy, CORO(take_handle)), -EBADF);
    ASSERT_EQ(co_runner_close(&copy), -EBADF);
    ASSERT_EQ(co_runner_run(&second, CORO(take_handle)), 0);
    ASSERT_EQ(co_runner_close(&second), 0);
}

TEST(run_ends_with_an_error_without_memory)
{
    run_short_of_memory(CO_CLOCK_VIRTUAL, CORO(a_bit_of_all));
    run_short_of_memory(CO_CLOCK_REAL, CORO(a_bit_of_all));
    run_short_of_memory(CO_CLOCK_PACED, CORO(a_bit_of_all));
}

TEST(run_ends_with_an_error_when_no_allocation_succeeds)
{
    co_fail_allocation(1, true);
    ASSERT_EQ(run(CORO(a_bit_of_all)), -ENOMEM);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(a_bit_of_all)), -ENOMEM);
}
