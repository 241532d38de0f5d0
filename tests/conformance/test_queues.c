#include "conformance.h"

/* ---- What many of them do ---- */

/* Items are numbers here. */
static void *item(intptr_t number)
{
    return (void *)number;
}

static int by_number(const void *a, const void *b)
{
    return (intptr_t)a < (intptr_t)b ? -1 : (intptr_t)a > (intptr_t)b;
}

static int get_nowait(struct co_queue *queue)
{
    void *taken;
    int rc = co_queue_get_nowait(queue, &taken);

    return rc < 0 ? rc : (int)(intptr_t)taken;
}

static CO_ASYNC int get(struct co_queue *queue)
{
    void *taken;
    int rc = co_queue_get(queue, &taken);

    return rc < 0 ? rc : (int)(intptr_t)taken;
}

/* Takes so many items and logs them. */
ASYNC(getter, struct co_queue *queue; const char *name; int times;)
{
    for (int i = 0; i < my->times; i++) {
        int number = get(my->queue);

        if (number < 0)
            say("%s:%s", my->name, co_error_name(number));
        else
            say("%s:%d", my->name, number);
        await(number);
    }
    return 0;
}

/* Puts the numbers from `first` on, and logs them. */
ASYNC(putter, struct co_queue *queue; int first; int count;)
{
    for (int i = 0; i < my->count; i++) {
        int rc = co_queue_put(my->queue, item(my->first + i));

        say("put%d%s%s", my->first + i, rc < 0 ? ":" : "", rc < 0 ? co_error_name(rc) : "");
        await(rc);
    }
    return 0;
}

static bool no_task_in(const struct co_waitlist *list)
{
    return !list->first && !list->last && !list->chosen;
}

static int put_all_nowait(struct co_queue *queue, int first, int count)
{
    for (int i = 0; i < count; i++)
        await(co_queue_put_nowait(queue, item(first + i)));
    return 0;
}

/* ---- Basics ---- */

CONFORMS(QueueBasicTests, test_empty)
{
    struct co_queue queue = { 0 };

    ASSERT_TRUE(co_queue_empty(&queue));
    await(co_queue_put(&queue, item(1)));
    ASSERT_TRUE(!co_queue_empty(&queue));
    ASSERT_EQ(get(&queue), 1);
    ASSERT_TRUE(co_queue_empty(&queue));
    return 0;
}

CONFORMS(QueueBasicTests, test_full)
{
    struct co_queue unbounded = { 0 }, one = CO_QUEUE(1);

    ASSERT_TRUE(!co_queue_full(&unbounded));
    await(put_all_nowait(&unbounded, 1, 100));
    ASSERT_TRUE(!co_queue_full(&unbounded));
    await(co_queue_shutdown(&unbounded, true)); /* then the queue owns no memory */
    ASSERT_TRUE(!co_queue_full(&one));
    await(co_queue_put(&one, item(1)));
    ASSERT_TRUE(co_queue_full(&one));
    return 0;
}

CONFORMS(QueueBasicTests, test_order)
{
    struct co_queue queue = { 0 };
    static const int in[] = { 1, 3, 2 };

    for (size_t i = 0; i < COUNT(in); i++)
        await(co_queue_put_nowait(&queue, item(in[i])));
    for (size_t i = 0; i < COUNT(in); i++)
        ASSERT_EQ(get_nowait(&queue), in[i]);
    return 0;
}

CONFORMS(QueueBasicTests, test_maxsize)
{
    static struct co_queue queue = CO_QUEUE(2);
    struct co_task *task = co_create_task(CORO(putter, &queue, 1, 3));

    await(turns(2));
    SAID("put1 put2");
    ASSERT_TRUE(co_queue_full(&queue));
    ASSERT_EQ(get(&queue), 1);
    await(co_await(task));
    SAID("put3");
    ASSERT_EQ(co_queue_qsize(&queue), 2);
    return 0;
}

/* ---- Getting ---- */

