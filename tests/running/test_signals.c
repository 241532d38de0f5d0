#include "run/internal.h"
#include "scene.h"

#include "io/process/process.h"

#include <signal.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <time.h>

#ifdef __has_feature
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif
#if defined __SANITIZE_ADDRESS__ || HAS_FEATURE(address_sanitizer)
#define ADDRESS_SANITIZER true
#else
#define ADDRESS_SANITIZER false
#endif
#if defined __SANITIZE_THREAD__ || HAS_FEATURE(thread_sanitizer)
#define THREAD_SANITIZER true
#else
#define THREAD_SANITIZER false
#endif

enum { EXIT_OUTSIDE = 42 };

/* ---- A run in a process of its own ---- */

/* A signal before or after the run does not reach it. */
static void outside_of_the_run(int number)
{
    (void)number;
    _exit(EXIT_OUTSIDE);
}

struct child {
    pid_t process;
    int output;
};

static bool tells_of_crash;

static void tell_of_crash(void *context)
{
    const int *output = context;

    if (write(*output, "crash\n", 6) < 0)
        _exit(EXIT_OUTSIDE);
}

static void run_in_child(const struct demo *demo, enum co_clock clock, int output)
{
    struct run_options options = usual_options();
    struct sigaction outside = { .sa_handler = outside_of_the_run };

    sigaction(SIGINT, &outside, NULL);
    sigaction(SIGTERM, &outside, NULL);
    options.clock = clock;
    options.stamp = STAMP_NONE;
    options.output = output;
    options.errors = output;
    options.stream = NULL;
    options.handle_signals = true;
    options.on_crash = tells_of_crash ? tell_of_crash : NULL;
    options.on_crash_context = &output;
    ASSERT_EQ(write(output, ">", 1), 1);
    run_demo(demo, &options, &result);
    fflush(stdout);
    _exit(result.exit_code);
}

static struct child begin(const struct demo *demo, enum co_clock clock)
{
    struct child child;
    int ends[2];
    char byte;

    if (THREAD_SANITIZER)
        test_skip("ThreadSanitizer holds signals back until the task they met makes a system call");
    ASSERT_EQ(pipe(ends), 0);
    child.process = fork();
    ASSERT_TRUE(child.process >= 0);
    if (child.process == 0) {
        close(ends[0]);
        run_in_child(demo, clock, ends[1]);
    }
    close(ends[1]);
    child.output = ends[0];
    ASSERT_EQ(read(child.output, &byte, 1), 1);
    return child;
}

/* Read on until the child has printed `text`. */
static void wait_for(struct child *child, const char *text)
{
    size_t used = strlen(printed);

    while (!strstr(printed, text)) {
        ASSERT_TRUE(used < sizeof printed - 1);
        ASSERT_EQ(read(child->output, printed + used, 1), 1);
        printed[++used] = '\0';
    }
}

/* Read the rest, and return what waitpid() says. */
static int end(struct child *child)
{
    size_t used = strlen(printed);
    ssize_t got;
    int status;

    while ((got = read(child->output, printed + used, sizeof printed - 1 - used)) > 0)
        used += (size_t)got;
    printed[used] = '\0';
    close(child->output);
    ASSERT_EQ(waitpid(child->process, &status, 0), child->process);
    return status;
}

