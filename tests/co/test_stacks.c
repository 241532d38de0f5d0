#include "co/kernel/guard.h"
#include "co/kernel/stacks.h"

#include "scenario.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* ---- A kernel that knows less ---- */

static bool no_cheap_guards, no_guards_at_all;
static int guards_made; /* that take mappings */
static int guards_left = INT_MAX;

int madvise(void *address, size_t size, int advice)
{
    if (no_cheap_guards && advice == 102) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_madvise, address, size, advice);
}

int mprotect(void *address, size_t size, int protection)
{
    if (no_guards_at_all || (protection == PROT_NONE && guards_made >= guards_left)) {
        errno = ENOMEM;
        return -1;
    }
    guards_made += protection == PROT_NONE;
    return (int)syscall(SYS_mprotect, address, size, protection);
}

/* ---- Taking and giving back ---- */

static struct stacks *make_stacks(void)
{
    static struct stacks stacks;

    stacks_begin(&stacks, 0);
    return &stacks;
}

static struct stack *take(struct stacks *stacks, size_t stack_size)
{
    uint8_t stack_class;
    struct stack *stack = stacks_take(stacks, stack_size, &stack_class);

    ASSERT_TRUE(stack != NULL);
    ASSERT_EQ((uintptr_t)stack % 16, 0);
    ASSERT_EQ(stack_class,
              stack_size ? stacks_class(stack_size) : stacks->default_pool->stack_class);
    return stack;
}

static char *bottom_of(const struct stacks *stacks, const struct stack *stack)
{
    return stack_bottom(stack, stacks->default_pool->stack_class);
}

TEST(stack_has_its_head_on_top)
{
    struct stacks *stacks = make_stacks();
    struct stack *stack = take(stacks, 0);
    size_t usable = (size_t)((char *)stack - bottom_of(stacks, stack));

    ASSERT_TRUE(usable > stack_bytes(stacks->default_pool->stack_class) * 3 / 4);
    ASSERT_TRUE(usable < stack_bytes(stacks->default_pool->stack_class));
    memset(bottom_of(stacks, stack), 0x55, usable);
    stack->arguments[0] = 0;
    stacks_free(stacks);
}

TEST(stacks_do_not_overlap)
{
    enum { STACKS = 100 };
    struct stacks *stacks = make_stacks();
    struct stack *all[STACKS];

    for (int i = 0; i < STACKS; i++) {
        all[i] = take(stacks, 0);
        *(int *)all[i]->arguments = i;
        memset(bottom_of(stacks, all[i]), i, 4096);
        memset((char *)all[i] - 4096, i, 4096);
    }
    for (int i = 0; i < STACKS; i++) {
        ASSERT_EQ(*(int *)all[i]->arguments, i);
        ASSERT_EQ(bottom_of(stacks, all[i])[0], i);
        ASSERT_EQ(bottom_of(stacks, all[i])[4095], i);
        ASSERT_EQ(((char *)all[i])[-1], i);
    }
    stacks_free(stacks);
}

TEST(stack_that_was_given_back_last_is_taken_first)
{
    struct stacks *stacks = make_stacks();
    struct stack *a = take(stacks, 0), *b = take(stacks, 0);

    stack_give(stack_pool_for(stacks, 0), a);
    stack_give(stack_pool_for(stacks, 0), b);
    ASSERT_TRUE(take(stacks, 0) == b);
    ASSERT_TRUE(take(stacks, 0) == a);
    stacks_free(stacks);
}

TEST(promised_stacks_are_there_without_memory)
{
    enum { STACKS = 100 };
    struct stacks *stacks = make_stacks();
    struct stack_pool *pool = stack_pool_for(stacks, 0);
    struct stack *all[STACKS];

    for (int i = 0; i < STACKS; i++) {
        ASSERT_EQ(stacks_spare(stacks, pool), 0);
        pool->spare--;
    }
    co_fail_allocation(1, true);
    for (int i = 0; i < STACKS; i++) {
        all[i] = stacks_take_promised(stacks, pool->stack_class);
        memset((char *)all[i] - 64, i, 64);
    }
    for (int i = 0; i < STACKS; i++)
        ASSERT_EQ(((char *)all[i])[-1], i);
    stacks_free(stacks);
}

