#include "scenario.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static char interrupt[] = "INT", terminate[] = "TERM", user[] = "USR1", other[] = "other";

static int note(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

static int send_to_self(void *number)
{
    kill(getpid(), (int)(intptr_t)number);
    return 0;
}

static int send_later(double delay, int number)
{
    return co_call_later(delay, send_to_self, (void *)(intptr_t)number) ? 0 : -ENOMEM;
}

/* ---- Delivery ---- */

/* Says the turns while they pass. */
static int count_turns(int n)
{
    for (int i = 0; i < n; i++) {
        await(co_sleep(0));
        say("%d", i);
    }
    return 0;
}

/* As CPython prints it. */
TEST_ON_BOTH_CLOCKS(handler_is_called_one_turn_after_its_signal_is_noticed)
{
    await(co_add_signal_handler(SIGINT, note, interrupt));
    raise(SIGINT);
    SAID("");
    await(count_turns(5));
    SAID("0 1 INT 2 3 4");
    return 0;
}

static struct co_task *future;

static int note_and_complete(void *word)
{
    note(word);
    return co_future_set_result(future, 1);
}

ASYNC(wait_for_the_future)
{
    await(co_await(future));
    say("woken");
    return 0;
}

TEST_ON_BOTH_CLOCKS(task_woken_by_a_handler_runs_one_turn_later)
{
    future = co_future_create("signal");
    await(co_add_signal_handler(SIGINT, note_and_complete, interrupt));
    struct co_task *task = co_create_task(CORO(wait_for_the_future));
    await(turns(1));
    raise(SIGINT);
    await(count_turns(6));
    SAID("0 1 INT 2 woken 3 4 5");
    return co_await(task);
}

ASYNC_TEST(signals_can_be_sent_at_times_of_the_virtual_clock)
{
    await(co_add_signal_handler(SIGINT, note, interrupt));
    await(co_add_signal_handler(SIGTERM, note, terminate));
    await(send_later(2.5, SIGINT));
    await(send_later(2.75, SIGTERM));
    await(co_sleep(2.5));
    say("2.5");
    await(co_sleep(0.2));
    say("2.7");
    await(co_sleep(0.1));
    SAID("2.5 INT 2.7 TERM");
    return 0;
}

ASYNC_TEST(signals_are_each_handled_in_order_of_arrival)
{
    await(co_add_signal_handler(SIGINT, note, interrupt));
    await(co_add_signal_handler(SIGTERM, note, terminate));
    await(co_add_signal_handler(SIGUSR1, note, user));
    raise(SIGTERM);
    raise(SIGUSR1);
    raise(SIGTERM);
    raise(SIGINT);
    await(turns(3));
    SAID("TERM USR1 TERM INT");
    return 0;
}

ASYNC_TEST(too_many_signals_at_once_are_merged)
{
    await(co_add_signal_handler(SIGUSR1, note, user));
    for (int i = 0; i < 1000; i++)
        raise(SIGUSR1);
    await(turns(3));
    ASSERT_EQ(strlen(words), 64 * strlen("USR1 ") - 1);
    words[0] = '\0';
    raise(SIGUSR1);
    await(turns(3));
    SAID("USR1");
    return 0;
}

ASYNC_TEST(a_handler_can_be_replaced)
{
    await(co_add_signal_handler(SIGUSR1, note, user));
    await(co_add_signal_handler(SIGUSR1, note, other));
    raise(SIGUSR1);
    await(turns(3));
    SAID("other");
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 1);
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 0);
    return 0;
}

static int break_down(void *unused)
{
    (void)unused;
    return co_raise(-EIO, "the handler broke");
}

ASYNC(have_a_handler_fail)
{
    await(co_add_signal_handler(SIGUSR1, break_down, NULL));
    raise(SIGUSR1);
    await(turns(3));
    say("on");
    return 0;
}

TEST(a_handler_that_fails_is_reported)
{
    ASSERT_EQ(run_reporting(CORO(have_a_handler_fail)), 0);
    SAID("Exception in callback:OSError:the handler broke on");
}

/* ---- Before and afterwards ---- */

static int caught_before;

static void catch_before(int number)
{
    caught_before = number;
}

