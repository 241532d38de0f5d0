/* asyncio's cases of test_unix_events.py about signals and fork. */
#include "conformance.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static char word[] = "handled";

static int note(void *text)
{
    say("%s", (const char *)text);
    return 0;
}

static int caught_before;

static void catch_before(int number)
{
    caught_before = number;
}

CONFORMS(SelectorEventLoopSignalTests, test_check_signal)
{
    ASSERT_EQ(co_add_signal_handler(NSIG + 1, note, word), -EINVAL);
    ASSERT_EQ(co_remove_signal_handler(-1), -EINVAL);
    return 0;
}

CONFORMS(SelectorEventLoopSignalTests, test_handle_signal_no_handler)
{
    signal(SIGUSR1, catch_before);
    await(co_add_signal_handler(SIGUSR1, note, word));
    raise(SIGUSR1);
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 1);
    await(turns(3));
    SAID("");
    return 0;
}

CONFORMS(SelectorEventLoopSignalTests, test_handle_signal_cancelled_handler)
{
    signal(SIGUSR1, catch_before);
    await(co_add_signal_handler(SIGUSR1, note, word));
    ASSERT_EQ(co_remove_signal_handler(SIGUSR1), 1);
    raise(SIGUSR1);
    await(turns(3));
    SAID("");
    ASSERT_EQ(caught_before, SIGUSR1);
    return 0;
}

CONFORMS(SelectorEventLoopSignalTests, test_add_signal_handler)
{
    await(co_add_signal_handler(SIGHUP, note, word));
    raise(SIGHUP);
    await(turns(3));
    SAID("handled");
    return 0;
}

CONFORMS(SelectorEventLoopSignalTests, test_remove_signal_handler)
{
    struct sigaction now;

    await(co_add_signal_handler(SIGHUP, note, word));
    ASSERT_EQ(co_remove_signal_handler(SIGHUP), 1);
    ASSERT_EQ(co_remove_signal_handler(SIGHUP), 0);
    sigaction(SIGHUP, NULL, &now);
    ASSERT_TRUE(now.sa_handler == SIG_DFL);
    return 0;
}

CONFORMS(SelectorEventLoopSignalTests, test_remove_signal_handler_2)
{
    signal(SIGINT, catch_before);
    await(co_add_signal_handler(SIGINT, note, word));
    await(co_add_signal_handler(SIGUSR1, note, word));
    ASSERT_EQ(co_remove_signal_handler(SIGINT), 1);
    raise(SIGINT);
    ASSERT_EQ(caught_before, SIGINT);
    raise(SIGUSR1);
    await(turns(3));
    SAID("handled");
    return 0;
}

ASYNC(leaves_handlers)
{
    await(co_add_signal_handler(SIGUSR1, note, word));
    return co_add_signal_handler(SIGHUP, note, word);
}

CONFORMS_RUNNING(SelectorEventLoopSignalTests, test_close)
{
    struct sigaction now;

    ASSERT_EQ(run(CORO(leaves_handlers)), 0);
    sigaction(SIGUSR1, NULL, &now);
    ASSERT_TRUE(now.sa_handler == SIG_DFL);
    sigaction(SIGHUP, NULL, &now);
    ASSERT_TRUE(now.sa_handler == SIG_DFL);
}

/* ---- Fork ---- */

/* Run the function in a child process, and return its result. */
static int in_child(int (*function)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(function());
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int has_no_loop(void)
{
    return co_get_running_loop() == NULL && co_current_task() == NULL && co_sleep(1) == -EPERM;
}

CONFORMS(TestFork, test_fork_not_share_event_loop)
{
    ASSERT_EQ(in_child(has_no_loop), 1);
    ASSERT_TRUE(co_get_running_loop() != NULL);
    return co_sleep(1);
}

static int raise_in_child(void)
{
    raise(SIGUSR1);
    return 1;
}

CONFORMS(TestFork, test_fork_signal_handling)
{
    await(co_add_signal_handler(SIGUSR1, note, word));
    ASSERT_EQ(in_child(raise_in_child), -SIGUSR1);
    await(turns(3));
    SAID("");
    raise(SIGUSR1);
    await(turns(3));
    SAID("handled");
    return 0;
}

static int run_in_child(void)
{
    return run(CORO(sleeper, 1, 42));
}

CONFORMS(TestFork, test_fork_asyncio_run)
{
    ASSERT_EQ(in_child(run_in_child), 42);
    return 0;
}
