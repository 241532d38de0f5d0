/* When a process counts as idle, for processes in a known state. */
#include "test.h"

#include "io/process/child.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t asleep;

static bool is_asleep(void *argument, pid_t process)
{
    (void)argument;
    return process == asleep;
}

static bool rests(pid_t group)
{
    return child_group_is_idle(group, is_asleep, NULL);
}

/* A process with a group of its own that does this. */
static pid_t start(void (*what)(void))
{
    pid_t process = fork();

    if (process == 0) {
        setpgid(0, 0);
        alarm(60); /* should the case fail */
        what();
        _exit(0);
    }
    setpgid(process, process);
    return process;
}

static void end(pid_t group)
{
    kill(-group, SIGKILL);
    waitpid(group, NULL, 0);
}

/* The process becomes idle after some time. */
static void expect_rest(void (*what)(void))
{
    pid_t group = start(what);

    while (!rests(group))
        sched_yield();
    end(group);
}

/* It never does: looked at for a while, and many times. */
static void expect_unrest(void (*what)(void))
{
    struct timespec moment = { 0, 1000000 };
    pid_t group = start(what);

    for (int i = 0; i < 100; i++) {
        ASSERT_TRUE(!rests(group));
        nanosleep(&moment, NULL);
    }
    end(group);
}

static void read_pipe(void)
{
    int ends[2];
    char byte;

    if (pipe(ends) < 0 || read(ends[0], &byte, 1) < 0)
        _exit(1);
}

static void fill_pipe(void)
{
    static char much[4096];
    int ends[2];

    if (pipe(ends) < 0)
        _exit(1);
    while (write(ends[1], much, sizeof much) > 0)
        ;
}

static void be_busy(void)
{
    for (;;)
        ;
}

static void sleep_for_real(void)
{
    sleep(1000);
}

static void poll_for_a_while(void)
{
    poll(NULL, 0, 1000000);
}

static void wait_for_signal(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigsuspend(&none);
}

/* As `timeout` does. */
static void wait_for_timer(void)
{
    struct itimerspec when = { .it_value.tv_sec = 1000 };
    timer_t timer;

    timer_create(CLOCK_REALTIME, NULL, &timer);
    timer_settime(timer, 0, &when, NULL);
    wait_for_signal();
}

static void wait_for(void (*what)(void))
{
    if (fork() == 0) {
        what();
        _exit(0);
    }
    wait(NULL);
}

static void wait_for_reader(void)
{
    wait_for(read_pipe);
}

static void wait_for_busy_one(void)
{
    wait_for(be_busy);
}

static void leave_busy_one(void)
{
    if (fork() == 0)
        be_busy();
}

static void stop(void)
{
    raise(SIGSTOP);
}

static void *read_in_thread(void *nothing)
{
    read_pipe();
    return nothing;
}

static void *be_busy_in_thread(void *nothing)
{
    be_busy();
    return nothing;
}

static void read_with_two_threads(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, read_in_thread, NULL);
    read_pipe();
}

static void read_beside_busy_thread(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, be_busy_in_thread, NULL);
    read_pipe();
}

static void read_socket(void)
{
    int pair[2];
    char byte;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || read(pair[0], &byte, 1) < 0)
        _exit(1);
}

static void end_at_once(void)
{
}

TEST(process_is_idle_when_it_reads_from_an_empty_pipe)
{
    expect_rest(read_pipe);
}

TEST(process_is_idle_when_it_writes_to_a_full_pipe)
{
    expect_rest(fill_pipe);
}

TEST(process_is_idle_when_it_waits_for_a_signal)
{
    expect_rest(wait_for_signal);
}

TEST(process_is_busy_when_it_has_a_timer_of_its_own)
{
    expect_unrest(wait_for_timer);
}

TEST(process_is_idle_when_it_is_stopped)
{
    expect_rest(stop);
}

TEST(process_is_idle_when_it_has_ended)
{
    expect_rest(end_at_once);
}

TEST(process_is_busy_when_it_runs)
{
    expect_unrest(be_busy);
}

TEST(process_is_busy_when_it_waits_for_real_time)
{
    expect_unrest(sleep_for_real);
    expect_unrest(poll_for_a_while);
}

/* Any program may write to the socket. */
TEST(process_is_busy_when_it_reads_from_a_socket)
{
    expect_unrest(read_socket);
}

TEST(process_that_waits_for_a_child_is_idle_when_the_child_is)
{
    expect_rest(wait_for_reader);
    expect_unrest(wait_for_busy_one);
}

TEST(process_left_behind_in_a_group_counts)
{
    expect_unrest(leave_busy_one);
}

TEST(threads_of_a_process_all_count)
{
    expect_rest(read_with_two_threads);
    expect_unrest(read_beside_busy_thread);
}

TEST(process_in_a_known_sleep_is_idle_when_it_waits)
{
    pid_t group = start(sleep_for_real);

    asleep = group;
    while (!rests(group))
        sched_yield();
    asleep = 0;
    ASSERT_TRUE(!rests(group));
    end(group);
    group = asleep = start(be_busy);
    ASSERT_TRUE(!rests(group));
    end(group);
}

TEST(process_left_in_a_group_is_seen_until_it_has_ended)
{
    pid_t group = start(leave_busy_one);

    while (!child_group_has_others(group))
        sched_yield();
    kill(-group, SIGKILL);
    while (child_group_has_others(group))
        sched_yield();
    waitpid(group, NULL, 0);
}

/* ---- Their order ---- */

enum { FIRST, OF_FIRST, SECOND, MADE };
static volatile pid_t *made; /* shared with them */

static pid_t make(int which)
{
    pid_t process = fork();

    if (process == 0)
        made[which] = getpid();
    return process;
}

static void make_some(void)
{
    if (make(FIRST) == 0)
        make(OF_FIRST);
    else
        make(SECOND);
    for (;;)
        pause();
}

static bool are_made(void)
{
    for (int i = 0; i < MADE; i++)
        if (!made[i])
            return false;
    return true;
}

TEST(processes_are_ordered_by_ancestors_and_by_creation)
{
    uint32_t ancestors[MADE][4];
    pid_t group;

    made = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    group = start(make_some);
    while (!are_made())
        sched_yield();
    for (int i = 0; i < MADE; i++)
        child_group_ancestors(group, made[i], ancestors[i], 4);
    end(group);
    ASSERT_TRUE(ancestors[FIRST][0] && !ancestors[FIRST][1]);
    ASSERT_TRUE(ancestors[OF_FIRST][0] == ancestors[FIRST][0] && ancestors[OF_FIRST][1]);
    ASSERT_TRUE(ancestors[SECOND][0] > ancestors[FIRST][0] && !ancestors[SECOND][1]);
}

TEST(leader_of_a_group_has_no_ancestors_in_it)
{
    pid_t group = start(read_pipe);
    uint32_t ancestors[2];

    child_group_ancestors(group, group, ancestors, 2);
    ASSERT_TRUE(!ancestors[0] && !ancestors[1]);
    end(group);
}