ASYNC_TEST(earlier_handler_is_restored_when_the_new_one_is_removed)
{
    signal(SIGUSR1, catch_before);
    await(co_add_signal_handler(SIGUSR1, note, user));
    await(co_add_signal_handler(SIGINT, note, interrupt));
    raise(SIGUSR1);
    ASSERT_EQ(caught_before, 0);
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 1);
    await(turns(3));
    SAID(""); /* it came, but its handler has gone */
    raise(SIGUSR1);
    ASSERT_EQ(caught_before, SIGUSR1);
    raise(SIGINT);
    await(turns(3));
    SAID("INT");
    return 0;
}

ASYNC(leave_a_handler)
{
    await(co_add_signal_handler(SIGUSR1, note, user));
    raise(SIGUSR1);
    return 0;
}

TEST(earlier_handler_is_restored_when_the_loop_ends)
{
    signal(SIGUSR1, catch_before);
    ASSERT_EQ(run(CORO(leave_a_handler)), 0);
    raise(SIGUSR1);
    ASSERT_EQ(caught_before, SIGUSR1);
}

/* ---- Waiting for a signal ---- */

static int set_event(void *event)
{
    co_event_set(event);
    return 0;
}

ASYNC(wait_for_a_signal)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    struct itimerval soon = { .it_value = { 0, 20000 } };

    await(co_add_signal_handler(SIGALRM, set_event, &event));
    setitimer(ITIMER_REAL, &soon, NULL);
    return co_event_wait(&event);
}

TEST(a_real_loop_with_a_handler_waits_for_the_signal)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(wait_for_a_signal)), 0);
}

ASYNC(wait_for_no_signal)
{
    static struct co_event event;

    event = (struct co_event){ 0 };

    await(co_add_signal_handler(SIGUSR1, set_event, &event));
    return co_event_wait(&event);
}

TEST(wait_for_a_signal_alone_is_a_deadlock_on_the_virtual_clock)
{
    ASSERT_EQ(run(CORO(wait_for_no_signal)), -EDEADLK);
}

/* ---- Misuse ---- */

ASYNC_TEST(handler_is_refused_for_a_signal_that_cannot_be_caught)
{
    static const int numbers[] = { 0, -1, 1000, SIGKILL, SIGSTOP };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ASSERT_EQ(co_add_signal_handler(numbers[i], note, user), -EINVAL);
    ASSERT_STR_EQ(co_text(), "sig 19 cannot be caught");
    ASSERT_EQ(co_remove_signal_handler(0), -EINVAL);
    ASSERT_STR_EQ(co_text(), "invalid signal number 0");
    ASSERT_EQ(co_remove_signal_handler(SIGKILL), 0);
    return 0;
}

TEST(handler_is_refused_without_a_loop)
{
    ASSERT_EQ(co_add_signal_handler(SIGUSR1, note, user), -EPERM);
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 0);
}

ASYNC(try_to_handle)
{
    ASSERT_EQ(co_add_signal_handler(SIGUSR1, note, other), -EPERM);
    ASSERT_STR_EQ(co_text(), "another loop handles signal 10");
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 0);
    return 0;
}

static void *run_in_thread(void *unused)
{
    (void)unused;
    ASSERT_EQ(run(CORO(try_to_handle)), 0);
    return NULL;
}

ASYNC_TEST(a_signal_belongs_to_one_loop)
{
    pthread_t thread;

    await(co_add_signal_handler(SIGUSR1, note, user));
    ASSERT_EQ(pthread_create(&thread, NULL, run_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    raise(SIGUSR1);
    await(turns(3));
    SAID("USR1");
    return 0;
}

/* ---- In any order, and without memory ---- */

static int count(void *number)
{
    ++*(int *)number;
    return 0;
}

ASYNC(raises)
{
    for (int i = 0; i < 3; i++) {
        raise(SIGUSR1);
        await(co_sleep(0));
    }
    return 0;
}

SHUFFLED_TEST(signals_are_not_lost_in_any_order)
{
    static int number;

    number = 0;

    await(co_add_signal_handler(SIGUSR1, count, &number));
    await(GATHER(CORO(raises), CORO(raises), CORO(raises)));
    await(turns(3));
    ASSERT_EQ(number, 9);
    return 0;
}

MEMORY_TEST(handler_is_refused_without_memory)
{
    int rc = co_add_signal_handler(SIGUSR1, note, user);

    if (rc < 0) {
        ASSERT_STR_EQ(co_text(), "there is no memory for a signal handler");
        return rc;
    }
    raise(SIGUSR1);
    await(turns(3));
    SAID("USR1");
    return 0;
}