static int exit_code(int status)
{
    ASSERT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- Interrupts ---- */

ASYNC(worker, int id; double step;)
{
    int rc = 0;

    log_time("begin %d", my->id);
    while (rc == 0)
        rc = co_sleep(my->step);
    /* A cleanup may wait. */
    if (co_sleep(0) < 0)
        log_time("cancelled twice");
    log_time("cleaned %d", my->id);
    return rc;
}

ASYNC(three_workers)
{
    co_task_detach(co_create_task(CORO(worker, 1, 0.0001)));
    return GATHER(CORO(worker, 2, 0.0003), CORO(worker, 3, 1000));
}

static void count_lines(int *begun, int *cleaned)
{
    *begun = *cleaned = 0;
    for (const char *text = printed; *text; text += strcspn(text, "\n") + 1) {
        *begun += strncmp(text, "begin ", 6) == 0;
        *cleaned += strncmp(text, "cleaned ", 8) == 0;
    }
}

/* End runs at `count` moments spread over `span` nanoseconds, from their start, or from the time at
 * which all tasks have begun. */
static void interrupt_at_many_moments(enum co_clock clock, int number, int count, long span)
{
    for (int i = 0; i < count; i++) {
        struct child child = begin(SCENE(three_workers), clock);
        struct timespec moment = { 0, span / count * i };
        int code, begun, cleaned;

        test_note("signal %d at moment %d of %d, clock %d", number, i, count, (int)clock);
        printed[0] = '\0';
        if (i % 2)
            wait_for(&child, "begin 3\n");
        nanosleep(&moment, NULL);
        kill(child.process, number);
        code = exit_code(end(&child));
        count_lines(&begun, &cleaned);
        ASSERT_EQ(code, code == EXIT_OUTSIDE && !begun ? EXIT_OUTSIDE : 130);
        ASSERT_EQ(cleaned, begun);
        ASSERT_TRUE(!strstr(printed, "cancelled twice"));
    }
}

TEST(interrupt_at_any_moment_ends_a_real_run)
{
    interrupt_at_many_moments(CO_CLOCK_REAL, SIGINT, 100, 4000000);
}

TEST(interrupt_at_any_moment_ends_a_virtual_run)
{
    interrupt_at_many_moments(CO_CLOCK_VIRTUAL, SIGTERM, 100, 4000000);
}

TEST(interrupt_at_any_moment_ends_a_paced_run)
{
    interrupt_at_many_moments(CO_CLOCK_PACED, SIGINT, 100, 4000000);
}

DEF(blocks, double seconds;)
{
    co_blocking_sleep(my->seconds);
    log_time("the thread has ended");
    return 0;
}

ASYNC(waits_for_a_thread)
{
    struct co_task *task = co_run_in_executor(NULL, CORO(blocks, 0.3));
    log_time("begin");
    return co_await(task);
}

/* As in asyncio, a thread cannot be stopped, so the run waits for its end. */
TEST(interrupt_waits_for_a_running_thread)
{
    struct child child = begin(SCENE(waits_for_a_thread), CO_CLOCK_REAL);

    printed[0] = '\0';
    wait_for(&child, "begin\n");
    kill(child.process, SIGINT);
    ASSERT_EQ(exit_code(end(&child)), 130);
    ASSERT_STR_EQ(printed, "begin\nthe thread has ended\n");
}

ASYNC(does_not_want_to_end)
{
    int rc = 0;

    log_time("begin");
    while (rc == 0 || rc == -ECANCELED) {
        rc = co_sleep(0.001);
        if (rc == -ECANCELED)
            log_time("I stay");
    }
    return rc;
}

TEST(second_signal_ends_the_run_at_once)
{
    static const int numbers[][2] = { { SIGINT, SIGINT },
                                      { SIGTERM, SIGTERM },
                                      { SIGINT, SIGTERM } };

    for (size_t i = 0; i < 3; i++) {
        struct child child = begin(SCENE(does_not_want_to_end), CO_CLOCK_REAL);

        test_note("row %zu", i);
        printed[0] = '\0';
        wait_for(&child, "begin\n");
        kill(child.process, numbers[i][0]);
        wait_for(&child, "I stay\n");
        kill(child.process, numbers[i][1]);
        ASSERT_EQ(exit_code(end(&child)), 130);
        ASSERT_STR_EQ(printed, "begin\nI stay\n");
    }
}

ASYNC(never_waits)
{
    log_time("begin");
    for (volatile int forever = 1; forever;)
        ;
    return 0;
}

TEST(second_signal_ends_a_run_that_never_waits)
{
    struct child child = begin(SCENE(never_waits), CO_CLOCK_REAL);

    printed[0] = '\0';
    wait_for(&child, "begin\n");
    kill(child.process, SIGINT);
    /* The first one may still be pending; two of a kind would be one. */
    kill(child.process, SIGTERM);
    ASSERT_EQ(exit_code(end(&child)), 130);
}

ASYNC(leaves_a_child_behind)
{
    const char *const command[] = { "sleep", "1000", NULL };
    struct io_process *process;

    /* The child writes to the log's descriptor, so the log has no end while the child lives. */
    ASSERT_TRUE(dup2(run_now->options->output, STDOUT_FILENO) >= 0);
    await(io_create_subprocess_exec(&process, command, NULL));
    return CALL(does_not_want_to_end);
}

TEST(second_signal_ends_the_children_too)
{
    struct child child = begin(SCENE(leaves_a_child_behind), CO_CLOCK_REAL);

    printed[0] = '\0';
    wait_for(&child, "begin\n");
    kill(child.process, SIGINT);
    wait_for(&child, "I stay\n");
    kill(child.process, SIGINT);
    ASSERT_EQ(exit_code(end(&child)), 130);
}

ASYNC(ends_well_although_cancelled)
{
    log_time("begin");
    if (co_sleep(100) == -ECANCELED)
        log_time("cleaned");
    return 0;
}

TEST(interrupted_run_has_not_ended_well)
{
    struct child child = begin(SCENE(ends_well_although_cancelled), CO_CLOCK_REAL);

    printed[0] = '\0';
    wait_for(&child, "begin\n");
    kill(child.process, SIGINT);
    ASSERT_EQ(exit_code(end(&child)), 130);
    ASSERT_STR_EQ(printed, "begin\ncleaned\n");
}

/* ---- Handlers ---- */

ASYNC(looks_at_handlers)
{
    struct sigaction action;

    sigaction(SIGINT, NULL, &action);
    log_time("%d", action.sa_handler == SIG_IGN);
    sigaction(SIGTERM, NULL, &action);
    log_time("%d", action.sa_handler == SIG_DFL);
    sigaction(SIGPIPE, NULL, &action);
    log_time("%d", action.sa_handler == SIG_IGN);
    return 0;
}

TEST(handlers_exist_for_the_time_of_a_run)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGBUS };
    struct sigaction before[5], after;
    struct run_options options = usual_options();
    stack_t stack_before, stack_after;

    options.stamp = STAMP_NONE;
    sigaltstack(NULL, &stack_before);
    for (size_t i = 0; i < 5; i++)
        sigaction(numbers[i], NULL, &before[i]);
    play_with(SCENE(looks_at_handlers), options);
    ASSERT_STR_EQ(printed, "0\n1\n1\n");
    options.handle_signals = true;
    play_with(SCENE(looks_at_handlers), options);
    ASSERT_STR_EQ(printed, "0\n0\n1\n");
    for (size_t i = 0; i < 5; i++) {
        sigaction(numbers[i], NULL, &after);
        ASSERT_TRUE(after.sa_sigaction == before[i].sa_sigaction);
        ASSERT_EQ(after.sa_flags & (SA_SIGINFO | SA_ONSTACK),
                  before[i].sa_flags & (SA_SIGINFO | SA_ONSTACK));
    }
    sigaltstack(NULL, &stack_after);
    ASSERT_EQ(stack_before.ss_flags, stack_after.ss_flags);
    if (!(stack_before.ss_flags & SS_DISABLE))
        ASSERT_TRUE(stack_before.ss_sp == stack_after.ss_sp);
}

