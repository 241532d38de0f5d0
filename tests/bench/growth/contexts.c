/* The growth of contexts: many variables, many copies. */
#include "growth.h"

static struct co_context_var vars[GROWTH_MOST];

static int set_all(long n)
{
    for (long i = 0; i < n; i++)
        if (co_context_var_set(&vars[i], i).result < 0)
            return -ENOMEM;
    return 0;
}

/* In a task of its own, whose context ends with it. */
ASYNC(setter, long n;)
{
    for (long i = 0; i < my->n; i++)
        vars[i].name = "variable";
    await(set_all(my->n));
    for (long i = 0; i < my->n; i++)
        if (co_context_var_get(&vars[i]) != i)
            return -EIO;
    return 0;
}

static int set_and_get(long n)
{
    return co_await(co_create_task(CORO(setter, n)));
}

ASYNC(resetter, long n;)
{
    static struct co_context_token tokens[GROWTH_MOST];

    for (long i = 0; i < my->n; i++)
        tokens[i] = co_context_var_set(&vars[i], i);
    for (long i = my->n; i-- > 0;)
        await(co_context_var_reset(&tokens[i]));
    return 0;
}

static int set_and_reset(long n)
{
    return co_await(co_create_task(CORO(resetter, n)));
}

/* Of a context with n variables. */
ASYNC(copier, long n;)
{
    static struct co_context *copies[GROWTH_MOST];

    await(set_all(my->n));
    growth_begin();
    for (long i = 0; i < my->n; i++)
        if (!(copies[i] = co_context_copy()))
            return -ENOMEM;
    for (long i = 0; i < my->n; i++)
        co_context_release(copies[i]);
    growth_end();
    return 0;
}

static int copy(long n)
{
    return co_await(co_create_task(CORO(copier, n)));
}

ASYNC(child)
{
    return co_context_var_set(&vars[0], 1).result;
}

ASYNC(creator, long n;)
{
    await(set_all(my->n));
    growth_begin();
    growth_create(my->n, CORO(child));
    await(growth_gather(my->n));
    growth_end();
    return 0;
}

static int create_in_context(long n)
{
    return co_await(co_create_task(CORO(creator, n)));
}

const struct growth_row growth_contexts[] = {
    ROW("variables set and read", set_and_get, .sorts = true),
    ROW("variables set and reset", set_and_reset, .sorts = true),
    ROW("copies of n variables", copy),
    ROW("tasks that see n variables", create_in_context),
    { 0 },
};
