/* src/io/process/process.c: waiting for children, signals to them, and their end. Children behave
 * alike on both clocks, unless a case says otherwise. */
#include "io/process_scenario.h"

/* ---- Waiting ---- */

TEST_ON_BOTH_CLOCKS(child_may_have_any_number_of_waiters)
{
    struct io_process *process;
    int status = -1;

    await(io_create_subprocess_shell(&process, "read line; exit 3", &piped));
    ASSERT_TRUE(!io_process_ended(process, &status));
    struct co_task *tasks[] = { co_create_task(CORO(say_status, process, "a")),
                                co_create_task(CORO(say_status, process, "b")) };
    await(turns(2));
    io_stream_close(io_process_input(process));
    await(CALL(say_status, process, "c"));
    await(GATHER_TASKS(tasks));
    SAID("a:3 b:3 c:3");
    ASSERT_TRUE(io_process_ended(process, &status));
    ASSERT_EQ(status, 3);
    await(CALL(say_status, process, "once more"));
    SAID("once more:3");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(cancelled_wait_does_not_end_the_child)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "read line; exit 3", &piped));
    struct co_task *task = co_create_task(CORO(say_status, process, "cancelled"));
    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(!io_process_ended(process, NULL));
    io_stream_close(io_process_input(process));
    await(CALL(say_status, process, "end"));
    SAID("end:3");
    io_process_release(process);
    return 0;
}

/* A grandchild has them. */
TEST_ON_BOTH_CLOCKS(wait_for_a_child_does_not_wait_for_its_pipes)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "exec 3<&0; cat <&3 & exit 4", &piped));
    await(CALL(say_status, process, "end"));
    SAID("end:4");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(output_can_be_read_after_the_end)
{
    struct io_process *process;
    const char *data;

    await(io_create_subprocess_shell(&process, "echo late", &output_piped));
    await(CALL(say_status, process, "end"));
    await(io_stream_read_all(io_process_output(process), &data));
    ASSERT_STR_EQ(data, "late\n");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(ended_child_is_noticed_without_a_wait)
{
    struct io_process *process;
    int status = 0;

    await(io_create_subprocess_shell(&process, "exit 5", NULL));
    while (!io_process_ended(process, &status))
        await(co_sleep(0.001));
    ASSERT_EQ(status, 5);
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(patience_with_a_child_has_to_be_a_number)
{
    struct io_process_options options = { .patience = NAN };
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_shell(&process, "true", &options), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a patience that is not a number");
    ASSERT_TRUE(!process);
    options.patience = CO_FOREVER;
    await(CALL(say_what, "exit 7", &options));
    SAID("=7");
    return 0;
}

/* ---- Signals ---- */

TEST_ON_BOTH_CLOCKS(child_gets_the_signals_that_it_is_sent)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(io_process_send_signal(process, SIGHUP), 0);
    await(CALL(say_status, process, "hup"));
    io_process_release(process);
    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(io_process_terminate(process), 0);
    await(CALL(say_status, process, "term"));
    io_process_release(process);
    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(io_process_kill(process), 0);
    await(CALL(say_status, process, "kill"));
    SAID("hup:-1 term:-15 kill:-9");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(ended_child_gets_no_signals)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "true", NULL));
    await(CALL(say_status, process, "end"));
    ASSERT_EQ(io_process_kill(process), -ESRCH);
    ASSERT_STR_EQ(co_text(), "the process has ended");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(bad_signal_number_is_refused)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(io_process_send_signal(process, 1000), -EINVAL);
    ASSERT_EQ(io_process_send_signal(process, -9), -EINVAL);
    io_process_release(process);
    return 0;
}

/* ---- Ending a group ---- */

TEST_ON_BOTH_CLOCKS(group_of_a_child_is_ended_as_a_whole)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "exec 3<&0; cat <&3 & cat <&3 & wait", &piped));
    await(io_process_end(process, &status));
    ASSERT_EQ(status, -SIGTERM);
    ASSERT_TRUE(!child_group_has_others(io_process_id(process)));
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_that_ignores_sigterm_is_killed_after_the_patience)
{
    struct io_process *process;
    const char *line;
    double before;
    int status;

    await(io_create_subprocess_shell(
        &process, "trap '' TERM; echo ready; while :; do read line; done",
        &(struct io_process_options){ .input = IO_PIPE, .output = IO_PIPE, .patience = 0.05 }));
    await(io_stream_readline(io_process_output(process), &line));
    before = co_time();
    await(io_process_end(process, &status));
    ASSERT_EQ(status, -SIGKILL);
    ASSERT_TRUE(co_time() - before >= 0.05 && co_time() - before < 0.3);
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(stopped_child_gets_the_request_to_end)
{
    struct io_process *process;
    const char *line;
    int status;

    await(io_create_subprocess_shell(
        &process, "trap 'exit 7' TERM; echo ready; kill -STOP $$; while :; do read x; done",
        &(struct io_process_options){ .input = IO_PIPE, .output = IO_PIPE, .patience = 20 }));
    await(io_stream_readline(io_process_output(process), &line));
    await(io_process_end(process, &status));
    ASSERT_EQ(status, 7);
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(process_left_behind_in_a_group_is_ended)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "exec 3<&0; cat <&3 & exit 2", &piped));
    await(CALL(say_status, process, "end"));
    ASSERT_TRUE(child_group_has_others(io_process_id(process)));
    await(io_process_end(process, &status));
    ASSERT_EQ(status, 2);
    ASSERT_TRUE(!child_group_has_others(io_process_id(process)));
    io_process_release(process);
    return 0;
}