TEST(ignored_signal_stays_ignored)
{
    struct run_options options = usual_options();

    signal(SIGINT, SIG_IGN);
    options.stamp = STAMP_NONE;
    options.handle_signals = true;
    play_with(SCENE(looks_at_handlers), options);
    ASSERT_STR_EQ(printed, "1\n0\n1\n");
    signal(SIGINT, SIG_DFL);
}

/* ---- Stack overflows ---- */

__attribute__((noinline)) static int go_down(volatile char *above)
{
    volatile char page[512];

    page[0] = above[0];
    page[511] = 1;
    return page[0] ? go_down(page) + page[511] : 0;
}

enum { line_of_last_call = __LINE__ + 5 };
ASYNC(goes_too_deep)
{
    volatile char start = 1;

    log_time("%zu", co_task_stack_size(co_current_task()) / 1024);
    return go_down(&start);
}

ASYNC(one_goes_too_deep)
{
    log_time("begin");
    await(co_sleep(0.001));
    return GATHER(CORO(goes_too_deep), CORO(goes_too_deep));
}

TEST(stack_overflow_is_reported)
{
    struct child child = begin(SCENE(one_goes_too_deep), CO_CLOCK_VIRTUAL);
    char expected[1024];
    unsigned int size;

    printed[0] = '\0';
    ASSERT_EQ(exit_code(end(&child)), 5);
    ASSERT_EQ(sscanf(printed, "begin\n%u\n", &size), 1);
    snprintf(
        expected, sizeof expected,
        "begin\n%u\n"
        "Stack overflow in task goes_too_deep-1 (stack of %u KiB).\n"
        "The last call before it: tests/running/test_signals.c:%d: log_time(\"%%zu\", "
        "co_task_stack_size(co_current_task()) / 1024)\n"
        "Either a recursion is too deep or a local array is too large. What usually helps: make the "
        "array static, or give the coroutine a larger stack_size.\n",
        size, size, line_of_last_call);
    ASSERT_STR_EQ(printed, expected);
}

