#include "conformance.h"

static struct co_context_var cvar = { "cvar", 0, 0 };

static int get(void)
{
    return (int)co_context_var_get(&cvar);
}

static int set(int value)
{
    return co_context_var_set(&cvar, value).result;
}

/* ---- test_tasks.py ---- */

ASYNC(see_change_see, int expected; int value;)
{
    ASSERT_EQ(get(), my->expected);
    await(co_sleep(0.01));
    ASSERT_EQ(get(), my->expected);
    await(set(my->value));
    await(co_sleep(0.01));
    ASSERT_EQ(get(), my->value);
    return 0;
}

CONFORMS(BaseTaskTests, test_context_1)
{
    await(set(10));
    struct co_task *child = co_create_task(CORO(see_change_see, 10, 30));
    await(set(20));
    await(co_await(child));
    ASSERT_EQ(get(), 20);
    return 0;
}

static int see_in_callback(struct co_task *task, void *expected)
{
    (void)task;
    ASSERT_EQ(get(), (intptr_t)expected);
    say("called");
    return set(get() + 100);
}

CONFORMS(BaseTaskTests, test_context_2)
{
    struct co_task *child = co_create_task(CORO(see_change_see, 0, 3));

    await(set(1));
    await(co_task_add_done_callback(child, see_in_callback, (void *)(intptr_t)1));
    await(set(2));
    await(co_task_add_done_callback(child, see_in_callback, (void *)(intptr_t)2));
    await(co_await(child));
    await(turns(1));
    SAID("called called");
    ASSERT_EQ(get(), 2);
    return 0;
}

ASYNC(keep_a_value, int value;)
{
    await(set(my->value));
    for (int i = 0; i < 10; i++) {
        await(co_sleep(0.001 * (my->value % 7)));
        ASSERT_EQ(get(), my->value + i);
        await(set(my->value + i + 1));
    }
    return 0;
}

CONFORMS(BaseTaskTests, test_context_3)
{
    struct co_task *tasks[100];

    for (int i = 0; i < 100; i++)
        tasks[i] = co_create_task(CORO(keep_a_value, i));
    await(co_gather(tasks, 100, NULL, 0));
    ASSERT_EQ(get(), 0);
    return 0;
}

/* A task that gets a context changes that context, whatever call makes the task. */
static int is_the_one_that_changes(struct co_task *(*create)(struct co_coro, struct co_context *))
{
    struct co_context *context = co_context_copy();

    await(set(7));
    await(co_await(create(CORO(see_change_see, 0, 3), context)));
    ASSERT_EQ(co_context_value(context, &cvar), 3);
    await(co_await(create(CORO(see_change_see, 3, 4), context)));
    ASSERT_EQ(co_context_value(context, &cvar), 4);
    ASSERT_EQ(get(), 7);
    co_context_release(context);
    return 0;
}

static struct co_task *with_a_place(struct co_coro coro, struct co_context *context)
{
    return co_create_task_in(coro, context);
}

/* Made by a callback, where no task runs. */
static struct co_task *made_outside;
struct given {
    struct co_coro coro;
    struct co_context *context;
};
static int make_outside(void *argument)
{
    struct given *given = argument;

    made_outside = co_create_task_in(given->coro, given->context);
    return 0;
}

static struct co_task *from_a_callback(struct co_coro coro, struct co_context *context)
{
    static struct given given;

    given = (struct given){ coro, context };

    ASSERT_EQ(co_call_soon(make_outside, &given), 0);
    ASSERT_EQ(turns(1), 0);
    return made_outside;
}

CONFORMS(BaseTaskTests, test_context_4)
{
    return is_the_one_that_changes((co_create_task_in));
}

CONFORMS(BaseTaskTests, test_context_5)
{
    return is_the_one_that_changes(with_a_place);
}

CONFORMS(BaseTaskTests, test_context_6)
{
    return is_the_one_that_changes(from_a_callback);
}

CONFORMS(BaseTaskTests, test_get_context)
{
    struct co_context *context = co_context_copy();
    struct co_task *with = co_create_task_in(CORO(sleeper, 0.1, 0), context);
    struct co_task *without = co_create_task(CORO(sleeper, 0.1, 0));
    struct co_context *asked = co_task_context(with), *own = co_task_context(without);

    ASSERT_TRUE(asked == context);
    ASSERT_TRUE(own && own != context);
    co_context_release(own);
    co_context_release(asked);
    co_context_release(context);
    await(co_await(with));
    return co_await(without);
}

/* ---- test_context.py ---- */

static struct co_context_var precision = { "precision", 28, 0 };

ASYNC(divide, int digits; double pause; const char *expected;)
{
    char number[32];

    await(co_context_var_set(&precision, my->digits).result);
    for (int i = 0; i < 4; i++) {
        await(co_sleep(my->pause));
        snprintf(number, sizeof number, "%.*f", (int)co_context_var_get(&precision), 1. / 3);
        ASSERT_STR_EQ(number, my->expected);
    }
    return 0;
}

CONFORMS(DecimalContextTest, test_asyncio_task_decimal_context)
{
    await(GATHER(CORO(divide, 3, 0.1, "0.333"), CORO(divide, 6, 0.08, "0.333333")));
    ASSERT_EQ(co_context_var_get(&precision), 28);
    return 0;
}

/* ---- test_eager_task_factory.py ---- */

CONFORMS(EagerTaskFactoryLoopTests, test_context_vars)
{
    await(set(1));
    struct co_task *task = co_create_eager_task(CORO(keep_a_value, 2));
    ASSERT_EQ(get(), 1);
    await(co_await(task));
    ASSERT_EQ(get(), 1);
    return 0;
}