ASYNC(end_it, struct io_process *process;)
{
    int status;
    int rc = io_process_end(my->process, &status);

    say("%s:%d", rc < 0 ? co_error_name(rc) : "ok", status);
    return rc;
}

TEST_ON_BOTH_CLOCKS(group_is_ended_when_the_ending_task_is_cancelled)
{
    struct io_process *process;
    const char *line;

    words[0] = '\0';
    await(io_create_subprocess_shell(
        &process, "trap '' TERM; echo ready; while :; do read line; done",
        &(struct io_process_options){ .input = IO_PIPE, .output = IO_PIPE, .patience = 0.05 }));
    await(io_stream_readline(io_process_output(process), &line));
    struct co_task *task = co_create_task(CORO(end_it, process));
    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("CancelledError:-9");
    io_process_release(process);
    return 0;
}

/* ---- Giving up ---- */

TEST_ON_BOTH_CLOCKS(end_of_a_group_stops_when_its_handle_is_released)
{
    struct io_process *process;
    const char *line;

    words[0] = '\0';
    await(io_create_subprocess_shell(
        &process, "trap '' TERM; echo ready; while :; do read line; done", &piped));
    await(io_stream_readline(io_process_output(process), &line));
    struct co_task *task = co_create_task(CORO(end_it, process));
    await(turns(2));
    io_process_release(process);
    ASSERT_EQ(co_await(task), -EBADF);
    return 0;
}

static bool exists(int process)
{
    return kill(process, 0) == 0;
}

TEST_ON_BOTH_CLOCKS(released_handle_ends_its_child)
{
    struct io_process *process;
    int id;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    id = io_process_id(process);
    ASSERT_TRUE(exists(id));
    io_process_release(process);
    ASSERT_TRUE(!exists(id));
    io_process_release(NULL);
    return 0;
}

/* A command whose grandchild ends by a signal alone. A reader of a pipe of ours would end when we
 * close the pipe; this one holds its pipe open itself. */
static const char *leave_a_reader(const char *rest)
{
    static char command[512];
    const char *folder = test_folder();

    snprintf(command, sizeof command, "rm -f %s/pipe; mkfifo %s/pipe; cat <>%s/pipe & %s", folder,
             folder, folder, rest);
    return command;
}

/* A killed process needs a moment to go. */
static bool group_has_gone(int group)
{
    time_t give_up = time(NULL) + 5;
    bool gone;

    while (!(gone = !child_group_has_others(group)) && time(NULL) < give_up)
        sched_yield();
    kill(-group, SIGKILL); /* no failed case leaves a process behind */
    return gone;
}

TEST_ON_BOTH_CLOCKS(released_handle_ends_processes_that_its_child_left)
{
    struct io_process *process;
    int id;

    await(io_create_subprocess_shell(&process, leave_a_reader("exit 2"), NULL));
    await(CALL(say_status, process, "end"));
    SAID("end:2");
    id = io_process_id(process);
    ASSERT_TRUE(child_group_has_others(id));
    io_process_release(process);
    ASSERT_TRUE(group_has_gone(id));
    return 0;
}

TEST_ON_BOTH_CLOCKS(waiter_goes_on_when_the_child_is_released)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    struct co_task *task = co_create_task(CORO(say_status, process, "never"));
    await(turns(2));
    io_process_release(process);
    ASSERT_EQ(co_await(task), -EBADF);
    return 0;
}

static int forgotten;

ASYNC(forget_a_child)
{
    struct io_process *process;
    const char *line;

    await(io_create_subprocess_shell(&process, leave_a_reader("echo started; cat"), &piped));
    await(io_stream_readline(io_process_output(process), &line));
    forgotten = io_process_id(process);
    return 0;
}

TEST(unreleased_child_ends_with_its_group_and_the_loop)
{
    for (int i = 0; i < 4; i++) {
        child_watch_without_pidfd(i >= 2);
        ASSERT_EQ(run_on(i % 2 ? CO_CLOCK_REAL : CO_CLOCK_VIRTUAL, CORO(forget_a_child)), 0);
        ASSERT_TRUE(!exists(forgotten));
        ASSERT_TRUE(group_has_gone(forgotten));
    }
}

ASYNC(wait_with_the_loop)
{
    struct io_process *process;

    await(CALL(forget_a_child));
    await(io_create_subprocess_shell(&process, "cat", &piped));
    co_task_detach(co_create_task(CORO(say_status, process, "never")));
    await(turns(2));
    return 0;
}

TEST(waiter_is_cancelled_when_the_loop_ends)
{
    ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, CORO(wait_with_the_loop)), 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(wait_with_the_loop)), 0);
    SAID("");
}

static size_t descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

TEST_ON_BOTH_CLOCKS(thousand_children_leave_no_descriptor_and_no_zombie)
{
    const char *const arguments[] = { "true", NULL };
    size_t before = 0;

    for (int i = 0; i < (test_is_short_of_memory() ? 3 : 1000); i++) {
        struct io_process *process;

        await(io_create_subprocess_exec(&process, arguments, &piped));
        await(io_process_wait(process, NULL));
        io_process_release(process);
        if (i == 0)
            before = descriptors();
    }
    ASSERT_EQ(descriptors(), before);
    ASSERT_EQ(waitpid(-1, NULL, WNOHANG), -1);
    ASSERT_EQ(errno, ECHILD);
    return 0;
}