ASYNC(deep_generator)
{
    volatile char start = 1;

    await(co_yield(1));
    return go_down(&start);
}

ASYNC(asks_a_deep_generator)
{
    ASYNC_FOR(int, value, deep_generator)
        log_time("got %d", value);
    return 0;
}

TEST(crash_is_told_before_the_report)
{
    struct child child;

    tells_of_crash = true;
    child = begin(SCENE(one_goes_too_deep), CO_CLOCK_VIRTUAL);
    printed[0] = '\0';
    ASSERT_EQ(exit_code(end(&child)), 5);
    ASSERT_TRUE(strstr(printed, "\ncrash\nStack overflow in task goes_too_deep-1 "));
}

TEST(overflow_in_a_generator_names_its_task)
{
    struct child child = begin(SCENE(asks_a_deep_generator), CO_CLOCK_VIRTUAL);

    printed[0] = '\0';
    ASSERT_EQ(exit_code(end(&child)), 5);
    ASSERT_TRUE(strstr(printed, "got 1\nStack overflow in task main (stack of "));
}

ASYNC(counts_later, volatile int *count;)
{
    await(co_sleep(1));
    return ++*my->count;
}

/* Returns although a task still counts in this stack frame. */
ASYNC(forgets_a_counter)
{
    volatile int count = 0;

    log_time("begin");
    co_task_detach(co_create_task(CORO(counts_later, &count)));
    return co_sleep(0);
}

ASYNC(goes_on_after_the_counter)
{
    await(co_await(co_create_task(CORO(forgets_a_counter))));
    return co_sleep(5);
}

TEST(use_of_a_dead_stack_is_reported_in_debug_mode)
{
    if (ADDRESS_SANITIZER)
        test_skip("AddressSanitizer reports it");
    struct child child = begin(SCENE(goes_on_after_the_counter, .debug = true), CO_CLOCK_VIRTUAL);

    printed[0] = '\0';
    ASSERT_EQ(exit_code(end(&child)), 5);
    ASSERT_STR_EQ(
        printed,
        "begin\n"
        "task counts_later-1 uses the stack of forgets_a_counter-1, which has ended.\n"
        "What usually helps: share only data that outlives the function (static or from malloc()), "
        "or make the tasks in a task group and await its exit on every exit path.\n");
}

ASYNC(writes_to_nowhere)
{
    static volatile char *volatile nowhere;

    log_time("begin");
    *nowhere = 1;
    return 0;
}

TEST(other_fault_ends_the_process_as_before)
{
    struct child child;
    int status;

    if (ADDRESS_SANITIZER)
        test_skip("AddressSanitizer reports it");
    child = begin(SCENE(writes_to_nowhere), CO_CLOCK_VIRTUAL);
    printed[0] = '\0';
    status = end(&child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGSEGV);
    ASSERT_STR_EQ(printed, "begin\n");
}

ASYNC(gets_a_fault_by_mail)
{
    log_time("begin");
    kill(getpid(), SIGSEGV);
    return co_sleep(1);
}

