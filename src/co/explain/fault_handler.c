#include "co/explain/fault_handler.h"

#include "co/explain/fault.h"
#include "co/kernel/memory.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { HANDLER_STACK = 64 * 1024 };

static const int signals[] = { SIGSEGV, SIGBUS };
enum { SIGNALS = sizeof signals / sizeof *signals };

/* The handler belongs to the process: it comes with the first loop and goes with the last. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned users;

/* The fault happens again when this returns, and then ends the process as it would have. */
static void on_fault(int signal, siginfo_t *fault, void *context)
{
    struct sigaction usual = { .sa_handler = SIG_DFL };

    (void)context;
    if (fault->si_code > 0)
        fault_explain(STDERR_FILENO, fault->si_addr, NULL);
    sigaction(signal, &usual, NULL);
    if (fault->si_code <= 0)
        raise(signal);
}

static bool is_ours(const struct sigaction *action)
{
    return action->sa_flags & SA_SIGINFO && action->sa_sigaction == on_fault;
}

static bool is_usual(const struct sigaction *action)
{
    return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == SIG_DFL;
}

static bool is_handled_by_others(void)
{
    struct sigaction action;

    return sigaction(SIGSEGV, NULL, &action) < 0 || !(is_usual(&action) || is_ours(&action));
}

/* Exchange our handler and the usual action: what the program has set meanwhile stays. */
static void exchange(bool ours)
{
    struct sigaction handler = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    struct sigaction usual = { .sa_handler = SIG_DFL }, now;

    for (int i = 0; i < SIGNALS; i++)
        if (sigaction(signals[i], NULL, &now) == 0 && (ours ? is_usual(&now) : is_ours(&now)))
            sigaction(signals[i], ours ? &handler : &usual, NULL);
}

/* A stack that has overflowed has no room for a handler. */
static bool provide_stack(struct fault_handler *handler)
{
    stack_t stack;

    if (sigaltstack(NULL, &stack) < 0)
        return false;
    if (!(stack.ss_flags & SS_DISABLE))
        return true;
    handler->stack = memory_resize(NULL, HANDLER_STACK);
    stack = (stack_t){ .ss_sp = handler->stack, .ss_size = HANDLER_STACK };
    return handler->stack && sigaltstack(&stack, NULL) == 0;
}

static void remove_stack(struct fault_handler *handler)
{
    stack_t stack;

    /* The program may have another one by now. */
    if (handler->stack && sigaltstack(NULL, &stack) == 0 && stack.ss_sp == handler->stack)
        sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
    memory_resize(handler->stack, 0);
    handler->stack = NULL;
}

void fault_handler_begin(struct fault_handler *handler)
{
    if (is_handled_by_others())
        return;
    if (!provide_stack(handler)) {
        remove_stack(handler);
        return;
    }
    handler->is_in_use = true;
    pthread_mutex_lock(&lock);
    if (!users++)
        exchange(true);
    pthread_mutex_unlock(&lock);
}

void fault_handler_end(struct fault_handler *handler)
{
    if (!handler->is_in_use)
        return;
    handler->is_in_use = false;
    pthread_mutex_lock(&lock);
    if (!--users)
        exchange(false);
    pthread_mutex_unlock(&lock);
    remove_stack(handler);
}
