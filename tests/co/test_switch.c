/* The switch of stacks where link-time optimization has inlined it into the functions of a program:
 * this file is linked that way, unlike the other tests, where the compiler has it. */
#include "scenario.h"

#define SWITCH (void)!co_sleep(0)
#include "values.h"

ASYNC(keep, const struct keeper *keeper; int pattern;)
{
    return my->keeper->keep(my->pattern);
}

/* Each of several tasks holds values of its own while the others run. */
static void expect_kept(const struct keeper *keeper)
{
    struct co_task *tasks[9]; /* the x87 stack has 8 places */

    for (int i = 0; i < (int)COUNT(tasks); i++)
        tasks[i] = co_create_task(CORO(keep, keeper, i));
    for (int i = 0; i < (int)COUNT(tasks); i++)
        ASSERT_EQ(co_await(tasks[i]), 1);
}

ASYNC_TEST(a_task_keeps_values_of_each_kind_while_others_run)
{
    for (const struct keeper *keeper = keepers; keeper < keepers + KEEPERS; keeper++) {
        test_note("%s", keeper->name);
        if (is_possible(keeper))
            expect_kept(keeper);
    }
    return 0;
}

__attribute__((flatten, noinline)) static bool keep_several_kinds(int pattern)
{
    volatile long double long_double_in = pattern + 0.5L;
    volatile double double_in = pattern + 0.25;
    volatile long integer_in = pattern;
    long double long_double = long_double_in;
    double number = double_in;
    long integer = integer_in;

    SWITCH;
    return long_double == long_double_in && number == double_in && integer == integer_in;
}

ASYNC_TEST(values_of_several_kinds_are_kept_beside_each_other)
{
    expect_kept(&(struct keeper){ "several kinds", keep_several_kinds });
    return 0;
}