CONFORMS(QueueGetTests, test_blocking_get)
{
    static struct co_queue queue;
    struct co_task *other = co_create_task(CORO(getter, &queue, "other", 1));

    await(put_all_nowait(&queue, 1, 2));
    ASSERT_EQ(get(&queue), 1);
    SAID("");
    return co_await(other);
}

CONFORMS(QueueGetTests, test_get_with_putters)
{
    static struct co_queue queue = CO_QUEUE(1);
    struct co_task *tasks[2];

    await(co_queue_put_nowait(&queue, item(1)));
    tasks[0] = co_create_task(CORO(putter, &queue, 2, 1));
    tasks[1] = co_create_task(CORO(putter, &queue, 3, 1));
    await(turns(1));
    ASSERT_EQ(get(&queue), 1);
    await(turns(2));
    SAID("put2");
    ASSERT_EQ(get(&queue), 2);
    return GATHER_TASKS(tasks);
}

static int put_one(void *queue)
{
    return co_queue_put_nowait(queue, item(1));
}

CONFORMS(QueueGetTests, test_blocking_get_wait)
{
    static struct co_queue queue;

    ASSERT_TRUE(co_call_later(0.01, put_one, &queue) != NULL);
    ASSERT_EQ(get(&queue), 1);
    ASSERT_NEAR(co_time(), 0.01, 1e-9);
    return 0;
}

CONFORMS(QueueGetTests, test_nonblocking_get)
{
    struct co_queue queue = { 0 };

    await(co_queue_put_nowait(&queue, item(1)));
    ASSERT_EQ(get_nowait(&queue), 1);
    return 0;
}

CONFORMS(QueueGetTests, test_nonblocking_get_exception)
{
    struct co_queue queue = { 0 };

    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    ASSERT_STR_EQ(co_error_name(-ENODATA), "QueueEmpty");
    return 0;
}

CONFORMS(QueueGetTests, test_get_cancelled_race)
{
    static struct co_queue queue;
    struct co_task *first = co_create_task(CORO(getter, &queue, "1", 1));
    struct co_task *second = co_create_task(CORO(getter, &queue, "2", 1));

    await(turns(1));
    co_task_cancel(first);
    await(turns(1));
    ASSERT_TRUE(co_task_done(first));
    await(co_queue_put_nowait(&queue, item(7)));
    await(co_await(second));
    SAID("1:CancelledError 2:7");
    return 0;
}

CONFORMS(QueueGetTests, test_get_with_waiting_putters)
{
    static struct co_queue queue = CO_QUEUE(1);
    struct co_task *tasks[] = { co_create_task(CORO(putter, &queue, 1, 1)),
                                co_create_task(CORO(putter, &queue, 2, 1)) };

    await(turns(1));
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get(&queue), 2);
    return GATHER_TASKS(tasks);
}

ASYNC(passes_on, struct co_queue *from; struct co_queue * to;)
{
    for (int i = 0; i < 10; i++) {
        void *number;

        await(co_queue_get(my->from, &number));
        await(co_queue_put(my->to, number));
    }
    return 0;
}

CONFORMS(QueueGetTests, test_why_are_getters_waiting)
{
    static struct co_queue there = CO_QUEUE(1), back = CO_QUEUE(1);
    struct co_task *echo = co_create_task(CORO(passes_on, &there, &back));

    for (int i = 0; i < 10; i++) {
        await(co_queue_put(&there, item(i)));
        ASSERT_EQ(get(&back), i);
    }
    return co_await(echo);
}

CONFORMS(QueueGetTests, test_cancelled_getters_not_being_held_in_self_getters)
{
    static struct co_queue queue = CO_QUEUE(5);

    for (int i = 0; i < 3; i++) {
        struct co_task *task = co_create_task(CORO(getter, &queue, "late", 1));

        ASSERT_EQ(co_wait_for(task, 0.1), -ETIMEDOUT);
    }
    ASSERT_TRUE(no_task_in(&queue.getters));
    return 0;
}

/* ---- Putting ---- */

