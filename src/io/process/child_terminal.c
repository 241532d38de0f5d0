/*
 * The terminal is lent to a child that asks for it.
 *
 * A child leads a process group of its own, so the system takes the child for a background job. The
 * system stops the group with SIGTTIN when a process of the group reads the terminal, and with
 * SIGTTOU when a process changes the terminal's modes. Such a stop is the request: the group
 * becomes the terminal's foreground group and goes on. The terminal is ours again when the child
 * ends. sudo lends its terminal in the same way.
 *
 * A child that never asks leaves the terminal with us, so Ctrl-C ends us as if there were no child.
 * While a child has the terminal, Ctrl-C and Ctrl-Z reach that child alone. What they do to the
 * child is then done to our group, as if the child were in it.
 *
 * One child has the terminal, and the others wait in the order in which they asked. SIGCHLD tells
 * of the stops, and one loop can handle that signal: in a process with several loops only the
 * children of that loop get the terminal.
 */
#include "io/process/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct {
    _Atomic pid_t group; /* that has the terminal; 0: the terminal is not lent */
    struct termios modes;
    bool has_modes;
    struct sigaction action; /* of SIGTTOU */
} lent;

/* Of the loop of this thread. */
static _Thread_local struct io_process *borrower;
static _Thread_local struct io_process *first_asking;

/* -1: this process has no terminal. */
static int open_terminal(void)
{
    return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static bool has_process(pid_t group)
{
    return kill(-group, 0) == 0 || errno != ESRCH;
}

/* ---- Lending: take_back() runs in signal handlers ---- */

/* A process that is not in the foreground may take the terminal, change its modes and, under
 * `stty tostop`, write to it only while it ignores this signal. */
static void ignore_output_stops(struct sigaction *before)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    sigaction(SIGTTOU, &ignore, before);
}

static void forget_loan(void)
{
    if (atomic_exchange(&lent.group, 0))
        sigaction(SIGTTOU, &lent.action, NULL);
}

/* False: the system refuses, for instance because the child has left its group. */
static bool lend(struct io_process *process)
{
    int terminal = open_terminal();
    bool done;

    lent.has_modes = tcgetattr(terminal, &lent.modes) == 0;
    ignore_output_stops(&lent.action);
    atomic_store(&lent.group, process->id);
    done = tcsetpgrp(terminal, process->id) == 0;
    if (terminal >= 0)
        close(terminal);
    if (done)
        borrower = process;
    else
        forget_loan();
    return done;
}

/* A shell may have taken the terminal meanwhile: then the shell keeps it. */
static void take_back(bool with_modes)
{
    pid_t group = atomic_exchange(&lent.group, 0), foreground;
    int terminal;

    if (!group)
        return;
    terminal = open_terminal();
    foreground = tcgetpgrp(terminal);
    if (foreground == group || (foreground > 0 && !has_process(foreground))) {
        tcsetpgrp(terminal, getpgrp());
        if (with_modes && lent.has_modes)
            tcsetattr(terminal, TCSANOW, &lent.modes);
    }
    if (terminal >= 0)
        close(terminal);
    sigaction(SIGTTOU, &lent.action, NULL);
}

void child_terminal_take_back(void)
{
    int saved_errno = errno;

    take_back(true);
    errno = saved_errno;
}

/* exit() without an end of the loop. */
__attribute__((destructor)) static void take_back_at_exit(void)
{
    take_back(true);
}

void child_terminal_forget(void)
{
    forget_loan();
    borrower = first_asking = NULL;
}

/* ---- Stopping this process, as the terminal would ---- */

/* Returns whether no process outside of our group watches over the group, as a shell with job
 * control does. The system does not stop such a group (POSIX: an orphaned process group). */
static bool is_orphaned(void)
{
    pid_t parent = getppid();

    while (parent > 1 && getpgid(parent) == getpgrp())
        parent = child_group_parent(parent);
    return parent <= 0 || getsid(parent) != getsid(0) || getpgid(parent) == getpgrp();
}

static bool can_be_stopped(int signal)
{
    struct sigaction action;

    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_DFL && !is_orphaned();
}

/* Our whole group is stopped: a shell looks at the first process of the group. The others come
 * first, since raise() returns when this process was continued. */
