#include "check/shell_run.h"

#include "check/shell_environment.h"
#include "check/shell_waits.h"
#include "co/monotonic.h"
#include "run/child_list.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { READ_SIZE = 64 * 1024 };

struct runner {
    const struct shell_call *call;
    struct shell_run *run;
    struct shell_output output;
    struct shell_waits waits;
    int pipes[2]; /* where stdout and stderr arrive; -1 after their end */
    char **environment;
    pid_t leader;
    int64_t zero; /* when the limit begins, since the start */
    bool has_line;
    sigset_t open; /* the mask of signals during a wait */
    char buffer[READ_SIZE];
};

/* ---- Signals ---- */

static volatile sig_atomic_t told_to_stop;

static void on_child(int signal)
{
    (void)signal; /* the signal only has to interrupt the wait */
}

static void on_stop(int signal)
{
    (void)signal;
    told_to_stop = 1;
}

/* Handle the signals. They are blocked, and arrive only during a wait. */
static void handle_signals(struct runner *runner)
{
#ifdef SIGPWR
    static const int handled[] = { SIGCHLD, SIGINT, SIGTERM, SIGPWR };
#else
    static const int handled[] = { SIGCHLD, SIGINT, SIGTERM };
#endif
    sigset_t blocked;

    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++)
        sigaddset(&blocked, handled[i]);
    sigprocmask(SIG_BLOCK, &blocked, &runner->open);
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++) {
        struct sigaction action = { .sa_handler = handled[i] == SIGCHLD ? on_child : on_stop };

        sigaction(handled[i], &action, NULL);
        sigdelset(&runner->open, handled[i]);
    }
#ifdef __linux__
    /* Processes that leave the group become children of this process. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

/* ---- Beginning ---- */

static int set_actions(posix_spawn_file_actions_t *actions, const int output[2],
                       const int errors[2])
{
    int rc = posix_spawn_file_actions_init(actions);

    if (rc)
        return rc;
    rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!rc)
        rc = posix_spawn_file_actions_adddup2(actions, output[1], STDOUT_FILENO);
    if (!rc)
        rc = posix_spawn_file_actions_adddup2(actions, errors[1], STDERR_FILENO);
    return rc;
}

static int spawn(struct runner *runner, const int output[2], const int errors[2])
{
    const char *const arguments[] = { "sh", "-c", runner->call->command, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all;
    int rc = set_actions(&actions, output, errors);

    if (rc)
        return -rc;
    posix_spawnattr_init(&attributes);
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &runner->open);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETPGROUP);
    rc = posix_spawn(&runner->leader, "/bin/sh", &actions, &attributes, (char *const *)arguments,
                     runner->environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return -rc;
}

/* Returns 0, or -errno of what the system lacks. */
static int begin(struct runner *runner)
{
    int output[2], errors[2], rc;

    if (pipe2(output, O_CLOEXEC) < 0)
        return -errno;
    if (pipe2(errors, O_CLOEXEC) < 0) {
        rc = -errno;
        close(output[0]);
        close(output[1]);
        return rc;
    }
    runner->run->delays.began = monotonic();
    shell_waits_note(&runner->waits, runner->run->delays.began, &runner->run->delays);
    rc = spawn(runner, output, errors);
    close(output[1]);
    close(errors[1]);
    runner->pipes[0] = output[0];
    runner->pipes[1] = errors[0];
    return rc;
}

/* ---- Output ---- */

/* Read once, at most `most` bytes. Returns 0 or -ENOMEM. */
static int read_pipe(struct runner *runner, int which, size_t most)
{
    ssize_t got = read(runner->pipes[which], runner->buffer, most < READ_SIZE ? most : READ_SIZE);
    int64_t now = monotonic(), time = now - runner->run->delays.began;

    if (got < 0 && errno == EINTR)
        return 0;
    if (got <= 0) {
        close(runner->pipes[which]);
        runner->pipes[which] = -1;
        return 0;
    }
    if (!runner->has_line)
        runner->zero = time;
    runner->has_line = true;
    shell_waits_note(&runner->waits, now, &runner->run->delays);
    return shell_output_take(&runner->output, which, runner->buffer, (size_t)got, time);
}

/* Read what was written before the command ended. A process that it left behind may go on writing,
 * so only the bytes that are there now are read. */
static int read_rest(struct runner *runner)
{
    int rc = 0;

    for (int i = 0; i < 2; i++) {
        int left = 0;

        if (runner->pipes[i] < 0 || ioctl(runner->pipes[i], FIONREAD, &left) < 0)
            continue;
        for (; rc == 0 && left > 0 && runner->pipes[i] >= 0; left -= READ_SIZE)
            rc = read_pipe(runner, i, (size_t)left);
    }
    return rc;
}

/* ---- The run ---- */

