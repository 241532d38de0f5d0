/* src/co/quarantine.c: what debug mode does with the memory of tasks that have ended. */
#include "scenario.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int run_debugged(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL,
                                              .debug = CO_DEBUG_ON,
                                              .report = say_report });
}

/* ---- Stacks ---- */

static const char *expected_name;

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *name = co_stack_ended(info->si_addr);

    (void)number, (void)context;
    _exit(name && strcmp(name, expected_name) == 0 ? 0 : 1);
}

/* From now on a fault in the stack of the ended task of this name ends the case well, any other
 * fault badly. With the address sanitizer, its report does. */
static void expect_use_of_the_stack_of(const char *name)
{
    static char stack[64 * 1024];
    stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    if (TASKS_KEPT)
        test_skip("AddressSanitizer reports it");
    expected_name = name;
    ASSERT_EQ(sigaltstack(&alternate, NULL), 0);
    ASSERT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
    ASSERT_EQ(sigaction(SIGBUS, &action, NULL), 0);
}

/* Adds to a number of another function after a while. */
ASYNC(adds_later, volatile int *number;)
{
    int rc = co_sleep(1);

    ++*my->number;
    return rc;
}

ASYNC(leaves_a_task_behind)
{
    volatile int number = 0;

    co_task_detach(co_create_task(CORO(adds_later, &number)));
    return co_sleep(0);
}

TEST(stack_of_main_is_sealed_when_main_has_ended)
{
    expect_use_of_the_stack_of("leaves_a_task_behind");
    (void)!run_debugged(CORO(leaves_a_task_behind));
    ASSERT_TRUE(!"the use of main's stack was not noticed");
}

ASYNC(leaves_its_arguments_behind, volatile int number;)
{
    co_task_detach(co_create_task(CORO(adds_later, &my->number)));
    return co_sleep(0);
}

TEST(arguments_of_main_are_sealed_when_main_has_ended)
{
    expect_use_of_the_stack_of("leaves_its_arguments_behind");
    (void)!run_debugged(CORO(leaves_its_arguments_behind, 1));
    ASSERT_TRUE(!"the use of main's arguments was not noticed");
}

ASYNC(makes_many_more, struct co_coro first;)
{
    await(co_await(co_create_task(my->first)));
    for (int i = 0; i < CO_ENDED_TASKS_KEPT - 1; i++)
        await(co_await(co_create_task(CORO(returner, .result = 0))));
    return co_sleep(2);
}

TEST(stack_stays_sealed_until_enough_others_have_ended)
{
    expect_use_of_the_stack_of("leaves_a_task_behind");
    (void)!run_debugged(CORO(makes_many_more, CORO(leaves_a_task_behind)));
    ASSERT_TRUE(!"the use of the stack was not noticed");
}

ASYNC(generator_that_leaves_a_task_behind)
{
    volatile int number = 0;

    co_task_detach(co_create_task(CORO(adds_later, &number)));
    return co_yield(1);
}

ASYNC(asks_a_generator)
{
    ASYNC_FOR(int, value, generator_that_leaves_a_task_behind)
        say("%d", value);
    return co_sleep(2);
}

TEST(stack_of_a_generator_is_sealed_when_it_has_ended)
{
    expect_use_of_the_stack_of("generator_that_leaves_a_task_behind");
    (void)!run_debugged(CORO(asks_a_generator));
    ASSERT_TRUE(!"the use of the generator's stack was not noticed");
}

ASYNC(makes_one_eagerly, struct co_coro coro;)
{
    co_task_detach(co_create_eager_task(my->coro));
    return co_sleep(2);
}

ASYNC(ends_at_once)
{
    volatile int number = 0;

    co_task_detach(co_create_task(CORO(adds_later, &number)));
    return 0;
}

TEST(stack_of_an_eager_task_is_sealed_when_it_has_ended)
{
    expect_use_of_the_stack_of("ends_at_once");
    (void)!run_debugged(CORO(makes_one_eagerly, CORO(ends_at_once)));
    ASSERT_TRUE(!"the use of the stack was not noticed");
}

/* ---- The bound ---- */

ASYNC(makes_many)
{
    for (int i = 0; i < CO_ENDED_TASKS_KEPT + 500; i++) {
        struct co_task *task = co_create_task(CORO(returner, .result = i));

        ASSERT_TRUE(different(task) <= CO_ENDED_TASKS_KEPT + 1);
        ASSERT_EQ(co_await(task), i);
    }
    return 0;
}

TEST(quarantine_does_not_grow_in_a_long_run)
{
    ASSERT_EQ(run_debugged(CORO(makes_many)), 0);
}

ASYNC(makes_futures)
{
    for (int i = 0; i < 2 * CO_ENDED_TASKS_KEPT; i++) {
        struct co_task *future = co_future_create("future");

        ASSERT_EQ(co_future_set_result(future, i), 0);
        ASSERT_EQ(co_await(future), i);
    }
    return 0;
}

TEST(quarantine_keeps_futures_and_frees_them)
{
    ASSERT_EQ(run_debugged(CORO(makes_futures)), 0);
}

ASYNC(fills_its_stack)
{
    volatile char bytes[12 * 1024];

    memset((char *)bytes, 1, sizeof bytes);
    await(co_sleep(0));
    return bytes[1000];
}

ASYNC(switches_debug_mode)
{
    for (int i = 0; i < 2 * CO_ENDED_TASKS_KEPT; i++) {
        co_set_debug(i % 3);
        ASSERT_EQ(co_await(co_create_task(CORO(fills_its_stack))), 1);
    }
    return 0;
}

TEST(sealed_stacks_are_used_again_when_debug_mode_is_switched)
{
    ASSERT_EQ(run_debugged(CORO(switches_debug_mode)), 0);
}