static void stop_our_group(int signal)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, action;
    sigset_t only, mask;

    sigemptyset(&only);
    sigaddset(&only, signal);
    pthread_sigmask(SIG_UNBLOCK, &only, &mask);
    sigaction(signal, &ignore, &action);
    kill(0, signal);
    sigaction(signal, &action, NULL);
    raise(signal);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

/* ---- The children that ask ---- */

static struct io_process **asking_link(const struct io_process *process)
{
    struct io_process **link = &first_asking;

    while (*link && *link != process)
        link = &(*link)->next_asking;
    return link;
}

static void ask_no_more(struct io_process *process)
{
    struct io_process **link = asking_link(process);

    if (*link)
        *link = process->next_asking;
    process->next_asking = NULL;
}

/* ---- Answering ---- */

static void go_on(struct io_process *process)
{
    kill(-process->id, SIGCONT);
    co_party_mark_busy(&process->in_time.party);
}

/* Returns whether this process can lend the terminal. */
static bool is_ours(void)
{
    int terminal = open_terminal();
    pid_t foreground = tcgetpgrp(terminal);

    if (terminal >= 0)
        close(terminal);
    return foreground == getpgrp() || (foreground > 0 && !has_process(foreground));
}

/* Lend the terminal to the child. While we are in the background ourselves, the request is passed
 * on to the shell that put us there. If there is no such shell, the child gets what the system
 * sends to a stopped group that no process can continue. */
static void serve(struct io_process *process, int signal)
{
    bool refused = false;

    while (!refused && !is_ours()) {
        refused = !can_be_stopped(signal);
        if (!refused)
            stop_our_group(signal);
    }
    if (refused || !lend(process))
        kill(-process->id, SIGHUP);
    go_on(process);
}

static void serve_next(void)
{
    while (first_asking && !borrower) {
        struct io_process *next = first_asking;

        ask_no_more(next);
        serve(next, SIGTTIN);
    }
}

/* Returns whether the child goes on, and does not have to wait. */
static bool answer_request(struct io_process *process, int signal)
{
    /* The child that has the terminal may have ended, and no task has looked yet. */
    if (borrower && borrower != process)
        child_watch_look(borrower);
    if (borrower != process && (borrower || atomic_load(&lent.group))) {
        *asking_link(process) = process;
        return false;
    }
    ask_no_more(process);
    /* If the child has the terminal, a shell has taken it away and let us go on later. */
    take_back(false);
    borrower = NULL;
    serve(process, signal);
    serve_next();
    return true;
}

/* Ctrl-Z, or what else stops a foreground job: the shell gets the terminal as it was. If the shell
 * continues us in the background, the child goes on there, too. */
static void answer_suspension(struct io_process *process, int signal)
{
    int terminal = open_terminal();
    struct termios modes;
    bool has_modes = tcgetattr(terminal, &modes) == 0;

    take_back(true);
    borrower = NULL;
    stop_our_group(signal);
    if (is_ours() && lend(process) && has_modes)
        tcsetattr(terminal, TCSANOW, &modes);
    if (terminal >= 0)
        close(terminal);
    go_on(process);
    serve_next();
}

bool child_terminal_look(struct io_process *process)
{
    siginfo_t info = { .si_pid = 0 };

    if (!process->at_terminal || process->ended ||
        waitid(P_PID, (id_t)process->id, &info, WSTOPPED | WNOHANG) < 0 || !info.si_pid)
        return false;
    if (info.si_status == SIGTTIN || info.si_status == SIGTTOU)
        return answer_request(process, info.si_status);
    if (info.si_status != SIGTSTP || borrower != process)
        return false;
    answer_suspension(process, SIGTSTP);
    return true;
}

/* ---- Beginning and end ---- */

void child_terminal_begin(struct io_process *process)
{
    int terminal = open_terminal();

    process->at_terminal = terminal >= 0;
    if (terminal >= 0)
        close(terminal);
}

/* Returns whether Ctrl-C or Ctrl-\ ended the child. */
static bool was_interrupted(const struct io_process *process)
{
    return process->ended && (process->status == -SIGINT || process->status == -SIGQUIT) &&
           !process->interrupted_by_us;
}

void child_terminal_leave(struct io_process *process)
{
    ask_no_more(process);
    if (borrower != process)
        return;
    borrower = NULL;
    /* A program that ends by itself sets the modes as it wants them. A program that is killed
     * cannot. */
    take_back(!process->ended || process->status < 0);
    if (was_interrupted(process))
        kill(0, -process->status);
    serve_next();
}