TEST(stack_has_at_least_the_size_that_was_asked_for)
{
    struct stacks *stacks = make_stacks();
    const size_t sizes[] = { 1, 10000, 16384, 16385, 100000, 1 << 20, (1 << 20) + 1, 8 << 20 };

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct stack *stack = take(stacks, sizes[i]);
        uint8_t stack_class = stacks_class(sizes[i]);
        char *bottom = stack_bottom(stack, stack_class);

        ASSERT_TRUE(stack_bytes(stack_class) >= sizes[i]);
        memset(bottom, 1, (size_t)((char *)stack - bottom));
    }
    stacks_free(stacks);
}

TEST(stacks_of_different_sizes_are_kept_apart)
{
    struct stacks *stacks = make_stacks();
    struct stack *small = take(stacks, 0), *large = take(stacks, 4 << 20);

    stack_give(stack_pool_for(stacks, 0), small);
    stack_give(stack_pool_for(stacks, 4 << 20), large);
    ASSERT_TRUE(take(stacks, 4 << 20) == large);
    ASSERT_TRUE(take(stacks, 0) == small);
    stacks_free(stacks);
}

TEST(fewer_stacks_are_made_at_a_time_when_memory_is_short)
{
    struct stacks *stacks = make_stacks();

    co_fail_allocation(2, false); /* the first is the note of the slab, the second its memory */
    for (int i = 0; i < 50; i++)
        take(stacks, 0);
    stacks_free(stacks);
}

TEST(stack_is_refused_without_memory)
{
    struct stacks *stacks = make_stacks();
    uint8_t stack_class;

    co_fail_allocation(1, true);
    ASSERT_TRUE(!stacks_take(stacks, 0, &stack_class));
    co_fail_allocation(2, true);
    ASSERT_TRUE(!stacks_take(stacks, 0, &stack_class));
    co_fail_allocation(0, false);
    ASSERT_TRUE(stacks_take(stacks, 0, &stack_class) != NULL);
    stacks_free(stacks);
}

/* ---- Guards ---- */

static char expected_name[CO_NAME_MAX];

static void on_fault(int number, siginfo_t *info, void *context)
{
    struct co_task *task = co_stack_overflow(info->si_addr);

    (void)number, (void)context;
    /* The harness takes 0 for passed. */
    _exit(task && strcmp(co_task_name(task), expected_name) == 0 ? 0 : 1);
}

/* From now on a fault in the guard of the task of this name ends the case well, any other fault
 * badly. */
static void expect_overflow_of(const char *name)
{
    static char stack[64 * 1024];
    stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    snprintf(expected_name, sizeof expected_name, "%s", name);
    ASSERT_EQ(sigaltstack(&alternate, NULL), 0);
    ASSERT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
    ASSERT_EQ(sigaction(SIGBUS, &action, NULL), 0);
}

static volatile bool deeper = true;

__attribute__((noinline)) static int recurse(const volatile char *above)
{
    volatile char here[2000];

    here[0] = *above;
    return deeper ? recurse(here) + here[0] : 0;
}

ASYNC(overflow)
{
    volatile char start = 1;

    await(co_sleep(0));
    return recurse(&start);
}

ASYNC(overflow_beside_others)
{
    (void)!co_create_task(CORO(stuck, "neighbour"));
    struct co_task *task = co_create_task(CORO(overflow));
    co_task_set_name(task, "the deep one");
    (void)!co_create_task(CORO(stuck, "neighbour"));
    return co_await(task);
}

static void expect_overflow_to_be_noticed(void)
{
    expect_overflow_of("the deep one");
    (void)!run(CORO(overflow_beside_others));
    ASSERT_TRUE(!"the overflow was not noticed");
}

TEST(stack_overflow_is_caught_by_a_guard_that_knows_the_task)
{
    expect_overflow_to_be_noticed();
}

TEST(stacks_have_guards_when_the_kernel_has_no_cheap_ones)
{
    no_cheap_guards = true;
    expect_overflow_to_be_noticed();
}

ASYNC(overflow_generator)
{
    volatile char start = 1;

    await(co_yield(1));
    return recurse(&start);
}

ASYNC(overflow_in_a_generator)
{
    struct co_generator generator = { .coro = CORO(overflow_generator) };
    intptr_t value;

    co_task_set_name(co_current_task(), "the deep one");
    await(co_generator_next(&generator, &value));
    return co_generator_next(&generator, &value);
}