static bool has_ended(const struct runner *runner)
{
    siginfo_t info = { 0 };

    /* It stays a zombie until its group has been ended, so no other process gets its number. */
    return waitid(P_PID, (id_t)runner->leader, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == runner->leader;
}

static void wait_for_news(const struct runner *runner, struct pollfd polls[2])
{
    int64_t deadline = runner->run->delays.began + runner->zero + runner->call->limit;
    int64_t left = deadline - monotonic();
    struct timespec timeout;

    left = left > 0 ? left : 0;
    timeout.tv_sec = (time_t)(left / NANOSECONDS);
    timeout.tv_nsec = (long)(left % NANOSECONDS);
    for (int i = 0; i < 2; i++)
        polls[i] = (struct pollfd){ .fd = runner->pipes[i], .events = POLLIN };
    if (ppoll(polls, 2, &timeout, &runner->open) < 0)
        polls[0].revents = polls[1].revents = 0;
}

/* Follow the command until it has ended, or has to be ended. */
static int follow(struct runner *runner)
{
    struct pollfd polls[2];
    int rc = 0;

    for (;;) {
        wait_for_news(runner, polls);
        if (has_ended(runner))
            return read_rest(runner);
        for (int i = 0; rc == 0 && i < 2; i++)
            if (polls[i].revents)
                rc = read_pipe(runner, i, READ_SIZE);
        runner->run->end = told_to_stop ? SHELL_STOPPED : SHELL_AT_LIMIT;
        if (rc < 0 || told_to_stop ||
            monotonic() - runner->run->delays.began - runner->zero >= runner->call->limit)
            return rc;
        runner->run->end = SHELL_EXITED;
    }
}

/* ---- Ending ---- */

/* Send the signal to the group, and to the children, of which some may have left the group. */
static void signal_all(const struct runner *runner, int signal)
{
    struct child_list children = { .count = 0 };

    child_list_add_own(&children);
    kill(-runner->leader, signal);
    for (size_t i = 0; i < children.count; i++)
        kill((pid_t)children.processes[i], signal);
}

static void note_end(struct runner *runner, pid_t process, int status)
{
    struct shell_run *run = runner->run;

    if (process != runner->leader) {
        run->left_processes |= WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
    } else if (run->end == SHELL_EXITED) {
        run->end = WIFSIGNALED(status) ? SHELL_SIGNALLED : SHELL_EXITED;
        run->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

/* Reap what has ended. Returns whether a child still runs. */
static bool reap(struct runner *runner)
{
    int status;
    pid_t process;

    while ((process = waitpid(-1, &status, WNOHANG)) > 0)
        note_end(runner, process, status);
    return process == 0;
}

/* End all processes that are left, and wait for them. */
static void end_all(struct runner *runner)
{
    static const struct timespec period = { .tv_nsec = 50000000 };
    int64_t until = monotonic() + SHELL_PATIENCE;

    for (int i = 0; i < 2; i++)
        if (runner->pipes[i] >= 0)
            close(runner->pipes[i]);
    kill(-runner->leader, SIGTERM);
    if (!reap(runner))
        return;
    runner->run->left_processes = true;
    signal_all(runner, SIGTERM);
    while (reap(runner)) {
        if (monotonic() >= until)
            signal_all(runner, SIGKILL);
        ppoll(NULL, 0, &period, &runner->open);
    }
}

/* Run the command in the current folder. */
static int run_here(struct runner *runner)
{
    int rc = begin(runner);

    if (rc < 0) {
        runner->run->end = SHELL_NOT_BEGUN;
        runner->run->status = rc;
        return 0;
    }
    rc = follow(runner);
    end_all(runner);
    runner->run->took = monotonic() - runner->run->delays.began;
    return rc;
}

/* Run the command in its folder, and come back. */
static int run_there(struct runner *runner)
{
    struct shell_run *run = runner->run;
    int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), rc = 0;

    if (here < 0 || chdir(runner->call->folder) < 0) {
        run->end = SHELL_NO_FOLDER;
        run->status = -errno;
    } else {
        rc = run_here(runner);
    }
    if (here >= 0) {
        rc = fchdir(here) < 0 && rc == 0 ? -errno : rc;
        close(here);
    }
    return rc;
}

int shell_run(const struct shell_call *call, struct shell_run *run)
{
    struct runner *runner = calloc(1, sizeof *runner);
    int rc = -ENOMEM, ended;

    *run = (struct shell_run){ .delays = { .source = -1 } };
    if (!runner)
        return -ENOMEM;
    runner->call = call;
    runner->run = run;
    handle_signals(runner);
    runner->environment = shell_environment(call->environment, call->environment_count);
    if (runner->environment)
        rc = call->folder ? run_there(runner) : run_here(runner);
    ended = shell_output_end(&runner->output, &run->output);
    free(runner->environment);
    free(runner);
    return rc < 0 ? rc : ended;
}

void shell_run_free(struct shell_run *run)
{
    shell_lines_free(&run->output);
    delays_free(&run->delays);
}
