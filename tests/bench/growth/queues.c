/* The growth of queues: many items, many waiters. */
#include "growth.h"

static struct co_queue queue;
static long numbers[GROWTH_MOST];

static int compare(const void *a, const void *b)
{
    long left = *(const long *)a, right = *(const long *)b;

    return (left > right) - (left < right);
}

static int put_and_get(long n)
{
    void *item;

    for (long i = 0; i < n; i++) {
        numbers[i] = growth_scattered(i, n);
        await(co_queue_put(&queue, &numbers[i]));
    }
    for (long i = 0; i < n; i++)
        await(co_queue_get(&queue, &item));
    return 0;
}

static int fifo(long n)
{
    queue = (struct co_queue)CO_QUEUE(0);
    return put_and_get(n);
}

static int lifo(long n)
{
    queue = (struct co_queue)CO_LIFO_QUEUE(0);
    return put_and_get(n);
}

static int priority(long n)
{
    queue = (struct co_queue)CO_PRIORITY_QUEUE(0, compare);
    return put_and_get(n);
}

/* ---- Waiters ---- */

ASYNC(getter)
{
    void *item;

    return co_queue_get(&queue, &item);
}

ASYNC(putter)
{
    return co_queue_put(&queue, &queue);
}

static int wake_getters(long n)
{
    queue = (struct co_queue)CO_QUEUE(0);
    growth_create(n, CORO(getter));
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        await(co_queue_put(&queue, &queue));
    return growth_gather(n);
}

static int wake_putters(long n)
{
    void *item;

    queue = (struct co_queue)CO_QUEUE(1);
    growth_create(n, CORO(putter));
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        await(co_queue_get(&queue, &item));
    return growth_gather(n);
}

static int cancel_getters(long n)
{
    queue = (struct co_queue)CO_QUEUE(0);
    growth_create(n, CORO(getter));
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[growth_scattered(i, n)]);
    return growth_gather(n);
}

static int shut_down(long n)
{
    queue = (struct co_queue)CO_QUEUE(0);
    growth_create(n, CORO(getter));
    await(co_sleep(0));
    await(co_queue_shutdown(&queue, false));
    return growth_gather(n);
}

static int drop_items(long n)
{
    queue = (struct co_queue)CO_PRIORITY_QUEUE(0, compare);
    for (long i = 0; i < n; i++)
        await(co_queue_put(&queue, &numbers[i]));
    return co_queue_shutdown(&queue, true);
}

/* A producer and a consumer, and few places. */
ASYNC(producer, long n;)
{
    for (long i = 0; i < my->n; i++)
        await(co_queue_put(&queue, &queue));
    return 0;
}

static int pass_items(long n)
{
    struct co_task *task;
    void *item;

    queue = (struct co_queue)CO_QUEUE(10);
    task = co_create_task(CORO(producer, n));
    for (long i = 0; i < n; i++) {
        await(co_queue_get(&queue, &item));
        await(co_queue_task_done(&queue));
    }
    await(co_queue_join(&queue));
    return co_await(task);
}

ASYNC(joiner)
{
    return co_queue_join(&queue);
}

static int wake_joiners(long n)
{
    void *item;

    queue = (struct co_queue)CO_QUEUE(0);
    await(co_queue_put(&queue, &queue));
    growth_create(n, CORO(joiner));
    await(co_sleep(0));
    await(co_queue_get(&queue, &item));
    await(co_queue_task_done(&queue));
    return growth_gather(n);
}

const struct growth_row growth_queues[] = {
    ROW("items, fifo", fifo),
    ROW("items, lifo", lifo),
    ROW("items, priority", priority, .sorts = true),
    ROW("items through 10 places", pass_items),
    ROW("getters", wake_getters),
    ROW("getters cancelled", cancel_getters),
    ROW("getters, shutdown", shut_down),
    ROW("putters", wake_putters),
    ROW("joiners", wake_joiners),
    ROW("items dropped", drop_items),
    { 0 },
};
