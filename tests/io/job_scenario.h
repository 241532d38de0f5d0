/*
 * A program at a terminal, in three processes. The case plays a person at the keyboard. A shell
 * with job control starts the program as its job. The program runs a main coroutine. A case is the
 * part of the shell:
 *
 *     TERMINAL_TEST(program_reads_the_terminal)
 *     {
 *         start(CORO(read_a_line));
 *         type("hello\n");
 *         ASSERT_EQ(wait_for_job(), 0);
 *     }
 */
#ifndef JOB_SCENARIO_H
#define JOB_SCENARIO_H

#include "co/scenario.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int keyboard; /* the master of the terminal, in the shell */
static int terminal;
static pid_t job;

/* ---- The program ---- */

/* In the child: the main coroutine of the program runs, on the real clock or another one. */
__attribute__((noreturn)) static void be_program(struct co_coro main, enum co_clock clock)
{
    int rc = run_on(clock, main);

    ASSERT_EQ(rc, 0);
    ASSERT_EQ(tcgetpgrp(terminal), getpgrp());
    _exit(0);
}

/* ---- The shell ---- */

static void take_terminal(pid_t group)
{
    sigset_t output_stops, before;

    sigemptyset(&output_stops);
    sigaddset(&output_stops, SIGTTOU);
    sigprocmask(SIG_BLOCK, &output_stops, &before);
    ASSERT_EQ(tcsetpgrp(terminal, group), 0);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void start_job(struct co_coro main, enum co_clock clock, bool in_foreground)
{
    int begun[2];
    char byte;

    ASSERT_EQ(pipe(begun), 0);
    job = fork();
    if (job == 0) {
        close(begun[1]);
        (void)!read(begun[0], &byte, 1); /* until the shell has placed it */
        close(begun[0]);
        close(keyboard);
        dup2(terminal, STDIN_FILENO);
        be_program(main, clock);
    }
    ASSERT_EQ(setpgid(job, job), 0);
    if (in_foreground)
        take_terminal(job);
    close(begun[0]);
    close(begun[1]);
}

static void start(struct co_coro main)
{
    start_job(main, CO_CLOCK_REAL, true);
}

static void type(const char *keys)
{
    ASSERT_EQ(write(keyboard, keys, strlen(keys)), strlen(keys));
}

static bool runs_still(void)
{
    siginfo_t info = { .si_pid = 0 };

    return waitid(P_PID, (id_t)job, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid;
}

/* The group of the child that has the terminal. */
static pid_t wait_for_borrower(void)
{
    pid_t group;

    while ((group = tcgetpgrp(terminal)) == job && runs_still())
        sched_yield();
    ASSERT_TRUE(group != job && group != getpgrp());
    return group;
}

/* The signal that stopped the job; or its exit code, or the negative number of the signal that
 * ended it, and then the terminal is the job's. */
static int wait_for_job(void)
{
    int status;

    ASSERT_EQ(waitpid(job, &status, WUNTRACED), job);
    if (WIFSTOPPED(status))
        return WSTOPSIG(status);
    ASSERT_EQ(tcgetpgrp(terminal), job);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void continue_in_foreground(void)
{
    take_terminal(job);
    ASSERT_EQ(kill(-job, SIGCONT), 0);
}

static bool has_mode(tcflag_t mode)
{
    struct termios modes;

    ASSERT_EQ(tcgetattr(terminal, &modes), 0);
    return modes.c_lflag & mode;
}

/* ---- The case ---- */

/* As the leader of a session, whose first terminal is its controlling terminal. */
__attribute__((noreturn)) static void be_shell(void (*shell)(void))
{
    setsid();
    terminal = open(ptsname(keyboard), O_RDWR);
    ASSERT_TRUE(terminal > STDERR_FILENO);
    shell();
    _exit(0);
}

static void run_shell(void (*shell)(void))
{
    int status;
    pid_t process;

    keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    if (keyboard < 0 || grantpt(keyboard) < 0 || unlockpt(keyboard) < 0)
        test_skip("there are no pseudo-terminals here");
    fcntl(keyboard, F_SETFD, FD_CLOEXEC);
    process = fork();
    if (process == 0)
        be_shell(shell);
    ASSERT_EQ(waitpid(process, &status, 0), process);
    close(keyboard);
    if (status)
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

#define TERMINAL_TEST(name)                                                                        \
    static void name##_shell(void);                                                                \
    TEST(name)                                                                                     \
    {                                                                                              \
        run_shell(name##_shell);                                                                   \
    }                                                                                              \
    static void name##_shell(void)

#endif
