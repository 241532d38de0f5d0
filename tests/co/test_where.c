/* The table in co.h, "Where a call may be made". */
#include "co/co.h"
#include "co/sugar.h"
#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A call of each row, as its result. */
static int call_sleep(void)
{
    return co_sleep(0);
}

ASYNC(nothing)
{
    return 0;
}

static int call_create_task(void)
{
    struct co_task *task = co_create_task(CORO(nothing));

    if (!task)
        return -EPERM;
    co_task_detach(task);
    return 0;
}

static int do_nothing(void *argument)
{
    (void)argument;
    return 0;
}

static int call_soon(void)
{
    return co_call_soon(do_nothing, NULL);
}

static struct co_event awaited;

static int call_event_set(void)
{
    return co_event_set(&awaited);
}

static int call_blocking_sleep(void)
{
    return co_blocking_sleep(0.001);
}

static struct co_loop *loop;

static int call_soon_threadsafe(void)
{
    return co_call_soon_threadsafe(loop, do_nothing, NULL);
}

static int call_raise(void)
{
    return co_raise(-ENOENT, "a text") == -ENOENT && strcmp(co_text(), "a text") == 0 ? 0 : 1;
}

static int call_run(void)
{
    return co_run(CORO(nothing), NULL);
}

static int (*const calls[])(void) = {
    call_sleep,          call_create_task,     call_soon,  call_event_set,
    call_blocking_sleep, call_soon_threadsafe, call_raise, call_run,
};

/* What each place makes of the calls: "sleep=0 ...". */
static char results[512];

static const char *word_of(int rc)
{
    switch (rc) {
    case 0:
        return "yes";
    case 1:
        return "no-text";
    case -EPERM:
        return "-EPERM";
    case -EALREADY:
        return "-EALREADY";
    default:
        return co_error_name(rc);
    }
}

static void try_all(void)
{
    size_t length = 0;

    for (size_t i = 0; i < COUNT(calls); i++) {
        int rc = calls[i]();

        length += (size_t)snprintf(results + length, sizeof results - length, "%s%s", i ? " " : "",
                                   word_of(rc));
    }
}

#define GIVES(expected)                                                                            \
    do {                                                                                           \
        if (!test_is_short_of_memory())                                                            \
            ASSERT_STR_EQ(results, expected);                                                      \
    } while (0)

/* A task waits for the event, so that setting it wakes a task of another thread. */
ASYNC(waits)
{
    return co_event_wait(&awaited);
}

ASYNC(places, int (*place)(void);)
{
    struct co_task *waiter = co_create_task(CORO(waits));
    int rc;

    loop = co_get_running_loop();
    await(co_sleep(0));
    rc = my->place();
    await(co_event_set(&awaited));
    await(co_await(waiter));
    return rc;
}

static void run_in(int (*place)(void))
{
    struct co_options options = { .say = co_say_nothing };
    int rc = co_run(CORO(places, place), &options);

    if (!test_is_short_of_memory())
        ASSERT_EQ(rc, 0);
}

static int here(void)
{
    try_all();
    return 0;
}

TEST(task_may_call_what_the_table_says)
{
    run_in(here);
    GIVES("yes yes yes yes yes yes yes -EALREADY");
}

static int in_callback(void *argument)
{
    (void)argument;
    try_all();
    return 0;
}

static int from_callback(void)
{
    int rc = co_call_soon(in_callback, NULL);

    return rc < 0 ? rc : co_sleep(0.01);
}

TEST(callback_may_call_what_the_table_says)
{
    run_in(from_callback);
    GIVES("-EPERM yes yes yes yes yes yes -EALREADY");
}

DEF(in_job)
{
    try_all();
    return 0;
}

static int from_job(void)
{
    return co_to_thread(CORO(in_job));
}

TEST(job_may_call_what_the_table_says)
{
    run_in(from_job);
    GIVES("-EPERM -EPERM -EPERM -EPERM yes yes yes yes");
}

static void *in_thread(void *argument)
{
    try_all();
    return argument;
}

static int from_thread(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, in_thread, NULL) != 0)
        return -EAGAIN;
    return -pthread_join(thread, NULL);
}

TEST(other_thread_may_call_what_the_table_says)
{
    run_in(from_thread);
    GIVES("-EPERM -EPERM -EPERM -EPERM yes yes no-text yes");
}

static int from_child(void)
{
    int ends[2], status;
    ssize_t size;
    pid_t child;

    if (pipe(ends) < 0)
        return -errno;
    child = fork();
    if (child == 0) {
        try_all();
        _exit(write(ends[1], results, strlen(results)) < 0);
    }
    close(ends[1]);
    size = read(ends[0], results, sizeof results - 1);
    results[size > 0 ? size : 0] = '\0';
    close(ends[0]);
    return waitpid(child, &status, 0) == child && status == 0 ? 0 : -EIO;
}

TEST(forked_child_may_call_what_the_table_says)
{
    run_in(from_child);
    GIVES("-EPERM -EPERM -EPERM -EPERM yes -EPERM no-text yes");
}

/* ---- co_interrupt() ---- */

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = co_interrupt();
}

static int from_signal_handler(void)
{
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_DFL);
    return 0;
}

static int interrupt(void *argument)
{
    interrupted = co_interrupt();
    return argument ? -EINVAL : 0;
}

static int interrupt_in_callback(void)
{
    return co_call_soon(interrupt, NULL);
}

DEF(interrupting_job)
{
    return interrupt(NULL);
}

static int interrupt_in_job(void)
{
    return co_to_thread(CORO(interrupting_job));
}

static int interrupt_in_task(void)
{
    return interrupt(NULL);
}

ASYNC(is_interrupted, int (*place)(void);)
{
    await(my->place());
    return co_sleep(10);
}

TEST(interrupt_ends_the_run_from_any_place_of_the_loop)
{
    static int (*const interrupting[])(void) = { interrupt_in_task, interrupt_in_callback,
                                                 interrupt_in_job, from_signal_handler };

    for (size_t i = 0; i < COUNT(interrupting); i++) {
        struct co_options options = { .say = co_say_nothing };
        int rc;

        test_note("place %zu", i);
        interrupted = false;
        rc = co_run(CORO(is_interrupted, interrupting[i]), &options);
        if (test_is_short_of_memory())
            continue;
        ASSERT_EQ(rc, -EINTR);
        ASSERT_TRUE(interrupted);
    }
}

static void *interrupt_in_thread(void *argument)
{
    interrupted = co_interrupt();
    return argument;
}

TEST(interrupt_does_nothing_in_another_thread)
{
    pthread_t thread;

    interrupted = true;
    ASSERT_EQ(pthread_create(&thread, NULL, interrupt_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    ASSERT_TRUE(!interrupted);
}