CONFORMS(QueuePutTests, test_blocking_put)
{
    static struct co_queue queue;
    struct co_task *other = co_create_task(CORO(getter, &queue, "other", 1));

    await(co_queue_put(&queue, item(1)));
    SAID("");
    return co_await(other);
}

CONFORMS(QueuePutTests, test_blocking_put_wait)
{
    static struct co_queue queue = CO_QUEUE(1);
    struct co_task *task = co_create_task(CORO(putter, &queue, 1, 2));

    await(co_sleep(0.01));
    SAID("put1");
    ASSERT_EQ(get(&queue), 1);
    await(co_await(task));
    SAID("put2");
    return 0;
}

CONFORMS(QueuePutTests, test_nonblocking_put)
{
    struct co_queue queue = { 0 };

    await(co_queue_put_nowait(&queue, item(1)));
    ASSERT_EQ(get_nowait(&queue), 1);
    return 0;
}

CONFORMS(QueuePutTests, test_get_cancel_drop_one_pending_reader)
{
    static struct co_queue queue;
    struct co_task *reader = co_create_task(CORO(getter, &queue, "reader", 1));

    await(turns(1));
    await(put_all_nowait(&queue, 1, 2));
    co_task_cancel(reader);
    ASSERT_EQ(co_await(reader), -ECANCELED);
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get(&queue), 2);
    return 0;
}

CONFORMS(QueuePutTests, test_get_cancel_drop_many_pending_readers)
{
    static struct co_queue queue;
    TASKS(readers, CORO(getter, &queue, &"1\0002\0003"[2 * i], 1), i, 3);

    await(turns(1));
    await(put_all_nowait(&queue, 1, 2));
    co_task_cancel(readers[0]);
    await(co_gather(readers, 3, NULL, CO_RETURN_EXCEPTIONS));
    /* The second getter was woken for the second item. When it runs, the next item in the queue is
     * the one that was meant for the first getter. */
    SAID("1:CancelledError 2:1 3:2");
    return 0;
}

CONFORMS(QueuePutTests, test_put_cancel_drop)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put_nowait(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(putter, &queue, 2, 1));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 1);
    co_task_cancel(task); /* woken, but has not run */
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(co_queue_empty(&queue));
    await(co_queue_put_nowait(&queue, item(3)));
    ASSERT_EQ(get_nowait(&queue), 3);
    return 0;
}

CONFORMS(QueuePutTests, test_nonblocking_put_exception)
{
    struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put_nowait(&queue, item(1)));
    ASSERT_EQ(co_queue_put_nowait(&queue, item(2)), -ENOSPC);
    ASSERT_STR_EQ(co_error_name(-ENOSPC), "QueueFull");
    return 0;
}

CONFORMS(QueuePutTests, test_put_cancelled)
{
    static struct co_queue queue;
    struct co_task *reader = co_create_task(CORO(getter, &queue, "reader", 1));
    struct co_task *writer = co_create_task(CORO(putter, &queue, 1, 1));

    await(co_await(reader));
    await(co_await(writer));
    SAID("put1 reader:1");
    return 0;
}

CONFORMS(QueuePutTests, test_put_cancelled_race)
{
    static struct co_queue queue = CO_QUEUE(1);
    TASKS(tasks, CORO(putter, &queue, i + 1, 1), i, 3);

    await(turns(1));
    co_task_cancel(tasks[2]);
    ASSERT_EQ(co_await(tasks[2]), -ECANCELED);
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get(&queue), 2);
    SAID("put1 put3:CancelledError put2");
    return co_gather(tasks, 2, NULL, 0);
}

CONFORMS(QueuePutTests, test_put_with_waiting_getters)
{
    static struct co_queue queue;
    struct co_task *reader = co_create_task(CORO(getter, &queue, "reader", 1));

    await(turns(1));
    await(co_queue_put(&queue, item(7)));
    await(co_await(reader));
    SAID("reader:7");
    return 0;
}

