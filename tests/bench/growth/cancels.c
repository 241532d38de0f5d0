/* The growth of what cancels tasks. */
#include "growth.h"

static int cancel_at(long n, long (*place)(long i, long n))
{
    await(growth_create_waiting(n));
    growth_begin();
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[place(i, n)]);
    await(growth_gather(n));
    growth_end();
    return 0;
}

static long in_order(long i, long n)
{
    return i;
}

static long last_first(long i, long n)
{
    return n - 1 - i;
}

static int cancel_in_order(long n)
{
    return cancel_at(n, in_order);
}

static int cancel_last_first(long n)
{
    return cancel_at(n, last_first);
}

static int cancel_scattered(long n)
{
    return cancel_at(n, growth_scattered);
}

static int cancel_before_start(long n)
{
    growth_create(n, CORO(nothing));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[i]);
    return growth_gather(n);
}

/* ---- One cancel that reaches many ---- */

ASYNC(gathering, long n;)
{
    return growth_gather(my->n);
}

static int cancel_a_gather(long n)
{
    struct co_task *task;

    await(growth_create_waiting(n));
    task = co_create_task(CORO(gathering, n));
    await(co_sleep(0));
    growth_begin();
    co_task_cancel(task);
    int rc = co_await(task);
    growth_end();
    return rc == -ECANCELED ? 0 : -EIO;
}

/* The task and n more, each inside the one before, wait; then the outermost is cancelled. */
static int cancel_nest(struct co_coro outermost, long n)
{
    struct co_task *task;

    co_event_clear(&growth_event);
    task = co_create_task(outermost);
    for (long i = 0; i <= n; i++)
        await(co_sleep(0));
    growth_begin();
    co_task_cancel(task);
    int rc = co_await(task);
    growth_end();
    return rc == -ECANCELED ? 0 : -EIO;
}

ASYNC(awaiting, long left;)
{
    if (!my->left)
        return co_event_wait(&growth_event);
    return co_await(co_create_task(CORO(awaiting, my->left - 1)));
}

static int cancel_a_chain(long n)
{
    return cancel_nest(CORO(awaiting, n), n);
}

ASYNC(gathering_one, long left;)
{
    if (!my->left)
        return co_event_wait(&growth_event);
    return GATHER(CORO(gathering_one, my->left - 1));
}

static int cancel_nested_gathers(long n)
{
    return cancel_nest(CORO(gathering_one, n), n);
}

ASYNC(grouping_one, long left;)
{
    struct co_task_group group = { 0 };

    if (!my->left)
        return co_event_wait(&growth_event);
    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(grouping_one, my->left - 1));
    return co_task_group_exit(&group, 0);
}

static int cancel_nested_groups(long n)
{
    return cancel_nest(CORO(grouping_one, n), n);
}

ASYNC(shielding, struct co_task *task;)
{
    return co_shield(my->task);
}

static int cancel_shields(long n)
{
    static struct co_task *shields[GROWTH_MOST];

    await(growth_create_waiting(n));
    for (long i = 0; i < n; i++)
        shields[i] = co_create_task(CORO(shielding, growth_all[i]));
    await(co_sleep(0));
    growth_begin();
    for (long i = 0; i < n; i++)
        co_task_cancel(shields[i]);
    await(co_gather(shields, (size_t)n, NULL, CO_RETURN_EXCEPTIONS));
    growth_end();
    await(co_event_set(&growth_event));
    await(co_sleep(0));
    return co_sleep(0);
}

ASYNC(asked_often, long n;)
{
    struct co_task *me = co_current_task();

    for (long i = 0; i < my->n; i++) {
        co_task_cancel(me);
        if (co_sleep(0) != -ECANCELED)
            return -EIO;
        co_task_uncancel(me);
    }
    return 0;
}

static int cancel_one_often(long n)
{
    return co_await(co_create_task(CORO(asked_often, n)));
}

const struct growth_row growth_cancels[] = {
    ROW("in order", cancel_in_order),
    ROW("the last first", cancel_last_first),
    ROW("in any order", cancel_scattered),
    ROW("before they have started", cancel_before_start),
    ROW("a gather", cancel_a_gather),
    ROW("a chain of awaits", cancel_a_chain),
    ROW("nested gathers", cancel_nested_gathers),
    ROW("nested task groups", cancel_nested_groups),
    ROW("shields", cancel_shields),
    ROW("the same task, again and again", cancel_one_often),
    { 0 },
};
