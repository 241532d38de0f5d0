/* The growth of what makes, ends and awaits tasks. */
#include "growth.h"

static int gather_tasks(long n)
{
    growth_create(n, CORO(nothing));
    return growth_gather(n);
}

static int gather_coros(long n)
{
    static struct co_coro coros[GROWTH_MOST];

    for (long i = 0; i < n; i++)
        coros[i] = (struct co_coro){ .run = nothing_start, .name = "nothing" };
    return co_gather_coros(coros, (size_t)n, NULL, 0);
}

static int await_in_order(long n)
{
    growth_create(n, CORO(nothing));
    for (long i = 0; i < n; i++)
        await(co_await(growth_all[i]));
    return 0;
}

static int await_last_first(long n)
{
    growth_create(n, CORO(one_turn));
    for (long i = n; i-- > 0;)
        await(co_await(growth_all[i]));
    return 0;
}

static int detach_all(long n)
{
    growth_create(n, CORO(one_turn));
    for (long i = 0; i < n; i++)
        co_task_detach(growth_all[i]);
    await(co_sleep(0));
    return co_sleep(0);
}

/* All wait for the same task. */
ASYNC(awaiter, struct co_task *task;)
{
    return co_await(my->task);
}

static int await_the_same(long n)
{
    struct co_task *task = co_future_create("shared");

    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(awaiter, co_task_keep(task)));
    await(co_sleep(0));
    await(co_future_set_result(task, 0));
    await(growth_gather(n));
    for (long i = 0; i < n; i++)
        co_task_release(task);
    return 0;
}

/* Each awaits the next one. */
ASYNC(link_of_chain, long left;)
{
    if (!my->left)
        return co_event_wait(&growth_event);
    return co_await(co_create_task(CORO(link_of_chain, my->left - 1)));
}

static int await_in_a_chain(long n)
{
    struct co_task *first;

    co_event_clear(&growth_event);
    first = co_create_task(CORO(link_of_chain, n));
    for (long i = 0; i <= n; i++)
        await(co_sleep(0));
    await(co_event_set(&growth_event));
    return co_await(first);
}

static int run_eagerly(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_eager_task(CORO(nothing));
    await(co_sleep(0));
    return growth_gather(n);
}

static int suspend_eagerly(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_eager_task(CORO(one_turn));
    return growth_gather(n);
}

static int complete_futures(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_future_create("future");
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        await(co_future_set_result(growth_all[n - 1 - i], 0));
    await(co_sleep(0));
    return growth_gather(n);
}

/* ---- Done callbacks ---- */

static int note_end(struct co_task *task, void *argument)
{
    return 0;
}

static int numbers[GROWTH_MOST];

static int call_when_done(long n)
{
    struct co_task *task = co_future_create("future");

    for (long i = 0; i < n; i++)
        await(co_task_add_done_callback(task, note_end, &numbers[i]));
    await(co_future_set_result(task, 0));
    await(co_await(task));
    return co_sleep(0);
}

static int remove_when_done(long n)
{
    struct co_task *task = co_future_create("future");

    for (long i = 0; i < n; i++)
        await(co_task_add_done_callback(task, note_end, &numbers[i]));
    for (long i = n; i-- > 0;)
        if (co_task_remove_done_callback(task, note_end, &numbers[i]) != 1)
            return -EIO;
    await(co_future_set_result(task, 0));
    return co_await(task);
}

static int call_when_each_is_done(long n)
{
    growth_create(n, CORO(one_turn));
    for (long i = 0; i < n; i++)
        await(co_task_add_done_callback(growth_all[i], note_end, NULL));
    return growth_gather(n);
}

/* ---- Turns ---- */

static int take_turns(long n)
{
    growth_create(n, CORO(one_turn));
    await(co_sleep(0));
    growth_begin();
    await(co_sleep(0));
    growth_end();
    return growth_gather(n);
}

static int noted;

static int note_call(void *argument)
{
    noted++;
    return 0;
}

static int call_soon(long n)
{
    for (long i = 0; i < n; i++)
        await(co_call_soon(note_call, NULL));
    return co_sleep(0);
}

static int look_at_tasks(long n)
{
    static struct co_task *seen[GROWTH_MOST + 8];

    await(growth_create_waiting(n));
    growth_begin();
    size_t count = co_tasks(seen, COUNT(seen));
    growth_end();
    await(co_event_set(&growth_event));
    await(growth_gather(n));
    return count == (size_t)n + 1 ? 0 : -EIO;
}

/* ---- The end of a loop ---- */

ASYNC(leave_tasks, long n;)
{
    growth_create(my->n, CORO(event_waiter));
    await(co_sleep(0));
    growth_begin();
    return 0;
}

static int end_with_tasks(long n)
{
    co_event_clear(&growth_event);
    return co_run(CORO(leave_tasks, n), NULL);
}

ASYNC(leave_futures, long n;)
{
    for (long i = 0; i < my->n; i++)
        growth_all[i] = co_future_create("future");
    growth_begin();
    return 0;
}

static int end_with_futures(long n)
{
    return co_run(CORO(leave_futures, n), NULL);
}

const struct growth_row growth_tasks[] = {
    ROW("gather of tasks", gather_tasks),
    ROW("gather of coroutines", gather_coros),
    ROW("await, in order", await_in_order),
    ROW("await, the last first", await_last_first),
    ROW("await of the same task", await_the_same),
    ROW("await in a chain", await_in_a_chain),
    ROW("detached tasks", detach_all),
    ROW("eager tasks", run_eagerly),
    ROW("eager tasks that suspend", suspend_eagerly),
    ROW("futures, the last first", complete_futures),
    ROW("done callbacks of a task", call_when_done),
    ROW("done callbacks removed", remove_when_done),
    ROW("a done callback of each task", call_when_each_is_done),
    ROW("turn of each", take_turns),
    ROW("call_soon", call_soon),
    ROW("all_tasks", look_at_tasks, .sorts = true),
    ROW("tasks left at the end", end_with_tasks, .has_own_loop = true),
    ROW("futures left at the end", end_with_futures, .has_own_loop = true),
    { 0 },
};