CONFORMS(QueuePutTests, test_why_are_putters_waiting)
{
    static struct co_queue queue = CO_QUEUE(2);
    TASKS(tasks, CORO(putter, &queue, i, 1), i, 4);

    await(turns(1));
    for (int taken = 0; taken < 4;) {
        while (get_nowait(&queue) >= 0)
            taken++;
        await(turns(1));
    }
    return GATHER_TASKS(tasks);
}

CONFORMS(QueuePutTests, test_cancelled_puts_not_being_held_in_self_putters)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put_nowait(&queue, item(1)));
    for (int i = 0; i < 3; i++) {
        struct co_task *task = co_create_task(CORO(putter, &queue, 2, 1));

        ASSERT_EQ(co_wait_for(task, 0.1), -ETIMEDOUT);
    }
    ASSERT_TRUE(no_task_in(&queue.putters));
    return 0;
}

CONFORMS(QueuePutTests, test_cancelled_put_silence_value_error_exception)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put_nowait(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(putter, &queue, 2, 1));
    await(turns(1));
    ASSERT_EQ(get(&queue), 1);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("put2:CancelledError");
    ASSERT_TRUE(no_task_in(&queue.putters));
    return 0;
}

/* ---- Other orders ---- */

CONFORMS(LifoQueueTests, test_order)
{
    struct co_queue queue = CO_LIFO_QUEUE(0);
    static const int in[] = { 1, 3, 2 }, out[] = { 2, 3, 1 };

    for (size_t i = 0; i < COUNT(in); i++)
        await(co_queue_put_nowait(&queue, item(in[i])));
    for (size_t i = 0; i < COUNT(out); i++)
        ASSERT_EQ(get_nowait(&queue), out[i]);
    return 0;
}

CONFORMS(PriorityQueueTests, test_order)
{
    struct co_queue queue = CO_PRIORITY_QUEUE(0, by_number);
    static const int in[] = { 1, 3, 2 };

    for (size_t i = 0; i < COUNT(in); i++)
        await(co_queue_put_nowait(&queue, item(in[i])));
    for (int number = 1; number <= 3; number++)
        ASSERT_EQ(get_nowait(&queue), number);
    return 0;
}

/* ---- Joining and shutting down, for each kind of queue ---- */

#define FOR_EACH_KIND(mixin, test, body)                                                           \
    CONFORMS_FOR(mixin, Queue, test)                                                               \
    {                                                                                              \
        return body(CO_QUEUE(0));                                                                  \
    }                                                                                              \
    CONFORMS_FOR(mixin, LifoQueue, test)                                                           \
    {                                                                                              \
        return body(CO_LIFO_QUEUE(0));                                                             \
    }                                                                                              \
    CONFORMS_FOR(mixin, PriorityQueue, test)                                                       \
    {                                                                                              \
        return body(CO_PRIORITY_QUEUE(0, by_number));                                              \
    }

static int task_done_underflow(struct co_queue queue)
{
    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    ASSERT_STR_EQ(co_text(), "task_done() called too many times");
    return 0;
}
FOR_EACH_KIND(_QueueJoinTestMixin, test_task_done_underflow, task_done_underflow)

ASYNC(worker, struct co_queue *queue; int *sum;)
{
    while (true) {
        *my->sum += await(get(my->queue));
        await(turns(1));
        await(co_queue_task_done(my->queue));
    }
}

static int task_done(struct co_queue made)
{
    static struct co_queue queue;
    static int sum;

    queue = made;
    sum = 0;
    await(put_all_nowait(&queue, 0, 100));
    TASKS(workers, CORO(worker, &queue, &sum), i, 2);
    await(co_queue_join(&queue));
    ASSERT_EQ(sum, 99 * 100 / 2);
    ASSERT_EQ(queue.unfinished, 0);
    for (size_t i = 0; i < COUNT(workers); i++)
        co_task_cancel(workers[i]);
    return co_gather(workers, COUNT(workers), NULL, CO_RETURN_EXCEPTIONS);
}
FOR_EACH_KIND(_QueueJoinTestMixin, test_task_done, task_done)

