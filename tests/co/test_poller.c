#include "scenario.h"

#include "co/outside.h"

#include <ev.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

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

ASYNC(sleep_until_interrupted)
{
    interrupt_in(0.02);
    return co_sleep(1000);
}

TEST(interrupt_wakes_a_loop_that_sleeps_in_real_time)
{
    double before = wall_clock();

    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_EQ(run_on(CO_CLOCK_PACED, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_TRUE(wall_clock() - before < 15);
}

/* ---- Descriptors ---- */

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

TEST(real_run_alone_fails_without_descriptors)
{
    ASSERT_EQ(run_short_of_descriptors(3), 0);
    for (rlim_t left = 2; left > 0; left--) {
        int rc = run_short_of_descriptors(left);

        ASSERT_TRUE(rc == 0 || rc == -EMFILE);
    }
    ASSERT_EQ(run_short_of_descriptors(0), -EMFILE);
}

/* ---- Watchers of the user's own libev loop ---- */

static struct co_task *answer;
static struct ev_loop *users_loop;
static ev_timer users_timer;

/* It is due after some milliseconds, and so not before main awaits the answer. */
static void start_users_timer(void)
{
    ev_now_update(users_loop);
    ev_timer_start(users_loop, &users_timer);
}

static void answer_now(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)ev, (void)timer, (void)events;
    co_future_set_result(answer, 42);
}

/* A run in a loop of libev in which main starts a timer. */
static int run_with_timer(struct co_coro main, void (*due)(struct ev_loop *, ev_timer *, int))
{
    users_loop = ev_loop_new(0);
    struct co_options options = { .ev_loop = users_loop };

    ev_timer_init(&users_timer, due, 0.01, 0.);
    int rc = co_run(main, &options);
    ev_timer_stop(users_loop, &users_timer);
    ev_loop_destroy(users_loop);
    return rc;
}

ASYNC(await_answer)
{
    answer = co_future_create("answer");
    start_users_timer();
    return co_await(answer);
}

TEST(watcher_of_the_user_completes_the_future_that_main_awaits)
{
    ASSERT_EQ(run_with_timer(CORO(await_answer), answer_now), 42);
}

static int answer_in_callback(void *unused)
{
    (void)unused;
    return co_future_set_result(answer, 42);
}

static void answer_soon(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)ev, (void)timer, (void)events;
    ASSERT_EQ(co_call_soon(answer_in_callback, NULL), 0);
}

static void answer_later(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)ev, (void)timer, (void)events;
    ASSERT_TRUE(co_call_later(0.001, answer_in_callback, NULL));
}

TEST(watcher_of_the_user_can_schedule_callbacks)
{
    ASSERT_EQ(run_with_timer(CORO(await_answer), answer_soon), 42);
    ASSERT_EQ(run_with_timer(CORO(await_answer), answer_later), 42);
}

/* It never lets the loop sleep. */
ASYNC(turn_until_answered)
{
    answer = co_future_create("answer");
    start_users_timer();
    while (!co_task_done(answer))
        await(co_sleep(0));
    return co_await(answer);
}

TEST(watchers_of_the_user_are_called_while_tasks_are_busy)
{
    ASSERT_EQ(run_with_timer(CORO(turn_until_answered), answer_now), 42);
}

/* ---- System calls ---- */

static int looks, changes;

/* In place of the C library's, for libev. */
int epoll_wait(int epoll, struct epoll_event *events, int count, int timeout)
{
    looks++;
    return (int)syscall(SYS_epoll_pwait, epoll, events, count, timeout, NULL, 8);
}

int epoll_ctl(int epoll, int operation, int descriptor, struct epoll_event *event)
{
    changes++;
    return (int)syscall(SYS_epoll_ctl, epoll, operation, descriptor, event);
}

enum { MESSAGES = 200 };

/* The two wait as streams do, which close no descriptor behind the loop's back. */
ASYNC(asks, int socket;)
{
    char byte = 'x';

    for (int i = 0; i < MESSAGES; i++) {
        ASSERT_EQ(write(my->socket, &byte, 1), 1);
        await(co_wait_descriptor(my->socket, CO_READING, 0, NULL));
        ASSERT_EQ(read(my->socket, &byte, 1), 1);
    }
    return 0;
}

ASYNC(answers, int socket;)
{
    char byte;

    for (int i = 0; i < MESSAGES; i++) {
        await(co_wait_descriptor(my->socket, CO_READING, 0, NULL));
        ASSERT_EQ(read(my->socket, &byte, 1), 1);
        ASSERT_EQ(write(my->socket, &byte, 1), 1);
    }
    return 0;
}

ASYNC(talk, struct co_coro asks; struct co_coro answers; const int *sockets;)
{
    int rc = GATHER(my->asks, my->answers);

    co_descriptor_close(my->sockets[0]);
    co_descriptor_close(my->sockets[1]);
    return rc;
}

TEST(message_costs_one_look_and_no_change)
{
    int sockets[2];

    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets), 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL,
                     CORO(talk, CORO(asks, sockets[0]), CORO(answers, sockets[1]), sockets)),
              0);
    test_note("%d looks and %d changes for %d messages", looks, changes, 2 * MESSAGES);
    ASSERT_TRUE(looks >= 2 * MESSAGES && looks < 2 * MESSAGES + 20);
    ASSERT_TRUE(changes < 20);
}
