#include "cli/process.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

static int state;

static int set_state(void *context)
{
    state = *(int *)context;
    return state;
}

TEST(exit_code_of_the_child_is_returned)
{
    ASSERT_EQ(process_call("lock", set_state, &(int){ 3 }), 3);
    ASSERT_EQ(state, 0);
}

static int print(void *context)
{
    (void)context;
    printf("child\n");
    return 0;
}

TEST(earlier_output_is_printed_once)
{
    static struct capture capture;

    capture_begin(&capture, stdout);
    printf("before\n");
    process_call("lock", print, NULL);
    printf("behind\n");
    ASSERT_STR_EQ(capture_end(&capture), "before\nchild\nbehind\n");
}

static int die(void *context)
{
    (void)context;
    raise(SIGKILL);
    return 0;
}

TEST(signal_that_ends_the_child_is_named)
{
    static struct capture capture;

    capture_begin(&capture, stderr);
    ASSERT_EQ(process_call("lock", die, NULL), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(capture_end(&capture), "lock: a signal ended the run: Killed.\n");
}

static int interrupt_parent(void *context)
{
    sigset_t signals;
    int got;

    /* Blocked, so that it cannot come before the wait. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    kill(getppid(), SIGTERM);
    if (sigwait(&signals, &got) == 0 && got == SIGTERM)
        (void)!write(*(int *)context, "passed on", 9);
    return 0;
}

TEST(signal_of_another_process_is_passed_on)
{
    char bytes[16] = "";
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(process_call("lock", interrupt_parent, &ends[1]), EXIT_INTERRUPTED);
    ASSERT_EQ(read(ends[0], bytes, sizeof bytes - 1), 9);
    ASSERT_STR_EQ(bytes, "passed on");
    close(ends[0]);
    close(ends[1]);
}

TEST(second_signal_does_not_end_what_comes_behind)
{
    static const int ignored[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action;
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(process_call("lock", interrupt_parent, &ends[1]), EXIT_INTERRUPTED);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        sigaction(ignored[i], NULL, &action);
        ASSERT_TRUE(action.sa_handler == SIG_IGN);
    }
    sigaction(SIGQUIT, NULL, &action);
    ASSERT_TRUE(action.sa_handler == SIG_DFL);
    close(ends[0]);
    close(ends[1]);
}

static int report_disposition(void *context)
{
    struct sigaction action;

    (void)context;
    sigaction(SIGINT, NULL, &action);
    return action.sa_handler == SIG_IGN ? 1 : action.sa_handler == SIG_DFL ? 0 : 9;
}

TEST(ignored_signal_stays_ignored)
{
    ASSERT_EQ(process_call("lock", report_disposition, NULL), 0);
    signal(SIGINT, SIG_IGN);
    ASSERT_EQ(process_call("lock", report_disposition, NULL), 1);
    signal(SIGINT, SIG_DFL);
    ASSERT_EQ(process_call("lock", report_disposition, NULL), 0);
}

TEST(handlers_and_masks_are_restored)
{
    struct sigaction action;
    sigset_t mask;

    process_call("lock", set_state, &(int){ 0 });
    sigaction(SIGTERM, NULL, &action);
    ASSERT_TRUE(action.sa_handler == SIG_DFL);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ASSERT_TRUE(!sigismember(&mask, SIGTERM) && !sigismember(&mask, SIGINT));
}

TEST(failed_fork_is_reported)
{
    static struct capture capture;
    struct rlimit limit, none;

    if (RUNNING_ON_VALGRIND)
        test_skip("Valgrind crashes when fork() fails");
    if (geteuid() == 0 && setuid(65534) != 0)
        test_skip("the number of processes is not limited for this user");
    ASSERT_EQ(getrlimit(RLIMIT_NPROC, &limit), 0);
    none = limit;
    none.rlim_cur = 1;
    ASSERT_EQ(setrlimit(RLIMIT_NPROC, &none), 0);
    capture_begin(&capture, stderr);
    ASSERT_EQ(process_call("lock", set_state, &(int){ 0 }), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(capture_end(&capture),
                  "lock: the process for the run could not be made: Resource temporarily unavailable.\n");
    setrlimit(RLIMIT_NPROC, &limit);
}
