/* Signal handlers for the time of a run: a polite end, an immediate end, and a report for a stack
 * overflow. */
#include "co/explain/fault.h"
#include "run/internal.h"

#include "io/process/process.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { HANDLER_STACK = 64 * 1024 };

static struct sigaction before[NSIG];
static bool changed[NSIG];
static stack_t stack_before;
static bool stack_changed;

/* ---- Interrupts ---- */

int run_exit_code(int signal)
{
    return signal == SIGHUP ? EXIT_HUNG_UP : EXIT_INTERRUPTED;
}

/* A signal may arrive in any thread. Only the thread of the run can interrupt the loop, so the
 * handler passes the signal on to that thread. */
static void on_interrupt(int signal)
{
    struct run *run = run_now;
    int saved_errno = errno;

    if (!pthread_equal(pthread_self(), run->thread)) {
        pthread_kill(run->thread, signal);
        errno = saved_errno;
        return;
    }
    if (run->signal) {
        log_output_rescue(&run->output);
        io_kill_children();
        _exit(run_exit_code(signal));
    }
    run->signal = signal;
    run_stop(run);
    errno = saved_errno;
}

/* ---- Faults ---- */

/* The event is the last one of the run. */
static void note_overflow(const struct co_task *task, const char *sentence)
{
    const struct co_place *place = co_place();

    log_crash(run_now, &(struct event){
                           .kind = EVENT_REPORT,
                           .task = co_task_id(task),
                           .time = run_now->now,
                           .file = place->file,
                           .line = place->line,
                           .call = place->call,
                           .what = "",
                           .text = sentence,
                       });
}

static void tell_of_crash(void)
{
    if (run_now)
        log_output_rescue(&run_now->output);
    if (run_now && run_now->options->on_crash)
        run_now->options->on_crash(run_now->options->on_crash_context);
}

/* A fault of another kind goes to the handler that was there before the run: the instruction runs
 * again and faults again. The children are killed first, since nothing else would end them. */
static void on_fault(int signal, siginfo_t *fault, void *context)
{
    bool by_an_instruction = fault->si_code > 0;
    bool is_explained;

    (void)context;
    tell_of_crash();
    is_explained =
        by_an_instruction && fault_explain(run_now->options->errors, fault->si_addr, note_overflow);
    io_kill_children();
    if (is_explained)
        _exit(EXIT_TOOL_FAILED);
    sigaction(signal, &before[signal], NULL);
    if (!by_an_instruction)
        raise(signal);
}

/* ---- An immediate end ---- */

/* The signal ends the process, as it would without a run, but no child stays behind. */
static void on_end(int signal)
{
    int saved_errno = errno;

    tell_of_crash();
    io_kill_children();
    sigaction(signal, &before[signal], NULL);
    raise(signal);
    errno = saved_errno;
}

/* ---- Beginning and end ---- */

/* Signal handlers run on a stack of their own: after a stack overflow the task's stack has no room
 * for one, and a task near the end of its stack has too little. */
static void change_stack(void)
{
    static char memory[HANDLER_STACK];
    stack_t stack = { .ss_sp = memory, .ss_size = sizeof memory };

    stack_changed = sigaltstack(&stack, &stack_before) == 0;
}

/* Returns whether this signal ends the process by default, and can be caught. (sigaction() refuses
 * a number that the C library keeps for itself.) */
static bool ends_the_process(int signal)
{
    switch (signal) {
    case SIGKILL:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
        return false;
    default:
        return true;
    }
}

static struct sigaction action_for(int signal)
{
    struct sigaction action = { .sa_flags = SA_ONSTACK };

    switch (signal) {
    case SIGPIPE:
        action.sa_handler = SIG_IGN;
        break;
    case SIGINT:
    case SIGTERM:
    case SIGHUP:
        action.sa_handler = on_interrupt;
        action.sa_flags |= SA_RESTART;
        break;
    case SIGSEGV:
    case SIGBUS:
        action.sa_sigaction = on_fault;
        action.sa_flags |= SA_SIGINFO;
        break;
    default:
        action.sa_handler = on_end;
        break;
    }
    return action;
}

/* An ignored signal stays ignored: the process may run in the background or under nohup. A handler
 * that is there already, such as a sanitizer's, is kept for the signals that end the process. In a
 * short run most system calls are these: there is one for each signal, and another where the old
 * handler is kept. */
static void change(int signal)
{
    struct sigaction action = action_for(signal);

    if (sigaction(signal, &action, &before[signal]) < 0)
        return;
    changed[signal] = before[signal].sa_handler != SIG_IGN &&
                      (action.sa_handler != on_end || before[signal].sa_handler == SIG_DFL);
    if (!changed[signal])
        sigaction(signal, &before[signal], NULL);
}

void signals_begin(struct run *run)
{
    sigset_t all, mask;

    memset(changed, 0, sizeof changed);
    stack_changed = false;
    run->thread = pthread_self();
    /* No signal may come while an ignored one is not ignored. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    change(SIGPIPE);
    if (run->options->handle_signals) {
        change_stack();
        for (int signal = 1; signal < NSIG; signal++)
            if (signal != SIGPIPE && ends_the_process(signal))
                change(signal);
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

void signals_end(void)
{
    for (int signal = 1; signal < NSIG; signal++)
        if (changed[signal])
            sigaction(signal, &before[signal], NULL);
    if (stack_changed)
        sigaltstack(&stack_before, NULL);
}
