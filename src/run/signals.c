/* Signal handlers for the time of a run: a polite end, an immediate end, and a report for a stack
 * overflow. */
#include "run/internal.h"
#include "run/write.h"

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
        io_kill_children();
        _exit(run_exit_code(signal));
    }
    run->signal = signal;
    run_stop(run);
    errno = saved_errno;
}

/* ---- Stack overflows: nothing here may allocate, lock or call printf ---- */

struct message {
    char bytes[1024];
    size_t length;
};

static void add(struct message *message, const char *text)
{
    while (*text && message->length < sizeof message->bytes - 1)
        message->bytes[message->length++] = *text++;
}

static void add_number(struct message *message, size_t number)
{
    char digits[24];
    size_t i = sizeof digits - 1;

    digits[i] = '\0';
    do
        digits[--i] = (char)('0' + number % 10);
    while (number /= 10);
    add(message, digits + i);
}

static void add_overflow(struct message *message, const struct co_task *task)
{
    add(message, "Stack overflow in task ");
    add(message, co_task_name(task));
    add(message, " (stack of ");
    add_number(message, co_task_stack_size(task) / 1024);
    add(message, " KiB).");
}

static void add_place(struct message *message, const struct co_place *place)
{
    if (!place->file[0])
        return;
    add(message, "\nThe last call before it: ");
    add(message, place->file);
    add(message, ":");
    add_number(message, (size_t)place->line);
    add(message, ": ");
    add(message, place->call);
}

static void say_overflow(int descriptor, const struct co_task *task, const struct co_place *place)
{
    struct message message = { .length = 0 };

    add_overflow(&message, task);
    add_place(&message, place);
    add(&message, "\nEither a recursion is too deep or a local array is too large. What usually "
                  "helps: make the "
                  "array static, or give the coroutine a larger stack_size.\n");
    write_all(descriptor, message.bytes, message.length);
}

/* The event is the last one of the run. */
static void note_overflow(const struct co_task *task, const struct co_place *place)
{
    struct message message = { .length = 0 };

    add_overflow(&message, task);
    message.bytes[message.length] = '\0';
    log_crash(run_now, &(struct event){
                           .kind = EVENT_REPORT,
                           .task = co_task_id(task),
                           .time = run_now->now,
                           .file = place->file,
                           .line = place->line,
                           .call = place->call,
                           .what = "",
                           .text = message.bytes,
                       });
}

static void say_use_of_dead_stack(int descriptor, const char *ended)
{
    const struct co_task *task = co_current_task();
    struct message message = { .length = 0 };

    add(&message, task ? "task " : "a ");
    add(&message, task ? co_task_name(task) : "callback");
    add(&message, " uses the stack of ");
    add(&message, ended);
    add(&message,
        ", which has ended.\nWhat usually helps: share only data that outlives the function "
        "(static or from malloc()), "
        "or make the tasks in a task group and await its exit on every exit path.\n");
    write_all(descriptor, message.bytes, message.length);
}

/* False: the fault has another reason. */
static bool explain_fault(const void *address)
{
    const struct co_task *overflown = co_stack_overflow(address);
    const char *ended = co_stack_ended(address);
    int descriptor = run_now->options->errors;

    if (overflown && descriptor >= 0)
        say_overflow(descriptor, overflown, co_place());
    if (overflown)
        note_overflow(overflown, co_place());
    else if (ended && descriptor >= 0)
        say_use_of_dead_stack(descriptor, ended);
    return overflown || ended;
}

static void tell_of_crash(void)
{
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
    is_explained = by_an_instruction && explain_fault(fault->si_addr);
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

/* Does this signal end the process by default, and can it be caught? (sigaction() refuses a number
 * that the C library keeps for itself.) */
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
 * that is there already, such as a sanitizer's, is kept for the signals that end the process. */
static void change(int signal)
{
    struct sigaction action = action_for(signal);

    if (sigaction(signal, NULL, &before[signal]) < 0 || before[signal].sa_handler == SIG_IGN)
        return;
    if (action.sa_handler == on_end && before[signal].sa_handler != SIG_DFL)
        return;
    changed[signal] = sigaction(signal, &action, NULL) == 0;
}

void signals_begin(struct run *run)
{
    memset(changed, 0, sizeof changed);
    stack_changed = false;
    run->thread = pthread_self();
    change(SIGPIPE);
    if (!run->options->handle_signals)
        return;
    change_stack();
    for (int signal = 1; signal < NSIG; signal++)
        if (signal != SIGPIPE && ends_the_process(signal))
            change(signal);
}

void signals_end(void)
{
    for (int signal = 1; signal < NSIG; signal++)
        if (changed[signal])
            sigaction(signal, &before[signal], NULL);
    if (stack_changed)
        sigaltstack(&stack_before, NULL);
}
