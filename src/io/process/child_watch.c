/*
 * The end of a child. If the system has pidfds, a descriptor becomes readable. Otherwise SIGCHLD
 * comes, and we look at each child of ours. SIGCHLD also tells that a child was stopped, which
 * matters at a terminal. We never look at children that other code has made.
 */
#include "io/process/child.h"

#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

enum { STATUS_UNKNOWN = 255 };

static bool without_pidfd;
/* The children that SIGCHLD tells of, in the loop of this thread. */
static _Thread_local struct io_process *first_told;

void child_watch_without_pidfd(bool without)
{
    without_pidfd = without;
}

/* ---- The system's part ---- */

static int open_pidfd(pid_t id)
{
#ifdef SYS_pidfd_open
    if (!without_pidfd)
        return (int)syscall(SYS_pidfd_open, id, 0);
#endif
    (void)id;
    errno = ENOSYS;
    return -1;
}

static int wait_uninterrupted(idtype_t kind, int id, siginfo_t *info, int flags)
{
    int rc;

    do
        rc = waitid(kind, (id_t)id, info, flags);
    while (rc < 0 && errno == EINTR);
    return rc;
}

/* 1: the child has ended. 0: it has not. -1: it is not a child of this process any more. */
static int ask_system(struct io_process *process, siginfo_t *info, int flags)
{
    int rc = -1;

    info->si_pid = 0;
    errno = EINVAL;
    if (process->descriptor >= 0)
        rc = wait_uninterrupted((idtype_t)P_PIDFD, process->descriptor, info, WEXITED | flags);
    if (rc < 0 && errno == EINVAL)
        rc = wait_uninterrupted(P_PID, process->id, info, WEXITED | flags);
    return rc < 0 ? -1 : info->si_pid != 0;
}

int child_watch_signal(struct io_process *process, struct child_signal signal)
{
    siginfo_t info;

    /* No other process has the number of a child that is not reaped. */
    if (process->lost || ask_system(process, &info, WNOWAIT | WNOHANG) < 0)
        return -ESRCH;
    if (signal.number == SIGINT || signal.number == SIGQUIT)
        process->interrupted_by_us = true;
    return kill(signal.to_group ? -process->id : process->id, signal.number) < 0 ? -errno : 0;
}

/* ---- What is known ---- */

static void report_lost(struct io_process *process)
{
    char message[96];

    process->lost = true;
    co_format(message, sizeof message,
              "child process %d was waited for by somebody else, its status is taken for %d",
              (int)process->id, STATUS_UNKNOWN);
    co_call_exception_handler(
        &(struct co_report){ .kind = CO_REPORT_OTHER, .message = message, .text = "" });
}

static bool look(struct io_process *process, int flags)
{
    siginfo_t info;
    int rc;

    if (process->ended)
        return true;
    rc = ask_system(process, &info, WNOWAIT | flags);
    if (rc == 0)
        return false;
    process->ended = true;
    if (rc < 0)
        report_lost(process);
    process->status = rc < 0                       ? STATUS_UNKNOWN
                      : info.si_code == CLD_EXITED ? info.si_status
                                                   : -info.si_status;
    child_terminal_leave(process);
    co_waitlist_wake_all_from_outside(&process->waiting, process->waiting_since);
    return true;
}

bool child_watch_look(struct io_process *process)
{
    return look(process, WNOHANG);
}

void child_watch_finish(struct io_process *process)
{
    look(process, 0);
}

static int on_child(void *argument)
{
    (void)argument;
    for (struct io_process *process = first_told; process; process = process->next_told)
        if (!child_watch_look(process))
            child_terminal_look(process);
    return 0;
}

/* ---- Watching ---- */

/* SIGCHLD tells of the child from now on. It may have ended or stopped before. */
static int be_told(struct io_process *process)
{
    int rc = co_add_signal_handler(SIGCHLD, on_child, NULL);

    if (rc < 0)
        return rc;
    process->next_told = first_told;
    first_told = process;
    if (!child_watch_look(process))
        child_terminal_look(process);
    return 0;
}

/* Returns whether the program has no handler of its own for the signal. */
static bool signal_is_free(void)
{
    struct sigaction action;

    return first_told || (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
}

int child_watch_begin(struct io_process *process)
{
    child_terminal_begin(process);
    process->descriptor = open_pidfd(process->id);
    if (process->descriptor < 0 && errno != ENOSYS)
        return co_raise(-errno, "there is no descriptor left to watch a child");
    /* On the virtual clock, we look at the child when it is idle. */
    if (co_time_is_virtual())
        return 0;
    /* Elsewhere only the signal tells of a stop. If it is taken, the child does without the
     * terminal. */
    if (process->descriptor >= 0 && !(process->at_terminal && signal_is_free()))
        return 0;
    return be_told(process);
}

static void forget(struct io_process *process)
{
    struct io_process **link = &first_told;

    while (*link && *link != process)
        link = &(*link)->next_told;
    if (!*link)
        return;
    *link = process->next_told;
    if (!first_told)
        co_remove_signal_handler(SIGCHLD);
}

void child_watch_end(struct io_process *process)
{
    siginfo_t info;

    forget(process);
    if (!process->lost)
        ask_system(process, &info, 0);
    child_terminal_leave(process);
    co_descriptor_close(process->descriptor);
    process->descriptor = -1;
    co_waitlist_wake_all_from_outside(&process->waiting, process->waiting_since);
}

void child_watch_forget(void)
{
    first_told = NULL;
}

int child_watch_wait(struct io_process *process)
{
    static const char kind[] = "child process";
    struct co_resource resource = { .kind = kind };
    int flags = co_time_is_virtual() ? CO_OF_PARTY : 0;

    if (process->descriptor >= 0)
        return co_wait_descriptor(process->descriptor, CO_READING, flags, &resource);
    if (process->ended)
        return 0;
    process->waiting_since = co_time_nanoseconds();
    return co_waitlist_wait(&process->waiting, &process->end, kind);
}