TEST(sent_fault_signal_ends_the_process_as_before)
{
    struct child child;
    int status;

    if (ADDRESS_SANITIZER)
        test_skip("AddressSanitizer reports it");
    child = begin(SCENE(gets_a_fault_by_mail), CO_CLOCK_VIRTUAL);
    printed[0] = '\0';
    status = end(&child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGSEGV);
}

/* ---- Children ---- */

/* They sleep in real time on both clocks: in virtual time they may have ended when the signal comes. */
ASYNC(begins_children)
{
    static const char *const arguments[] = { "/bin/sleep", "1000", NULL };
    struct io_process *first, *second;

    await(io_create_subprocess_exec(&first, arguments, NULL));
    await(io_create_subprocess_shell(&second, "/bin/sleep 1000; true", NULL));
    log_time("children %d %d", io_process_id(first), io_process_id(second));
    return io_process_wait(first, NULL);
}

/* Wait until the process has ended. It was adopted: it is not a child that this process made. */
static void expect_ended(pid_t orphan)
{
    int status;

    if (waitpid(orphan, &status, 0) == orphan)
        ASSERT_TRUE(WIFSIGNALED(status));
}

/* Send the signal to a run whose children have begun. Returns the run's status from waitpid(), when
 * the children have ended. */
static int end_with_children(enum co_clock clock, const int *numbers, size_t count)
{
    struct child child;
    int first, second, status;
    const char *line;

#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#else
    test_skip("the end of a grandchild is not seen here");
#endif
    printed[0] = '\0';
    child = begin(SCENE(begins_children), clock);
    wait_for(&child, "\n");
    line = strstr(printed, "children ");
    ASSERT_TRUE(line && sscanf(line, "children %d %d", &first, &second) == 2);
    for (size_t i = 0; i < count; i++)
        kill(child.process, numbers[i]);
    status = end(&child);
    expect_ended(first);
    expect_ended(second);
    return status;
}

static void expect_an_end_by(int number)
{
    for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++) {
        test_note("signal %d, clock %d", number, clock);
        int status = end_with_children((enum co_clock)clock, &number, 1);
        ASSERT_TRUE(WIFSIGNALED(status));
        ASSERT_EQ(WTERMSIG(status), number);
    }
}

TEST(immediate_end_leaves_no_child)
{
    const int numbers[] = { SIGQUIT, SIGALRM, SIGUSR1, SIGXCPU, SIGSYS, SIGRTMIN };

    for (size_t i = 0; i < COUNT(numbers); i++)
        expect_an_end_by(numbers[i]);
}

TEST(abort_or_fault_leaves_no_child)
{
    if (ADDRESS_SANITIZER)
        test_skip("AddressSanitizer has handlers of its own");
    expect_an_end_by(SIGABRT);
    expect_an_end_by(SIGFPE);
    expect_an_end_by(SIGSEGV);
}

TEST(polite_end_leaves_no_child)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

    for (size_t i = 0; i < COUNT(numbers); i++)
        for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++) {
            test_note("signal %d, clock %d", numbers[i], clock);
            ASSERT_EQ(exit_code(end_with_children((enum co_clock)clock, &numbers[i], 1)),
                      numbers[i] == SIGHUP ? 129 : 130);
        }
}

TEST(second_interrupt_leaves_no_child)
{
    static const int numbers[] = { SIGINT, SIGINT };

    ASSERT_EQ(exit_code(end_with_children(CO_CLOCK_REAL, numbers, 2)), 130);
}

static void *interrupt_the_process(void *unused)
{
    (void)unused;
    raise(SIGINT); /* it goes to this thread */
    return NULL;
}

ASYNC(is_interrupted_by_a_thread)
{
    pthread_t thread;

    log_time("begin");
    ASSERT_EQ(pthread_create(&thread, NULL, interrupt_the_process, NULL), 0);
    int rc = co_sleep(1000);
    pthread_join(thread, NULL);
    return rc;
}

TEST(interrupt_in_another_thread_ends_the_run)
{
    struct child child = begin(SCENE(is_interrupted_by_a_thread), CO_CLOCK_REAL);

    printed[0] = '\0';
    ASSERT_EQ(exit_code(end(&child)), 130);
}