TEST(stack_of_a_generator_belongs_to_the_task_that_runs_it)
{
    expect_overflow_of("the deep one");
    (void)!run(CORO(overflow_in_a_generator));
    ASSERT_TRUE(!"the overflow was not noticed");
}

TEST(stacks_work_without_guards)
{
    no_cheap_guards = no_guards_at_all = true;
    ASSERT_EQ(run(CORO(sleeper, 1, 5)), 5);
}

/* ---- Where each guard takes two mappings ---- */

/* Of the 32 mappings that the process may have, guards take three quarters. */
enum { MAPPINGS = 32, GUARDS = 12, MANY = 100 };

static void allow_few_guards(void)
{
    no_cheap_guards = true;
    guards_allow_mappings(MAPPINGS);
}

/* The task of this coroutine and `count` more are alive at the same time. */
ASYNC(make_tasks, int count;)
{
    for (int i = 0; i < my->count; i++)
        ASSERT_TRUE(co_create_task(CORO(sleeper, 1, 0)) != NULL);
    return co_sleep(2);
}

TEST(stacks_get_no_guard_near_the_limit_of_mappings)
{
    allow_few_guards();
    ASSERT_EQ(run(CORO(make_tasks, MANY)), 0);
    ASSERT_EQ(guards_made, GUARDS);
}

TEST(loop_returns_the_mappings_of_its_guards_when_it_ends)
{
    allow_few_guards();
    for (int i = 1; i <= 3; i++) {
        ASSERT_EQ(run(CORO(make_tasks, MANY)), 0);
        ASSERT_EQ(guards_made, i * GUARDS);
    }
}

static void *make_tasks_in_a_thread(void *nothing)
{
    ASSERT_EQ(run(CORO(make_tasks, MANY)), 0);
    return nothing;
}

ASYNC(make_tasks_beside_another_loop)
{
    pthread_t thread;

    await(CALL(make_tasks, 3));
    ASSERT_EQ(guards_made, 4);
    ASSERT_EQ(pthread_create(&thread, NULL, make_tasks_in_a_thread, NULL), 0);
    ASSERT_EQ(pthread_join(thread, NULL), 0);
    ASSERT_EQ(guards_made, GUARDS);
    await(CALL(make_tasks, MANY));
    ASSERT_EQ(guards_made, GUARDS + GUARDS - 4);
    return 0;
}

TEST(loops_of_all_threads_share_one_limit_of_mappings)
{
    allow_few_guards();
    ASSERT_EQ(run(CORO(make_tasks_beside_another_loop)), 0);
}

TEST(missing_guards_are_reported_once)
{
    allow_few_guards();
    ASSERT_EQ(run_reporting(CORO(make_tasks, GUARDS - 1)), 0);
    SAID("");
    ASSERT_EQ(run(CORO(make_tasks, MANY)), 0); /* this loop has no report function */
    ASSERT_EQ(run_reporting(CORO(make_tasks, MANY)), 0);
    SAID(
        "New stacks have no guard page, as the process comes near vm.max_map_count: an overflow of "
        "such a stack is not detected::");
    ASSERT_EQ(run_reporting(CORO(make_tasks, MANY)), 0);
    SAID("");
}

ASYNC(overflow_beside_unguarded_stacks)
{
    struct co_task *task = co_create_task(CORO(overflow));

    co_task_set_name(task, "the deep one");
    for (int i = 0; i < MANY; i++)
        (void)!co_create_task(CORO(stuck, "neighbour"));
    return co_await(task);
}

TEST(guarded_stack_is_protected_when_others_have_no_guard)
{
    allow_few_guards();
    expect_overflow_of("the deep one");
    (void)!run(CORO(overflow_beside_unguarded_stacks));
    ASSERT_TRUE(!"the overflow was not noticed");
}

TEST(guards_leave_some_mappings_to_the_program)
{
    no_cheap_guards = true;
    guards_left = 10;
    ASSERT_EQ(run_reporting(CORO(make_tasks, MANY)), 0);
    ASSERT_EQ(guards_made, 10);
    ASSERT_TRUE(strstr(words, "New stacks have no guard page") == words);
    guards_left = INT_MAX;
    ASSERT_EQ(run(CORO(make_tasks, MANY)), 0);
    ASSERT_EQ(guards_made, 10 + 5);
}

