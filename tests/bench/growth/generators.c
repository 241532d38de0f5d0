/* The growth of async generators: many that are open. */
#include "growth.h"

static struct co_generator generators[GROWTH_MOST];

ASYNC(numbers)
{
    for (intptr_t i = 0;; i++)
        await(co_yield(i));
}

static int open_all(long n)
{
    intptr_t value;

    for (long i = 0; i < n; i++) {
        generators[i] = GENERATOR(numbers);
        await(co_generator_next(&generators[i], &value));
    }
    return 0;
}

static int step_in_turn(long n)
{
    intptr_t value;

    await(open_all(n));
    growth_begin();
    for (long i = 0; i < n; i++)
        await(co_generator_next(&generators[i], &value));
    growth_end();
    for (long i = 0; i < n; i++)
        await(co_generator_close(&generators[i]));
    return 0;
}

static int close_at(long n, bool scattered)
{
    await(open_all(n));
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        await(co_generator_close(&generators[scattered ? growth_scattered(i, n) : n - 1 - i]));
    return 0;
}

static int close_last_first(long n)
{
    return close_at(n, false);
}

static int close_scattered(long n)
{
    return close_at(n, true);
}

static int drop_all(long n)
{
    await(open_all(n));
    for (long i = n; i-- > 0;)
        await(co_generator_drop(&generators[i]));
    await(co_sleep(0));
    return co_sleep(0);
}

/* By a thread. */
DEF(dropper, long n;)
{
    for (long i = my->n; i-- > 0;)
        await(co_generator_drop(&generators[i]));
    return 0;
}

static int drop_from_thread(long n)
{
    await(open_all(n));
    await(co_to_thread(CORO(dropper, n)));
    await(co_sleep(0));
    return co_sleep(0);
}

/* While a task runs within each of n others. */
ASYNC(waiting_numbers)
{
    await(co_event_wait(&growth_event));
    return co_yield(1);
}

ASYNC(asker)
{
    struct co_generator generator = GENERATOR(waiting_numbers);
    intptr_t value;

    await(co_generator_next(&generator, &value));
    return co_generator_close(&generator);
}

static int open_in_tasks(long n)
{
    co_event_clear(&growth_event);
    growth_create(n, CORO(asker));
    await(co_sleep(0));
    await(co_event_set(&growth_event));
    return growth_gather(n);
}

/* One within the other. */
ASYNC(nested, long left;)
{
    struct co_generator inner = GENERATOR(nested, my->left - 1);
    intptr_t value;

    if (my->left)
        await(co_generator_next(&inner, &value));
    await(co_yield(0));
    return my->left ? co_generator_close(&inner) : 0;
}

static int open_nested(long n)
{
    struct co_generator outer = GENERATOR(nested, n);
    intptr_t value;

    await(co_generator_next(&outer, &value));
    return co_generator_close(&outer);
}

ASYNC(leave_open, long n;)
{
    await(open_all(my->n));
    growth_begin();
    return 0;
}

static int end_with_generators(long n)
{
    return co_run(CORO(leave_open, n), NULL);
}

const struct growth_row growth_generators[] = {
    ROW("a step of each", step_in_turn),
    ROW("closed, the last first", close_last_first),
    ROW("closed, in any order", close_scattered),
    ROW("dropped", drop_all),
    ROW("dropped by a thread", drop_from_thread),
    ROW("one in each task", open_in_tasks),
    ROW("one in the other", open_nested),
    ROW("generators left at the end", end_with_generators, .has_own_loop = true),
    { 0 },
};
