/* src/io/process/child_watch.c: how the end of a child is noticed. */
#include "io/process_scenario.h"

/* ---- The status ---- */

static int report_lost(void *context, const struct co_report *report)
{
    (void)context;
    say("%s", strstr(report->message, "was waited for by somebody else") ? "reported" : "?");
    return 0;
}

ASYNC(lose_a_child)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "read line; exit 5", &piped));
    io_stream_close(io_process_input(process));
    ASSERT_EQ(waitpid(io_process_id(process), &status, 0), io_process_id(process));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 255);
    ASSERT_EQ(io_process_kill(process), -ESRCH);
    await(io_process_end(process, &status));
    ASSERT_EQ(status, 255);
    io_process_release(process);
    return 0;
}

TEST(child_reaped_by_other_code_counts_as_255_and_is_reported)
{
    struct co_options options = { .report = report_lost };

    for (int i = 0; i < 4; i++) {
        options.clock = i % 2 ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL;
        child_watch_without_pidfd(i >= 2);
        ASSERT_EQ(co_run(CORO(lose_a_child), &options), 0);
        SAID("reported");
    }
}

static void on_alarm(int number)
{
    (void)number;
}

ASYNC(finish_although_interrupted)
{
    struct sigaction interrupts = { .sa_handler = on_alarm }; /* (and restarts nothing) */
    struct itimerval soon = { .it_value.tv_usec = 20000 };
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "sleep 0.2; exit 4", NULL));
    ASSERT_EQ(sigaction(SIGALRM, &interrupts, NULL), 0);
    ASSERT_EQ(setitimer(ITIMER_REAL, &soon, NULL), 0);
    child_watch_finish(process);
    ASSERT_TRUE(io_process_ended(process, &status));
    ASSERT_EQ(status, 4);
    io_process_release(process);
    return 0;
}

TEST(end_of_a_child_is_noticed_when_the_program_gets_a_signal)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(finish_although_interrupted)), 0);
}

/* ---- Without a pidfd ---- */

ASYNC(all_at_once)
{
    struct io_process *processes[5];
    struct co_task *tasks[5];
    static const char *const names[] = { "a", "b", "c", "d", "e" };

    for (int i = 0; i < 5; i++) {
        await(io_create_subprocess_shell(&processes[i], "read line; exit 3", &piped));
        tasks[i] = co_create_task(CORO(say_status, processes[i], names[i]));
    }
    await(turns(2));
    for (int i = 0; i < 5; i++)
        io_stream_close(io_process_input(processes[i]));
    await(GATHER_TASKS(tasks));
    for (int i = 0; i < 5; i++) {
        io_process_release(processes[i]);
        ASSERT_TRUE(strstr(words, names[i]));
    }
    await(CALL(say_what, "exit 6", NULL));
    return 0;
}

TEST(children_are_waited_for_without_pidfd)
{
    child_watch_without_pidfd(true);
    for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++) {
        words[0] = '\0';
        ASSERT_EQ(run_on((enum co_clock)clock, CORO(all_at_once)), 0);
        ASSERT_TRUE(strstr(words, "a:3") && strstr(words, "e:3") && strstr(words, "=6"));
    }
}

static int our_status;

ASYNC(beside_anothers_child)
{
    int other = fork();

    if (other == 0)
        _exit(9);
    await(CALL(all_at_once));
    ASSERT_EQ(waitpid(other, &our_status, 0), other);
    ASSERT_EQ(WEXITSTATUS(our_status), 9);
    return 0;
}

TEST(children_of_other_code_are_not_reaped)
{
    for (int i = 0; i < 4; i++) {
        child_watch_without_pidfd(i >= 2);
        ASSERT_EQ(run_on(i % 2 ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL, CORO(beside_anothers_child)), 0);
    }
}