DEF(returns_seven)
{
    return 7;
}

static void *run_in_a_thread(void *nothing)
{
    ASSERT_EQ(run(CORO(sleeper, 1, 3)), 3);
    return nothing;
}

/* As many tasks as would need more guards than Linux allows mappings by itself. */
ASYNC(make_more_tasks_than_mappings)
{
    enum { TASKS = 35000 };
    pthread_t thread;
    void *memory;

    for (int i = 0; i < TASKS; i++) {
        test_note("task %d", i);
        ASSERT_TRUE(co_create_task(CORO(sleeper, 1, 0)) != NULL);
    }
    await(co_sleep(0));
    ASSERT_EQ(co_to_thread(CORO(returns_seven)), 7);
    ASSERT_EQ(pthread_create(&thread, NULL, run_in_a_thread, NULL), 0);
    ASSERT_EQ(pthread_join(thread, NULL), 0);
    memory = malloc(64 << 20);
    ASSERT_TRUE(memory != NULL);
    free(memory);
    return co_sleep(2);
}

TEST(tasks_without_mappings_leave_room_for_threads_and_memory)
{
    if (RUNNING_ON_VALGRIND)
        test_skip("Valgrind has a limit of its own");
    if (test_is_short_of_memory())
        return; /* once is long enough */
    no_cheap_guards = true;
    ASSERT_EQ(run(CORO(make_more_tasks_than_mappings)), 0);
}

ASYNC_TEST(address_outside_of_all_guards_is_no_overflow)
{
    int here = 0;

    ASSERT_TRUE(!co_stack_overflow(&here));
    ASSERT_TRUE(!co_stack_overflow(NULL));
    ASSERT_TRUE(!co_stack_overflow(words));
    return 0;
}

TEST(address_is_no_overflow_outside_a_loop)
{
    ASSERT_TRUE(!co_stack_overflow(words));
}

/* ---- Through the loop ---- */

ASYNC(stack_size)
{
    return (int)co_task_stack_size(co_current_task());
}

TEST(options_set_the_size_of_stacks)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .stack_size = 500000 };

    ASSERT_EQ(co_run(CORO(stack_size), &options), 1 << 19);
}

ASYNC(large_frame)
{
    volatile char bytes[700000];

    for (size_t i = 0; i < sizeof bytes; i += 512)
        bytes[i] = 1;
    await(co_sleep(0));
    return bytes[512];
}

ASYNC_TEST(coroutine_sets_the_size_of_its_stack)
{
    struct co_coro coro = CORO(large_frame);

    coro.stack_size = 1 << 20;
    ASSERT_EQ(co_await(co_create_task(coro)), 1);
    struct co_generator generator = { .coro = coro };
    intptr_t value;
    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    return 0;
}

ASYNC(sleep_long)
{
    return co_sleep(1);
}

ASYNC_TEST(thousands_of_tasks_can_be_alive)
{
    for (int i = 0; i < 5000; i++)
        ASSERT_TRUE(co_create_task(CORO(sleep_long)) != NULL);
    return co_sleep(2);
}

/* Its address tells which stack the task runs on. */
ASYNC(note_stack, uintptr_t *address;)
{
    volatile char here = 0;

    (void)here;
    *my->address = (uintptr_t)&here;
    return 0;
}

/* A task begins while the one before it leaves its stack, so two take turns. */
ASYNC_TEST(tasks_that_never_wait_share_a_stack)
{
    enum { TASKS = 100 };
    uintptr_t addresses[TASKS];
    struct co_task *tasks[TASKS];

    for (int i = 0; i < TASKS; i++)
        tasks[i] = co_create_task(CORO(note_stack, &addresses[i]));
    for (int i = 0; i < TASKS; i++)
        await(co_await(tasks[i]));
    /* The quarantine of the sanitizer keeps the stacks apart. */
    for (int i = 1; i < TASKS; i++)
        ASSERT_EQ(addresses[i] == addresses[i - 1], !CO_ADDRESS_SANITIZER);
    return 0;
}

TEST(loops_in_a_row_reuse_the_same_mappings)
{
    for (int i = 0; i < 300; i++)
        ASSERT_EQ(run(CORO(sleeper, 1, i)), i);
}
