/* asyncio's cases of test_subprocess.py. */
#include "conformance.h"
#include "io/process/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct io_process_options piped = { .input = IO_PIPE, .output = IO_PIPE };
static const char *const cat[] = { "cat", NULL };
static const char *const sleeps[] = { "sleep", "60", NULL };

/* Run a program with these options, send it the input, and return its exit code. */
ASYNC(run_through, const char *const *program; const struct io_process_options *options;
      const char *input; struct io_process * *process; struct io_output * output;)
{
    await(io_create_subprocess_exec(my->process, my->program, my->options));
    return io_process_communicate(*my->process, my->input, my->input ? strlen(my->input) : 0,
                                  my->output);
}

/* The process ends by that signal. */
ASYNC(ends_by, struct io_process *process; int signal;)
{
    int status;

    await(io_process_wait(my->process, &status));
    ASSERT_EQ(status, -my->signal);
    await(io_process_end(my->process, NULL)); /* and other processes of its group */
    io_process_release(my->process);
    return 0;
}

CONFORMS(SubprocessTransportTests, test_proc_exited)
{
    const char *const program[] = { "sh", "-c", "exit 6", NULL };
    struct io_process *process;
    int status = 0;

    await(io_create_subprocess_exec(&process, program, NULL));
    ASSERT_TRUE(!io_process_ended(process, &status));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 6);
    ASSERT_TRUE(io_process_ended(process, &status));
    ASSERT_EQ(io_process_send_signal(process, SIGTERM), -ESRCH);
    ASSERT_EQ(io_process_terminate(process), -ESRCH);
    ASSERT_EQ(io_process_kill(process), -ESRCH);
    io_process_release(process);
    return 0;
}

/* ---- Input and output ---- */

CONFORMS(SubprocessMixin, test_stdin_stdout)
{
    struct io_process *process;
    const char *data;
    int status;

    await(io_create_subprocess_exec(&process, cat, &piped));
    await(io_stream_write(io_process_input(process), "some data", 9));
    await(io_stream_drain(io_process_input(process)));
    io_stream_close(io_process_input(process));
    await(io_stream_read_all(io_process_output(process), &data));
    ASSERT_STR_EQ(data, "some data");
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_communicate)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, cat, &piped, "some data", &process, &output));
    ASSERT_STR_EQ(output.output, "some data");
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_communicate_none_input)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, cat, &piped, NULL, &process, &output));
    ASSERT_STR_EQ(output.output, "");
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_empty_input)
{
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, cat, &piped, "", &process, &output));
    ASSERT_STR_EQ(output.output, "");
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_devnull_input)
{
    struct io_process_options options = { .input = IO_DEVNULL, .output = IO_PIPE };
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, cat, &options, NULL, &process, &output));
    ASSERT_TRUE(!io_process_input(process));
    ASSERT_STR_EQ(output.output, "");
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_devnull_output)
{
    struct io_process_options options = { .input = IO_PIPE, .output = IO_DEVNULL };
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, cat, &options, "abc", &process, &output));
    ASSERT_TRUE(!io_process_output(process));
    ASSERT_STR_EQ(output.output, "");
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_devnull_error)
{
    const char *const program[] = { "sh", "-c", "echo error >&2", NULL };
    struct io_process_options options = { .errors = IO_DEVNULL };
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, program, &options, NULL, &process, &output));
    ASSERT_TRUE(!io_process_errors(process));
    ASSERT_STR_EQ(output.errors, "");
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_devstdin_input)
{
    const char *const program[] = { "cat", "/dev/stdin", NULL };
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, program, &piped, "abc", &process, &output));
    ASSERT_STR_EQ(output.output, "abc");
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

/* Otherwise the child would have the other end of its own input, and wait for ever. */
CONFORMS(SubprocessMixin, test_stdin_not_inheritable)
{
    struct io_process *process, *other;
    struct io_output output;

    await(io_create_subprocess_exec(&process, cat, &piped));
    await(io_create_subprocess_exec(&other, cat, &piped));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_EQ(output.status, 0);
    ASSERT_TRUE(!io_process_ended(other, NULL));
    io_process_release(other);
    io_process_release(process);
    return 0;
}

enum { MUCH = 10 * 1024 * 1024 };

/* A child that does not read, and a large input for it. */
ASYNC(send_much, struct io_process *process;)
{
    char *much = calloc(MUCH, 1);
    int rc = io_stream_write(io_process_input(my->process), much, MUCH);

    free(much);
    return rc < 0 ? rc : io_stream_drain(io_process_input(my->process));
}

