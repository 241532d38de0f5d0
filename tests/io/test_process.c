/* Children behave alike on both clocks, unless a case says otherwise. */
#include "co/scenario.h"
#include "io/process/child.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct io_process_options piped = { .input = IO_PIPE,
                                                 .output = IO_PIPE,
                                                 .errors = IO_PIPE };
static const struct io_process_options output_piped = { .output = IO_PIPE };

/* Run a command to its end, and say its output and its status. */
ASYNC(run_command, const char *command; const struct io_process_options *options;
      struct io_output * output; struct io_process * *process;)
{
    await(io_create_subprocess_shell(my->process, my->command, my->options));
    return io_process_communicate(*my->process, NULL, 0, my->output);
}

ASYNC(say_what, const char *command; const struct io_process_options *options;)
{
    struct io_process *process = NULL;
    struct io_output output;
    int rc = CALL(run_command, my->command, my->options, &output, &process);

    if (rc >= 0)
        say("%s%s=%d", output.output, output.errors, output.status);
    io_process_release(process);
    return rc;
}

/* ---- Beginning and ending ---- */

TEST_ON_BOTH_CLOCKS(a_command_runs_and_its_exit_code_is_known)
{
    await(CALL(say_what, "exit 7", NULL));
    SAID("=7");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_child_ended_by_a_signal_has_its_negative_number)
{
    await(CALL(say_what, "kill -9 $$", NULL));
    SAID("=-9");
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

TEST_ON_BOTH_CLOCKS(output_and_errors_are_read_apart)
{
    await(CALL(say_what, "echo out; echo err >&2", &piped));
    SAID("out\nerr\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(errors_can_go_where_the_output_goes)
{
    await(CALL(say_what, "echo out; echo err >&2",
               &(struct io_process_options){ .output = IO_PIPE, .errors = IO_TO_OUTPUT }));
    SAID("out\nerr\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(input_and_output_can_be_the_null_device)
{
    await(CALL(say_what, "cat; echo lost",
               &(struct io_process_options){ .input = IO_DEVNULL, .output = IO_DEVNULL }));
    SAID("=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_program_gets_its_arguments_as_they_are)
{
    const char *const arguments[] = { "printf", "%s|", "a b", "$HOME", "*", NULL };
    struct io_process *process;
    struct io_output output;

    await(io_create_subprocess_exec(&process, arguments, &output_piped));
    await(io_process_communicate(process, NULL, 0, &output));
    ASSERT_STR_EQ(output.output, "a b|$HOME|*|");
    io_process_release(process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(missing_program_is_an_error_with_its_name)
{
    const char *const arguments[] = { "no-such-program", NULL };
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, arguments, NULL), -ENOENT);
    ASSERT_STR_EQ(co_text(), "No such file or directory: 'no-such-program'");
    ASSERT_TRUE(!process);
    return 0;
}

TEST_ON_BOTH_CLOCKS(file_that_is_not_a_program_is_an_error)
{
    const char *const arguments[] = { "/etc/passwd", NULL };
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, arguments, NULL), -EACCES);
    ASSERT_STR_EQ(co_text(), "Permission denied: '/etc/passwd'");
    return 0;
}

TEST_ON_BOTH_CLOCKS(empty_command_is_an_error)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_exec(&process, (const char *const[]){ NULL }, NULL), -EINVAL);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_child_runs_in_the_folder_that_it_is_given)
{
    await(CALL(say_what, "pwd", &(struct io_process_options){ .output = IO_PIPE, .folder = "/" }));
    SAID("/\n=0");
    return 0;
}

TEST_ON_BOTH_CLOCKS(missing_folder_is_an_error_with_its_name)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_shell(&process, "true",
                                         &(struct io_process_options){ .folder = "/no/folder" }),
              -ENOENT);
    ASSERT_STR_EQ(co_text(), "No such file or directory: '/no/folder'");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_child_has_the_environment_that_it_is_given_and_no_other)
{
    static const char *const environment[] = { "NAME=value", NULL };

    setenv("OTHER", "inherited", 1);
    await(CALL(say_what, "echo $NAME-$OTHER",
               &(struct io_process_options){ .output = IO_PIPE, .environment = environment }));
    await(CALL(say_what, "echo $NAME-$OTHER", &output_piped));
    SAID("value-\n=0 -inherited\n=0");
    return 0;
}

TEST(child_is_refused_without_a_loop)
{
    struct io_process *process;

    ASSERT_EQ(io_create_subprocess_shell(&process, "true", NULL), -EPERM);
}

/* ---- Not passed on to a child ---- */

TEST_ON_BOTH_CLOCKS(child_has_three_descriptors_when_the_program_has_more)
{
    int leaky = open("/dev/null", O_RDONLY);
    struct io_process *other;

    await(io_create_subprocess_shell(&other, "cat", &piped));
    /* (The shell's redirections would have 3 and above; ls has a descriptor for the folder.) */
    await(CALL(say_what, "for i in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && echo $i; done",
               &piped));
    SAID("0\n1\n2\n=1");
    io_process_release(other);
    close(leaky);
    return 0;
}

TEST_ON_BOTH_CLOCKS(child_starts_when_the_programs_descriptors_are_closed)
{
    int kept = dup(0);

    close(0);
    await(CALL(say_what, "cat; echo $?", &piped));
    SAID("0\n=0");
    dup2(kept, 0);
    close(kept);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_child_has_signals_as_they_are_by_default)
{
    sigset_t blocked, before;

    signal(SIGUSR1, SIG_IGN);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    await(CALL(say_what, "kill -USR1 $$; echo still here", &output_piped));
    say("%d", SIGUSR1);
    ASSERT_STR_EQ(words, "=-10 10");
    words[0] = '\0';
    sigprocmask(SIG_SETMASK, &before, NULL);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_child_leads_a_group_of_its_own)
{
    struct io_process *process;

    await(io_create_subprocess_shell(&process, "cat", &piped));
    ASSERT_EQ(getpgid(io_process_id(process)), io_process_id(process));
    io_process_release(process);
    return 0;
}

/* ---- Waiting ---- */

ASYNC(say_status, struct io_process *process; const char *name;)
{
    int status;

    await(io_process_wait(my->process, &status));
    say("%s:%d", my->name, status);
    return 0;
}

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

/* ---- Signals ---- */

TEST_ON_BOTH_CLOCKS(a_child_gets_the_signals_that_it_is_sent)
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

TEST_ON_BOTH_CLOCKS(a_thousand_children_leave_no_descriptor_and_no_zombie)
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

static int kill_in_child(void)
{
    io_kill_children();
    return 5;
}

ASYNC(beside_a_forked_process)
{
    struct io_process *process;
    struct io_output output;
    int status;

    await(io_create_subprocess_shell(&process, "read line; exit 4",
                                     &(struct io_process_options){ .input = IO_PIPE }));
    pid_t forked = fork();
    if (forked == 0)
        _exit(kill_in_child());
    ASSERT_EQ(waitpid(forked, &status, 0), forked);
    ASSERT_EQ(WEXITSTATUS(status), 5);
    await(io_process_communicate(process, "\n", 1, &output));
    ASSERT_EQ(output.status, 4);
    io_process_release(process);
    return 0;
}

TEST(a_forked_process_does_not_end_the_children_of_its_parent)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(beside_a_forked_process)), 0);
}

enum { MANY = 300 };

ASYNC(begin_many)
{
    static const char *const arguments[] = { "sleep", "1000", NULL };
    struct io_process *processes[MANY];
    int status;

    for (int i = 0; i < MANY; i++)
        await(io_create_subprocess_exec(&processes[i], arguments, NULL));
    io_kill_children();
    for (int i = 0; i < MANY; i++) {
        await(io_process_wait(processes[i], &status));
        ASSERT_EQ(status, -SIGKILL);
        io_process_release(processes[i]);
    }
    return 0;
}

TEST(children_are_all_killed_at_once_when_they_are_many)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(begin_many)), 0);
}
