/* Signals for the time of a run: a polite end, an end at once, and a stack overflow that is called
 * by its name. */
#include "run/internal.h"
#include "run/write.h"

#include "io/process.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { HANDLER_STACK = 64 * 1024 };

static const int signals[] = { SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGBUS };
enum { SIGNALS = sizeof signals / sizeof *signals };

static struct sigaction before[SIGNALS];
static bool changed[SIGNALS];
static stack_t stack_before;
static bool stack_changed;

/* ---- Interrupts ---- */

static void on_interrupt(int signal)
{
    struct run *run = run_now;
    int saved_errno = errno;

    if (run->signal) {
        io_kill_children();
        _exit(EXIT_INTERRUPTED);
    }
    run->signal = signal;
    run_stop(run);
    errno = saved_errno;
}

/* ---- Stack overflows: nothing here may allocate, lock or call printf ---- */

struct message {
    char bytes[512];
    size_t length;
};

static void add(struct message *message, const char *text)
{
    while (*text && message->length < sizeof message->bytes)
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

static void say_overflow(int descriptor, const struct co_task *task)
{
    struct message message = { .length = 0 };

    add(&message, "stack overflow in task ");
    add(&message, co_task_name(task));
    add(&message, " (stack of ");
    add_number(&message, co_task_stack_size(task) / 1024);
    add(&message,
        " KiB).\nA recursion is too deep there, or a local array too large. What usually helps: make the array "
        "static, or give the coroutine a larger stack_size.\n");
    write_all(descriptor, message.bytes, message.length);
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
        ", which has ended: share data that outlives the function, static or on the heap, or await the exit of a task "
        "group on every way out.\n");
    write_all(descriptor, message.bytes, message.length);
}

static void restore(int signal)
{
    for (int i = 0; i < SIGNALS; i++)
        if (signals[i] == signal)
            sigaction(signal, &before[i], NULL);
}

/* False: the fault has another reason. */
static bool explain_fault(const void *address)
{
    const struct co_task *overflown = co_stack_overflow(address);
    const char *ended = co_stack_ended(address);
    int descriptor = run_now->options->errors;

    if (overflown && descriptor >= 0)
        say_overflow(descriptor, overflown);
    else if (ended && descriptor >= 0)
        say_use_of_dead_stack(descriptor, ended);
    return overflown || ended;
}

/* A fault of another kind is left to its former handler: the instruction runs again, and faults
 * again. */
static void on_fault(int signal, siginfo_t *fault, void *context)
{
    bool by_an_instruction = fault->si_code > 0;

    (void)context;
    if (by_an_instruction && explain_fault(fault->si_addr)) {
        io_kill_children();
        _exit(EXIT_TOOL_FAILED);
    }
    restore(signal);
    if (!by_an_instruction)
        raise(signal);
}

/* ---- Beginning and end ---- */

/* A stack overflow leaves no room for its handler, and a task near the end of its stack none for
 * any. */
static void change_stack(void)
{
    static char memory[HANDLER_STACK];
    stack_t stack = { .ss_sp = memory, .ss_size = sizeof memory };

    stack_changed = sigaltstack(&stack, &stack_before) == 0;
}

static void change(int i, struct sigaction *action)
{
    /* Whoever started us in the background, or under nohup, wants these to be ignored. */
    bool ignored = sigaction(signals[i], NULL, &before[i]) == 0 && before[i].sa_handler == SIG_IGN;

    changed[i] = !ignored && sigaction(signals[i], action, NULL) == 0;
}

void signals_begin(struct run *run)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction interrupt = { .sa_handler = on_interrupt,
                                   .sa_flags = SA_RESTART | SA_ONSTACK };
    struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    memset(changed, 0, sizeof changed);
    stack_changed = false;
    if (run->options->handle_signals)
        change_stack();
    for (int i = 0; i < SIGNALS; i++) {
        if (signals[i] == SIGPIPE)
            change(i, &ignore);
        else if (run->options->handle_signals)
            change(i, signals[i] == SIGSEGV || signals[i] == SIGBUS ? &fault : &interrupt);
    }
}

void signals_end(void)
{
    for (int i = 0; i < SIGNALS; i++)
        if (changed[i])
            sigaction(signals[i], &before[i], NULL);
    if (stack_changed)
        sigaltstack(&stack_before, NULL);
}