CONFORMS(SubprocessMixin, test_stdin_broken_pipe)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "exec <&-", &piped));
    int rc = CALL(send_much, process);
    ASSERT_TRUE(rc == -EPIPE || rc == -ECONNRESET);
    await(io_process_wait(process, &status));
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_communicate_ignore_broken_pipe)
{
    char *much = calloc(MUCH, 1);
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(&process, "exec <&-", &piped));
    int rc = io_process_communicate(process, much, MUCH, &output);
    free(much);
    await(rc);
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_pause_reading)
{
    struct io_process_options options = { .output = IO_PIPE, .limit = 10 };
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(&process, "head -c 1000000 /dev/zero | tr '\\0' x", &options));
    await(co_sleep(1));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_EQ(output.output_size, 1000000);
    ASSERT_EQ(strspn(output.output, "x"), 1000000);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_read_stdout_after_process_exit)
{
    struct io_process *process;
    const char *line;
    int lines = 0;

    await(io_create_subprocess_shell(
        &process, "i=0; while [ $i -lt 64 ]; do echo line $i; i=$((i + 1)); done",
        &(struct io_process_options){ .output = IO_PIPE }));
    while (await(io_stream_readline(io_process_output(process), &line)) > 0) {
        lines++;
        await(co_sleep(0.1));
    }
    ASSERT_EQ(lines, 64);
    io_process_release(process);
    return 0;
}

ASYNC(print_42)
{
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(&process, "echo 42", &piped));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "42\n");
    ASSERT_EQ(output.status, 0);
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_subprocess_communicate_stdout)
{
    TASKS(tasks, CORO(print_42), i, 10);
    return GATHER_TASKS(tasks);
}

/* ---- Beginning ---- */

CONFORMS(SubprocessMixin, test_shell)
{
    struct io_process *process;
    int status;

    await(io_create_subprocess_shell(&process, "exit 7", NULL));
    await(io_process_wait(process, &status));
    ASSERT_EQ(status, 7);
    io_process_release(process);
    return 0;
}

static const char *const environment[] = { "FOO=bar", NULL };
static const struct io_process_options with_environment = { .output = IO_PIPE,
                                                            .environment = environment };

CONFORMS(SubprocessMixin, test_create_subprocess_env_shell)
{
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_shell(&process, "echo $FOO", &with_environment));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "bar\n");
    io_process_release(process);
    return 0;
}

CONFORMS(SubprocessMixin, test_create_subprocess_env_exec)
{
    const char *const program[] = { "sh", "-c", "echo $FOO", NULL };
    struct io_process *process;
    struct io_output output;

    await(CALL(run_through, program, &with_environment, NULL, &process, &output));
    ASSERT_STR_EQ(output.output, "bar\n");
    io_process_release(process);
    return 0;
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

static const char *const missing[] = { "no-such-program", NULL };

CONFORMS(SubprocessMixin, test_popen_error)
{
    size_t before = descriptors();
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, missing, NULL), -ENOENT);
    ASSERT_EQ(descriptors(), before);
    return 0;
}

CONFORMS(SubprocessMixin, test_popen_error_with_stdin_pipe)
{
    size_t before = descriptors();
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, missing, &piped), -ENOENT);
    ASSERT_EQ(descriptors(), before);
    return 0;
}

static bool has_children(void)
{
    return waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD;
}

ASYNC(start_and_wait, struct io_process **process;)
{
    await(io_create_subprocess_exec(my->process, sleeps, NULL));
    return io_process_wait(*my->process, NULL);
}

/* The child has begun when the call returns. So a cancelled caller has either no child or the
 * child's handle. */
CONFORMS(SubprocessMixin, test_cancel_make_subprocess_transport_exec)
{
    static struct io_process *process;
    struct co_task *task = co_create_task(CORO(start_and_wait, &process));

    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(!process);
    ASSERT_TRUE(!has_children());
    return 0;
}

CONFORMS(SubprocessMixin, test_cancel_post_init)
{
    static struct io_process *process;
    struct co_task *task = co_create_task(CORO(start_and_wait, &process));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    io_process_release(process);
    ASSERT_TRUE(!has_children());
    return 0;
}

ASYNC(fork_and_run)
{
    int child = fork(), status;

    if (child == 0)
        _exit(run(CORO(print_42)) < 0);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return status;
}

CONFORMS(TestFork, test_fork_asyncio_subprocess)
{
    ASSERT_EQ(CALL(fork_and_run), 0);
    return 0;
}

/* ---- Signals ---- */

CONFORMS(SubprocessMixin, test_kill)
{
    struct io_process *process;

    await(io_create_subprocess_exec(&process, sleeps, NULL));
    await(io_process_kill(process));
    return CALL(ends_by, process, SIGKILL);
}

