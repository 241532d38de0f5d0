/* asyncio's cases of test_unix_events.py about children and their end. */
#include "conformance.h"
#include "io/process/child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each case runs with and without Linux's own way to watch children, on both clocks. */
static void run_everywhere(struct co_coro main, const char *said)
{
    for (int i = 0; i < 4; i++) {
        struct co_options options = { .clock = i % 2 ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL,
                                      .report = say_report };

        test_note("%s, %s", i % 2 ? "real" : "virtual", i >= 2 ? "without pidfd" : "with pidfd");
        child_watch_without_pidfd(i >= 2);
        ASSERT_EQ(co_run(main, &options), 0);
        SAID(said);
    }
}

/* Ends with this status when its input is closed. */
ASYNC(start, struct io_process **process; const char *command;)
{
    return io_create_subprocess_shell(my->process, my->command,
                                      &(struct io_process_options){ .input = IO_PIPE });
}

ASYNC(say_status, struct io_process *process; const char *name;)
{
    int status;

    await(io_process_wait(my->process, &status));
    say("%s:%d", my->name, status);
    return 0;
}

/* Wait until the system knows that the child has ended. */
static void await_end(const struct io_process *process)
{
    siginfo_t ended;

    ASSERT_EQ(waitid(P_PID, (id_t)io_process_id(process), &ended, WEXITED | WNOWAIT), 0);
}

ASYNC(one_child)
{
    struct io_process *process;
    int id;

    await(CALL(start, &process, "read line; exit 12"));
    id = io_process_id(process);
    struct co_task *task = co_create_task(CORO(say_status, process, "a"));
    await(turns(2));
    SAID("");
    io_stream_close(io_process_input(process));
    await(co_await(task));
    io_process_release(process);
    ASSERT_EQ(waitpid(id, NULL, WNOHANG), -1);
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld)
{
    run_everywhere(CORO(one_child), "a:12");
}

ASYNC(one_after_the_other)
{
    struct io_process *a, *b;

    await(CALL(start, &a, "read line; exit 1"));
    await(CALL(start, &b, "read line; exit 2"));
    struct co_task *tasks[] = { co_create_task(CORO(say_status, a, "a")),
                                co_create_task(CORO(say_status, b, "b")) };
    await(turns(2));
    io_stream_close(io_process_input(b));
    await(co_await(tasks[1]));
    io_stream_close(io_process_input(a));
    await(co_await(tasks[0]));
    io_process_release(a);
    io_process_release(b);
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld_two_children)
{
    run_everywhere(CORO(one_after_the_other), "b:2 a:1");
}

ASYNC(together)
{
    struct io_process *a, *b;
    sigset_t child;

    await(CALL(start, &a, "read line; exit 1"));
    await(CALL(start, &b, "read line; exit 2"));
    struct co_task *tasks[] = { co_create_task(CORO(say_status, a, "a")),
                                co_create_task(CORO(say_status, b, "b")) };
    await(turns(2));
    /* Both have ended before the signal of the first can arrive. */
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    io_stream_close(io_process_input(a));
    io_stream_close(io_process_input(b));
    await_end(a);
    await_end(b);
    sigprocmask(SIG_UNBLOCK, &child, NULL);
    await(GATHER_TASKS(tasks));
    io_process_release(a);
    io_process_release(b);
    ASSERT_TRUE(strstr(words, "a:1") && strstr(words, "b:2"));
    words[0] = '\0';
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld_two_children_terminating_together)
{
    run_everywhere(CORO(together), "");
}

ASYNC(ended_before)
{
    struct io_process *process;

    await(CALL(start, &process, "exit 3"));
    await_end(process);
    await(CALL(say_status, process, "a"));
    io_process_release(process);
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld_race_condition)
{
    run_everywhere(CORO(ended_before), "a:3");
}

static int say_lost(void *context, const struct co_report *report)
{
    (void)context;
    say(report->kind == CO_REPORT_OTHER ? "reported" : "?");
    return 0;
}

ASYNC(reaped_elsewhere)
{
    struct io_process *process;

    await(CALL(start, &process, "read line; exit 3"));
    io_stream_close(io_process_input(process));
    ASSERT_TRUE(waitpid(io_process_id(process), NULL, 0) > 0);
    await(CALL(say_status, process, "a"));
    io_process_release(process);
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld_child_reaped_elsewhere)
{
    for (int i = 0; i < 4; i++) {
        struct co_options options = { .clock = i % 2 ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL,
                                      .report = say_lost };

        child_watch_without_pidfd(i >= 2);
        ASSERT_EQ(co_run(CORO(reaped_elsewhere), &options), 0);
        SAID("reported a:255");
    }
}

ASYNC(beside_a_stranger)
{
    struct io_process *process;
    int stranger = fork(), status;

    if (stranger == 0)
        _exit(9);
    await(CALL(start, &process, "exit 4"));
    await(CALL(say_status, process, "a"));
    io_process_release(process);
    ASSERT_EQ(waitpid(stranger, &status, 0), stranger);
    ASSERT_EQ(WEXITSTATUS(status), 9);
    return 0;
}

CONFORMS_RUNNING(ChildWatcherTestsMixin, test_sigchld_unknown_pid_during_registration)
{
    run_everywhere(CORO(beside_a_stranger), "a:4");
}
