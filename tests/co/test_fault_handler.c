#include "co/explain/fault_handler.h"

#include "co/co.h"
#include "co/sugar.h"
#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sanitizer has a handler of its own, which is left alone. */
static bool has_another_handler(void)
{
    struct sigaction action;

    sigaction(SIGSEGV, NULL, &action);
    return action.sa_handler != SIG_DFL;
}

__attribute__((noinline)) static int recurse(volatile char *above)
{
    volatile char room[1024];

    room[0] = *above;
    return *above == 1 ? 0 : recurse(room) + room[0];
}

ASYNC(overflows)
{
    char begin = 0;

    return recurse(&begin);
}

ASYNC(faults)
{
    volatile int *volatile nowhere = NULL;

    return *nowhere;
}

ASYNC(main, struct co_coro coro;)
{
    return co_await(co_create_task(NAMED(my->coro, "deep")));
}

/* Run in a child; what it writes to stderr goes to `said`. Returns how it ended. */
static int status_of(struct co_coro coro, char said[512])
{
    const struct rlimit no_core = { 0, 0 };
    size_t length = 0;
    int ends[2], status;
    ssize_t size;
    pid_t child;

    ASSERT_EQ(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        setrlimit(RLIMIT_CORE, &no_core);
        _exit(co_run(CORO(main, coro), NULL) < 0);
    }
    close(ends[1]);
    while ((size = read(ends[0], said + length, 511 - length)) > 0)
        length += (size_t)size;
    said[length] = '\0';
    close(ends[0]);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return status;
}

TEST(overflow_names_its_task_and_ends_the_process)
{
    char said[512];
    int status;

    if (has_another_handler() || test_is_short_of_memory())
        test_skip("this build handles faults in another way");
    status = status_of(CORO(overflows), said);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGSEGV);
    ASSERT_STR_EQ(said, "Stack overflow in task deep (stack of 64 KiB).\n"
                        "The last call before it: tests/co/test_fault_handler.c:47: "
                        "co_await(co_create_task(NAMED(my->coro, \"deep\")))\n"
                        "Either a recursion is too deep or a local array is too large. What "
                        "usually helps: make the array static, or give the coroutine a larger "
                        "stack_size.\n");
}

TEST(another_fault_ends_the_process_without_a_word)
{
    char said[512];
    int status;

    if (has_another_handler() || test_is_short_of_memory())
        test_skip("this build handles faults in another way");
    status = status_of(CORO(faults), said);
    ASSERT_EQ(WTERMSIG(status), SIGSEGV);
    ASSERT_STR_EQ(said, "");
}

static struct sigaction action_of_segv(void)
{
    struct sigaction action;

    sigaction(SIGSEGV, NULL, &action);
    return action;
}

static bool has_signal_stack(void)
{
    stack_t stack;

    sigaltstack(NULL, &stack);
    return !(stack.ss_flags & SS_DISABLE);
}

TEST(handler_goes_with_the_last_user)
{
    struct fault_handler outer = { 0 }, inner = { 0 };

    if (has_another_handler() || test_is_short_of_memory())
        test_skip("this build handles faults in another way");
    fault_handler_begin(&outer);
    fault_handler_begin(&inner);
    ASSERT_TRUE(action_of_segv().sa_handler != SIG_DFL);
    ASSERT_TRUE(has_signal_stack());
    fault_handler_end(&inner);
    ASSERT_TRUE(action_of_segv().sa_handler != SIG_DFL);
    ASSERT_TRUE(has_signal_stack());
    fault_handler_end(&outer);
    ASSERT_TRUE(action_of_segv().sa_handler == SIG_DFL);
    ASSERT_TRUE(!has_signal_stack());
}

TEST(handler_of_the_program_is_left_alone)
{
    struct fault_handler handler = { 0 };

    signal(SIGSEGV, SIG_IGN);
    fault_handler_begin(&handler);
    ASSERT_TRUE(action_of_segv().sa_handler == SIG_IGN);
    fault_handler_end(&handler);
    ASSERT_TRUE(action_of_segv().sa_handler == SIG_IGN);
    signal(SIGSEGV, SIG_DFL);
}

TEST(handler_that_comes_later_stays)
{
    struct fault_handler handler = { 0 };

    if (has_another_handler())
        test_skip("this build handles faults in another way");
    fault_handler_begin(&handler);
    signal(SIGSEGV, SIG_IGN);
    fault_handler_end(&handler);
    ASSERT_TRUE(action_of_segv().sa_handler == SIG_IGN);
}