CONFORMS(SubprocessMixin, test_kill_issue43884)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "sleep 60 & echo begun; sleep 60 > /dev/null",
                                     &piped));
    await(co_sleep(1));
    await(io_process_kill(process));
    return CALL(ends_by, process, SIGKILL);
}

CONFORMS(SubprocessMixin, test_terminate)
{
    struct io_process *process;

    await(io_create_subprocess_exec(&process, sleeps, NULL));
    await(io_process_terminate(process));
    return CALL(ends_by, process, SIGTERM);
}

CONFORMS(SubprocessMixin, test_send_signal)
{
    struct io_process *process;
    const char *line;

    signal(SIGHUP, SIG_IGN);
    await(io_create_subprocess_shell(&process, "echo sleeping; sleep 60", &piped));
    await(io_stream_readline(io_process_output(process), &line));
    ASSERT_STR_EQ(line, "sleeping\n");
    await(io_process_send_signal(process, SIGHUP));
    return CALL(ends_by, process, SIGHUP);
}

/* The child has ended, but the loop has not noticed the end. */
CONFORMS(SubprocessMixin, test_subprocess_send_signal_race)
{
    struct io_process *process;
    siginfo_t ended;

    for (int i = 0; i < 10; i++) {
        await(io_create_subprocess_shell(&process, "exit 0", NULL));
        ASSERT_EQ(waitid(P_PID, (id_t)io_process_id(process), &ended, WEXITED | WNOWAIT), 0);
        int rc = io_process_terminate(process);
        ASSERT_TRUE(rc == 0 || rc == -ESRCH);
        await(CALL(ends_by, process, 0));
    }
    return 0;
}

/* ---- Waiting ---- */

ASYNC(wait_for_end, struct io_process *process;)
{
    int status;

    await(io_process_wait(my->process, &status));
    return status;
}

CONFORMS(SubprocessMixin, test_cancel_process_wait)
{
    struct io_process *process;

    await(io_create_subprocess_exec(&process, sleeps, NULL));
    struct co_task *task = co_create_task(CORO(wait_for_end, process));
    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(!io_process_ended(process, NULL));
    await(io_process_kill(process));
    return CALL(ends_by, process, SIGKILL);
}

CONFORMS(SubprocessMixin, test_subprocess_concurrent_wait)
{
    struct co_outcome statuses[2];
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "sleep 0.1; exit 3", NULL));
    await(GATHER_RESULTS(statuses, CORO(wait_for_end, process), CORO(wait_for_end, process)));
    ASSERT_EQ(statuses[0].result, 3);
    ASSERT_EQ(statuses[1].result, 3);
    io_process_release(process);
    return 0;
}

/* The end of a child is known, although its pipes were not read to their end. */
CONFORMS(gh_151983, Process_wait)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "sleep 60 & echo begun; exit 4", &piped));
    int rc = WAIT_FOR(CALL(wait_for_end, process), 1);
    ASSERT_EQ(rc, 4);
    await(io_process_end(process, NULL));
    io_process_release(process);
    return 0;
}

/* ---- Closing ---- */

CONFORMS(SubprocessMixin, test_close_kill_running)
{
    struct io_process *process;

    await(io_create_subprocess_exec(&process, sleeps, NULL));
    ASSERT_TRUE(has_children());
    io_process_release(process);
    ASSERT_TRUE(!has_children());
    return 0;
}

/* Make another child with this number, which leads a group of the same number. 0: this system
 * cannot do that. */
static int fork_as(int id)
{
    int last = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC), child;
    bool may = last >= 0 && dprintf(last, "%d", id - 1) > 0;

    close(last);
    if (!may)
        return 0;
    child = fork();
    if (child == 0) {
        setpgid(0, 0);
        alarm(20);
        pause();
        _exit(0);
    }
    if (child == id)
        return child;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}

ASYNC(close_a_finished_one)
{
    struct io_process *process;
    int id, status;

    await(io_create_subprocess_exec(&process, cat, &piped));
    id = io_process_id(process);
    io_stream_close(io_process_input(process));
    ASSERT_EQ(waitpid(id, &status, 0), id);
    int other = fork_as(id);
    io_process_release(process);
    if (!other)
        return 0;
    ASSERT_EQ(waitpid(other, &status, WNOHANG), 0);
    kill(other, SIGKILL);
    ASSERT_EQ(waitpid(other, &status, 0), other);
    return 0;
}

/* The process is not a child of this process any more: its number may be another process's. */
CONFORMS_RUNNING(SubprocessMixin, test_close_dont_kill_finished)
{
    ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, CORO(close_a_finished_one)), 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(close_a_finished_one)), 0);
}
