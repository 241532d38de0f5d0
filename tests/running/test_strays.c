#include "run/strays.h"

#include "check/children.h"

#include "test.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS INT64_C(1000000000)

/* The end of a pipe that no process has open any more is at its end. */
static void assert_nothing_has_it_open(int pipe_end)
{
    struct pollfd poll_end = { .fd = pipe_end, .events = POLLIN };

    ASSERT_EQ(poll(&poll_end, 1, 0), 1);
    ASSERT_EQ(poll_end.revents & (POLLIN | POLLHUP), POLLHUP);
    close(pipe_end);
}

static int begin_a_process_and_crash(void *arguments)
{
    (void)arguments;
    pid_t process = fork();

    if (process == 0)
        for (;;)
            pause();
    setpgid(process, process);
    abort();
}

TEST(process_of_a_demo_that_crashes_is_ended)
{
    struct demo demo = { .main = begin_a_process_and_crash };
    struct child child = { .demo = &demo, .clock = CO_CLOCK_VIRTUAL, .time_limit = 60 * SECONDS };
    struct rlimit no_core = { 0 };
    int ends[2];

    setrlimit(RLIMIT_CORE, &no_core);
    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(children_run(&child, 1, 0, NULL), 0);
    close(ends[1]);
    ASSERT_EQ(child.end, CHILD_SIGNALLED);
    assert_nothing_has_it_open(ends[0]);
    child_free(&child);
}

/* The command inherits the pipe, and so does what it leaves behind. */
static void run_and_expect_no_process(const char *command, int64_t limit, enum child_end end)
{
    const struct shell_call call = { .command = command, .limit = 100 * SECONDS };
    struct child child = { .command = &call, .clock = CO_CLOCK_REAL, .time_limit = limit };
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(children_run(&child, 1, 0, NULL), 0);
    close(ends[1]);
    ASSERT_EQ(child.end, end);
    assert_nothing_has_it_open(ends[0]);
    child_free(&child);
}

TEST(command_that_kills_its_parent_is_ended)
{
    run_and_expect_no_process("kill -9 $PPID; exec sleep 100", 100 * SECONDS, CHILD_SIGNALLED);
}

TEST(daemon_of_a_command_that_kills_its_parent_is_ended)
{
    run_and_expect_no_process("setsid sh -c 'sleep 100 & sleep 100' & sleep 0.1; kill -9 $PPID",
                              100 * SECONDS, CHILD_SIGNALLED);
}

TEST(command_is_ended_with_its_process)
{
    run_and_expect_no_process("exec sleep 100", SECONDS / 20, CHILD_TIMED_OUT);
}

TEST(strays_spare_the_children_that_were_there_before)
{
    pid_t others[40];

    for (int i = 0; i < 40; i++) {
        others[i] = fork();
        if (others[i] == 0)
            for (;;)
                pause();
    }
    run_and_expect_no_process("kill -9 $PPID; exec sleep 100", 100 * SECONDS, CHILD_SIGNALLED);
    for (int i = 0; i < 40; i++) {
        ASSERT_EQ(waitpid(others[i], NULL, WNOHANG), 0);
        kill(others[i], SIGKILL);
        waitpid(others[i], NULL, 0);
    }
}