static int join_empty_queue(struct co_queue queue)
{
    await(co_queue_join(&queue));
    return co_queue_join(&queue);
}
FOR_EACH_KIND(_QueueJoinTestMixin, test_join_empty_queue, join_empty_queue)

static void assert_shut_down(struct co_queue *queue)
{
    ASSERT_EQ(get_nowait(queue), -ESHUTDOWN);
    ASSERT_EQ(get(queue), -ESHUTDOWN);
    ASSERT_EQ(co_queue_put_nowait(queue, item(1)), -ESHUTDOWN);
    ASSERT_EQ(co_queue_put(queue, item(1)), -ESHUTDOWN);
    ASSERT_STR_EQ(co_error_name(-ESHUTDOWN), "QueueShutDown");
}

static int shutdown_empty(struct co_queue made)
{
    static struct co_queue queue;

    queue = made;
    TASKS(getters, CORO(getter, &queue, "getter", 1), i, 2);

    await(turns(1));
    await(co_queue_shutdown(&queue, false));
    await(co_queue_join(&queue));
    await(co_gather(getters, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("getter:QueueShutDown getter:QueueShutDown");
    assert_shut_down(&queue);
    return 0;
}
FOR_EACH_KIND(_QueueShutdownTestMixin, test_shutdown_empty, shutdown_empty)

/* A full queue with one place, and a task that waits to put another item. */
static struct co_task *fill(struct co_queue *queue)
{
    queue->maxsize = 1;
    ASSERT_EQ(co_queue_put_nowait(queue, item(1)), 0);
    return co_create_task(CORO(putter, queue, 2, 1));
}

ASYNC(joiner, struct co_queue *queue;)
{
    await(co_queue_join(my->queue));
    say("joined");
    return 0;
}

static int shutdown_nonempty(struct co_queue made)
{
    static struct co_queue queue;

    queue = made;
    struct co_task *writer = fill(&queue), *joining = co_create_task(CORO(joiner, &queue));

    await(turns(1));
    await(co_queue_shutdown(&queue, false));
    ASSERT_EQ(co_await(writer), -ESHUTDOWN);
    SAID("put2:QueueShutDown");
    ASSERT_EQ(co_queue_qsize(&queue), 1);
    ASSERT_EQ(co_queue_put_nowait(&queue, item(3)), -ESHUTDOWN);
    ASSERT_EQ(get(&queue), 1);
    assert_shut_down(&queue);
    await(turns(3));
    SAID("");
    await(co_queue_task_done(&queue));
    await(co_await(joining));
    SAID("joined");
    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    return 0;
}
FOR_EACH_KIND(_QueueShutdownTestMixin, test_shutdown_nonempty, shutdown_nonempty)

static int shutdown_immediate(struct co_queue made)
{
    static struct co_queue queue;

    queue = made;
    struct co_task *writer = fill(&queue), *joining = co_create_task(CORO(joiner, &queue));

    await(turns(1));
    await(co_queue_shutdown(&queue, true));
    ASSERT_TRUE(co_queue_empty(&queue));
    await(co_await(joining));
    SAID("joined put2:QueueShutDown");
    ASSERT_EQ(co_await(writer), -ESHUTDOWN);
    assert_shut_down(&queue);
    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    return 0;
}
FOR_EACH_KIND(_QueueShutdownTestMixin, test_shutdown_immediate, shutdown_immediate)

static int shutdown_immediate_with_unfinished(struct co_queue made)
{
    static struct co_queue queue;

    queue = made;
    await(put_all_nowait(&queue, 1, 2));
    ASSERT_TRUE(get(&queue) > 0);
    struct co_task *joining = co_create_task(CORO(joiner, &queue));
    await(turns(1));
    await(co_queue_shutdown(&queue, true));
    await(turns(3));
    SAID("");
    assert_shut_down(&queue);
    await(co_queue_task_done(&queue));
    await(co_await(joining));
    SAID("joined");
    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    return 0;
}
FOR_EACH_KIND(_QueueShutdownTestMixin, test_shutdown_immediate_with_unfinished,
              shutdown_immediate_with_unfinished)
