#include "scenario.h"

/* Items are numbers here. */
static void *item(intptr_t number)
{
    return (void *)number;
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

ASYNC(getter, struct co_queue *queue; const char *name;)
{
    int number = get(my->queue);

    if (number < 0)
        say("%s:%s", my->name, co_error_name(number));
    else
        say("%s:%d", my->name, number);
    return number;
}

ASYNC(putter, struct co_queue *queue; intptr_t number;)
{
    int rc = co_queue_put(my->queue, item(my->number));

    say("put%d:%s", (int)my->number, rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

static bool no_task_waits(const struct co_waitlist *list)
{
    return !list->first && !list->last && !list->chosen;
}

/* ---- What is in it ---- */

ASYNC_TEST(queue_that_is_all_zero_is_empty_and_unbounded)
{
    struct co_queue queue = { 0 };

    ASSERT_TRUE(co_queue_empty(&queue));
    for (int i = 0; i < 1000; i++) {
        ASSERT_TRUE(!co_queue_full(&queue));
        await(co_queue_put_nowait(&queue, item(i)));
    }
    ASSERT_EQ(co_queue_qsize(&queue), 1000);
    ASSERT_TRUE(!co_queue_empty(&queue));
    for (int i = 0; i < 1000; i++)
        ASSERT_EQ(get_nowait(&queue), i);
    ASSERT_TRUE(co_queue_empty(&queue));
    return 0;
}

ASYNC_TEST(items_come_out_in_the_order_they_went_in)
{
    struct co_queue queue = { 0 };

    await(co_queue_put_nowait(&queue, item(1)));
    await(co_queue_put_nowait(&queue, item(3)));
    await(co_queue_put_nowait(&queue, item(2)));
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get(&queue), 3);
    ASSERT_EQ(get(&queue), 2);
    return 0;
}

ASYNC_TEST(queue_keeps_its_order_when_it_grows_and_shrinks)
{
    struct co_queue queue = { 0 };
    int in = 0, out = 0;

    for (int round = 1; round < 40; round++) {
        for (int i = 0; i < round * 2; i++)
            await(co_queue_put_nowait(&queue, item(in++)));
        for (int i = 0; i < (round % 5 ? round : round * 2); i++)
            if (!co_queue_empty(&queue))
                ASSERT_EQ(get_nowait(&queue), out++);
        ASSERT_EQ(co_queue_qsize(&queue), in - out);
    }
    while (!co_queue_empty(&queue))
        ASSERT_EQ(get_nowait(&queue), out++);
    ASSERT_EQ(out, in);
    return 0;
}

ASYNC_TEST(a_queue_is_full_at_its_maxsize)
{
    struct co_queue queue = CO_QUEUE(2);

    await(co_queue_put_nowait(&queue, item(1)));
    ASSERT_TRUE(!co_queue_full(&queue));
    await(co_queue_put_nowait(&queue, item(2)));
    ASSERT_TRUE(co_queue_full(&queue));
    ASSERT_EQ(co_queue_put_nowait(&queue, item(3)), -ENOSPC);
    ASSERT_STR_EQ(co_error_name(-ENOSPC), "QueueFull");
    ASSERT_EQ(get_nowait(&queue), 1);
    ASSERT_TRUE(!co_queue_full(&queue));
    ASSERT_EQ(get_nowait(&queue), 2);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return 0;
}

ASYNC_TEST(an_item_may_be_null)
{
    struct co_queue queue = { 0 };
    void *taken = &queue;

    await(co_queue_put(&queue, NULL));
    await(co_queue_get(&queue, &taken));
    ASSERT_TRUE(!taken);
    return 0;
}

/* ---- Not waiting ---- */

ASYNC_TEST(get_and_put_do_not_suspend_when_they_need_not_wait)
{
    struct co_queue queue = CO_QUEUE(1);
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    for (int i = 0; i < 5; i++) {
        await(co_queue_put(&queue, item(i)));
        ASSERT_EQ(get(&queue), i);
    }
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

/* ---- Waiting ---- */

ASYNC_TEST(getters_are_served_in_order_of_arrival)
{
    static struct co_queue queue;
    struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(getter, &queue, "a"));
    tasks[1] = co_create_task(CORO(getter, &queue, "b"));
    tasks[2] = co_create_task(CORO(getter, &queue, "c"));
    await(turns(1));
    for (int i = 1; i <= 3; i++)
        await(co_queue_put_nowait(&queue, item(i)));
    say("main");
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("main a:1 b:2 c:3");
    return 0;
}

ASYNC_TEST(newcomer_takes_the_item_before_a_woken_getter_runs)
{
    static struct co_queue queue;
    struct co_task *first = co_create_task(CORO(getter, &queue, "first"));
    struct co_task *second = co_create_task(CORO(getter, &queue, "second"));

    await(turns(1));
    await(co_queue_put_nowait(&queue, item(1)));
    ASSERT_TRUE(!co_queue_empty(&queue));
    ASSERT_EQ(get_nowait(&queue), 1);
    await(turns(2));
    SAID("");
    await(co_queue_put_nowait(&queue, item(2)));
    await(co_queue_put_nowait(&queue, item(3)));
    ASSERT_EQ(co_await(second), 2); /* the first waits again, behind it */
    ASSERT_EQ(co_await(first), 3);
    return 0;
}

ASYNC_TEST(newcomer_takes_the_place_before_a_woken_putter_runs)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put_nowait(&queue, item(1)));
    struct co_task *first = co_create_task(CORO(putter, &queue, 2));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 1);
    await(co_queue_put_nowait(&queue, item(3)));
    await(turns(2));
    SAID("");
    ASSERT_EQ(get(&queue), 3);
    ASSERT_EQ(get(&queue), 2);
    return co_await(first);
}

ASYNC_TEST(put_waits_at_maxsize_until_a_get)
{
    static struct co_queue queue = CO_QUEUE(2);
    struct co_task *tasks[4];

    for (int i = 0; i < 4; i++)
        tasks[i] = co_create_task(CORO(putter, &queue, i));
    await(turns(5));
    SAID("put0:ok put1:ok");
    ASSERT_EQ(get(&queue), 0);
    await(turns(2));
    SAID("put2:ok");
    for (int i = 1; i < 4; i++)
        ASSERT_EQ(get(&queue), i);
    return co_gather(tasks, 4, NULL, 0);
}

ASYNC_TEST(putters_all_finish_when_getters_empty_the_queue_at_once)
{
    static struct co_queue queue = CO_QUEUE(2);
    struct co_task *tasks[4];

    for (int i = 0; i < 4; i++)
        tasks[i] = co_create_task(CORO(putter, &queue, i));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 0);
    ASSERT_EQ(get_nowait(&queue), 1);
    await(co_gather(tasks, 4, NULL, 0));
    SAID("put0:ok put1:ok put2:ok put3:ok");
    ASSERT_EQ(get_nowait(&queue), 2);
    ASSERT_EQ(get_nowait(&queue), 3);
    return 0;
}

ASYNC(player, struct co_queue *from, *to; int rounds;)
{
    for (int i = 0; i < my->rounds; i++) {
        int ball = get(my->from);

        await(ball);
        await(co_queue_put(my->to, item(ball + 1)));
    }
    return 0;
}

ASYNC_TEST(ping_pong_over_queues_of_one_does_not_stall)
{
    static struct co_queue ping = CO_QUEUE(1), pong = CO_QUEUE(1);

    await(co_queue_put(&ping, item(0)));
    await(GATHER(CORO(player, &ping, &pong, 100), CORO(player, &pong, &ping, 100)));
    ASSERT_EQ(get_nowait(&ping), 200);
    return 0;
}

/* ---- Cancelling ---- */

ASYNC_TEST(a_cancelled_getter_takes_nothing_and_leaves_nothing_behind)
{
    static struct co_queue queue;
    struct co_task *task = co_create_task(CORO(getter, &queue, "a"));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(no_task_waits(&queue.getters));
    await(co_queue_put(&queue, item(1)));
    ASSERT_EQ(get(&queue), 1);
    return 0;
}

ASYNC_TEST(getters_that_timed_out_leave_nothing_behind)
{
    static struct co_queue queue;

    for (int i = 0; i < 3; i++)
        ASSERT_EQ(co_wait_for(co_create_task(CORO(getter, &queue, "a")), 0.1), -ETIMEDOUT);
    ASSERT_TRUE(no_task_waits(&queue.getters));
    SAID("a:CancelledError a:CancelledError a:CancelledError");
    return 0;
}

ASYNC_TEST(woken_getter_leaves_its_item_in_front_when_it_is_cancelled)
{
    static struct co_queue queue;
    struct co_task *reader = co_create_task(CORO(getter, &queue, "a"));

    await(turns(1));
    await(co_queue_put_nowait(&queue, item(1)));
    await(co_queue_put_nowait(&queue, item(2)));
    co_task_cancel(reader);
    ASSERT_EQ(co_await(reader), -ECANCELED);
    ASSERT_EQ(get_nowait(&queue), 1);
    ASSERT_EQ(get_nowait(&queue), 2);
    return 0;
}

ASYNC_TEST(woken_getter_passes_its_item_on_when_it_is_cancelled)
{
    static struct co_queue queue;
    struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(getter, &queue, "a"));
    tasks[1] = co_create_task(CORO(getter, &queue, "b"));
    tasks[2] = co_create_task(CORO(getter, &queue, "c"));
    await(turns(1));
    await(co_queue_put_nowait(&queue, item(1)));
    await(co_queue_put_nowait(&queue, item(2)));
    co_task_cancel(tasks[0]);
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:CancelledError b:1 c:2");
    return 0;
}

ASYNC_TEST(cancelled_putter_adds_no_item_and_leaves_nothing_behind)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(putter, &queue, 2));
    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(no_task_waits(&queue.putters));
    ASSERT_EQ(get_nowait(&queue), 1);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return 0;
}

ASYNC_TEST(woken_putter_passes_its_place_on_when_it_is_cancelled)
{
    static struct co_queue queue = CO_QUEUE(1);
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = co_create_task(CORO(putter, &queue, i));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 0);
    co_task_cancel(tasks[1]);
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("put0:ok put1:CancelledError put2:ok");
    ASSERT_EQ(get_nowait(&queue), 2);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return 0;
}

ASYNC_TEST(place_is_free_when_a_woken_putter_was_cancelled)
{
    static struct co_queue queue = CO_QUEUE(1);

    await(co_queue_put(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(putter, &queue, 2));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 1);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(co_queue_empty(&queue));
    await(co_queue_put_nowait(&queue, item(3)));
    ASSERT_EQ(get_nowait(&queue), 3);
    return 0;
}

ASYNC_TEST(cancelled_third_putter_leaves_the_second_waiting)
{
    static struct co_queue queue = CO_QUEUE(1);
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = co_create_task(CORO(putter, &queue, i));
    await(turns(1));
    co_task_cancel(tasks[2]);
    ASSERT_EQ(get_nowait(&queue), 0);
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(get_nowait(&queue), 1);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return 0;
}

/* ---- join and task_done ---- */

ASYNC_TEST(task_done_more_often_than_put_is_an_error)
{
    struct co_queue queue = { 0 };

    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    ASSERT_STR_EQ(co_text(), "task_done() called too many times");
    await(co_queue_put(&queue, item(1)));
    await(co_queue_task_done(&queue)); /* it need not have been taken out */
    ASSERT_EQ(co_queue_task_done(&queue), -EINVAL);
    ASSERT_EQ(get_nowait(&queue), 1);
    return 0;
}

ASYNC_TEST(join_does_not_suspend_without_unfinished_items)
{
    struct co_queue queue = { 0 };
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    await(co_queue_join(&queue));
    await(co_queue_join(&queue));
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC(joiner, struct co_queue *queue; const char *name;)
{
    int rc = co_queue_join(my->queue);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "joined");
    return rc;
}

ASYNC_TEST(join_returns_when_each_item_is_done)
{
    static struct co_queue queue;

    await(co_queue_put(&queue, item(1)));
    await(co_queue_put(&queue, item(2)));
    struct co_task *a = co_create_task(CORO(joiner, &queue, "a")),
                   *b = co_create_task(CORO(joiner, &queue, "b"));
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get(&queue), 2);
    await(co_queue_task_done(&queue));
    await(turns(3));
    SAID("");
    await(co_queue_task_done(&queue));
    await(co_await(a));
    await(co_await(b));
    SAID("a:joined b:joined");
    return 0;
}

ASYNC_TEST(joiner_goes_on_when_an_item_is_put_in_the_same_turn)
{
    static struct co_queue queue;

    await(co_queue_put(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(joiner, &queue, "a"));
    await(turns(1));
    ASSERT_EQ(get_nowait(&queue), 1);
    await(co_queue_task_done(&queue));
    await(co_queue_put(&queue, item(2)));
    await(turns(2));
    SAID("a:joined");
    ASSERT_EQ(get_nowait(&queue), 2);
    return co_await(task);
}

ASYNC_TEST(a_cancelled_joiner_leaves_nothing_behind)
{
    static struct co_queue queue;

    await(co_queue_put(&queue, item(1)));
    struct co_task *task = co_create_task(CORO(joiner, &queue, "a"));
    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(no_task_waits(&queue.joiners));
    ASSERT_EQ(get_nowait(&queue), 1);
    return co_queue_task_done(&queue);
}

ASYNC(consumer, struct co_queue *queue; int *sum;)
{
    for (;;) {
        int number = get(my->queue);

        await(number);
        await(co_sleep(0.001 * number));
        *my->sum += number;
        await(co_queue_task_done(my->queue));
    }
}

ASYNC_TEST(two_workers_finish_all_items_before_join_returns)
{
    static struct co_queue queue;
    struct co_task *workers[2];
    static int sum;

    for (int i = 0; i < 100; i++)
        await(co_queue_put(&queue, item(i)));
    for (int i = 0; i < 2; i++)
        workers[i] = co_create_task(CORO(consumer, &queue, &sum));
    await(co_queue_join(&queue));
    ASSERT_EQ(sum, 99 * 100 / 2);
    for (int i = 0; i < 2; i++)
        co_task_cancel(workers[i]);
    return co_gather(workers, 2, NULL, CO_RETURN_EXCEPTIONS);
}

/* ---- Other orders ---- */

static int by_tens(const void *a, const void *b)
{
    intptr_t left = (intptr_t)a / 10, right = (intptr_t)b / 10;

    return left < right ? -1 : left > right;
}

ASYNC_TEST(a_lifo_queue_gives_the_newest_item_first)
{
    struct co_queue queue = CO_LIFO_QUEUE(3);

    await(co_queue_put(&queue, item(1)));
    await(co_queue_put(&queue, item(2)));
    await(co_queue_put(&queue, item(3)));
    ASSERT_EQ(co_queue_put_nowait(&queue, item(4)), -ENOSPC);
    ASSERT_EQ(get(&queue), 3);
    await(co_queue_put(&queue, item(5)));
    ASSERT_EQ(get(&queue), 5);
    ASSERT_EQ(get(&queue), 2);
    ASSERT_EQ(get(&queue), 1);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return 0;
}

ASYNC_TEST(priority_queue_gives_equal_items_in_order_of_arrival)
{
    struct co_queue queue = CO_PRIORITY_QUEUE(0, by_tens);
    static const int in[] = { 35, 11, 27, 12, 31, 20, 10 }, out[] = { 11, 12, 10, 27, 20, 35, 31 };

    for (size_t i = 0; i < COUNT(in); i++)
        await(co_queue_put(&queue, item(in[i])));
    for (size_t i = 0; i < COUNT(out); i++)
        ASSERT_EQ(get(&queue), out[i]);
    ASSERT_TRUE(co_queue_empty(&queue) && !queue.heap);
    return 0;
}

ASYNC_TEST(a_priority_queue_without_a_comparison_is_an_error)
{
    struct co_queue queue = CO_PRIORITY_QUEUE(0, NULL);

    ASSERT_EQ(co_queue_put(&queue, item(1)), -EINVAL);
    ASSERT_TRUE(co_queue_empty(&queue));
    return 0;
}

/* ---- Shutting down ---- */

ASYNC_TEST(shut_down_queue_refuses_items_and_gives_those_it_has)
{
    static struct co_queue queue = CO_QUEUE(2);
    struct co_task *tasks[2];

    await(co_queue_put(&queue, item(1)));
    await(co_queue_put(&queue, item(2)));
    tasks[0] = co_create_task(CORO(putter, &queue, 3));
    tasks[1] = co_create_task(CORO(putter, &queue, 4));
    await(turns(1));
    ASSERT_EQ(get(&queue), 1); /* the first putter is woken, and finds that it is too late */
    await(co_queue_shutdown(&queue, false));
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("put3:QueueShutDown put4:QueueShutDown");
    ASSERT_EQ(co_queue_put(&queue, item(5)), -ESHUTDOWN);
    ASSERT_STR_EQ(co_text(), "the queue is shut down");
    ASSERT_EQ(co_queue_put_nowait(&queue, item(5)), -ESHUTDOWN);
    ASSERT_EQ(get(&queue), 2);
    ASSERT_EQ(get(&queue), -ESHUTDOWN);
    ASSERT_EQ(get_nowait(&queue), -ESHUTDOWN);
    return 0;
}

ASYNC_TEST(getter_woken_before_the_shutdown_gets_its_item)
{
    static struct co_queue queue;
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = co_create_task(CORO(getter, &queue, &"a\0b\0c"[2 * i]));
    await(turns(1));
    await(co_queue_put(&queue, item(1)));
    await(co_queue_shutdown(&queue, false));
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:1 b:QueueShutDown c:QueueShutDown");
    return 0;
}

ASYNC_TEST(next_getter_gets_the_item_when_one_is_cancelled_at_shutdown)
{
    static struct co_queue queue;
    struct co_task *tasks[2];

    for (int i = 0; i < 2; i++)
        tasks[i] = co_create_task(CORO(getter, &queue, &"a\0b"[2 * i]));
    await(turns(1));
    await(co_queue_put(&queue, item(1)));
    await(co_queue_shutdown(&queue, false));
    co_task_cancel(tasks[0]);
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("a:CancelledError b:1");
    return 0;
}

ASYNC_TEST(immediate_shutdown_drops_items_and_counts_them_as_done)
{
    struct co_queue queues[] = { CO_QUEUE(0), CO_LIFO_QUEUE(0), CO_PRIORITY_QUEUE(0, by_tens) };

    for (size_t i = 0; i < COUNT(queues); i++) {
        for (int number = 0; number < 20; number++)
            await(co_queue_put(&queues[i], item(number)));
        ASSERT_TRUE(get(&queues[i]) >= 0);
        await(co_queue_shutdown(&queues[i], true));
        ASSERT_TRUE(co_queue_empty(&queues[i]) && !queues[i].ring && !queues[i].heap);
        ASSERT_EQ(queues[i].unfinished, 1);
        ASSERT_EQ(get(&queues[i]), -ESHUTDOWN);
        await(co_queue_task_done(&queues[i]));
        await(co_queue_join(&queues[i]));
        ASSERT_EQ(co_queue_task_done(&queues[i]), -EINVAL);
    }
    return 0;
}

ASYNC_TEST(an_immediate_shutdown_leaves_a_woken_getter_without_its_item)
{
    static struct co_queue queue;
    struct co_task *task = co_create_task(CORO(getter, &queue, "a"));

    await(turns(1));
    await(co_queue_put(&queue, item(1)));
    await(co_queue_shutdown(&queue, true));
    ASSERT_EQ(co_await(task), -ESHUTDOWN);
    SAID("a:QueueShutDown");
    ASSERT_EQ(queue.unfinished, 0);
    return 0;
}

ASYNC_TEST(shutdown_does_not_count_an_item_twice_when_it_is_done_early)
{
    struct co_queue queue = { 0 };

    await(co_queue_put(&queue, item(1)));
    await(co_queue_put(&queue, item(2)));
    await(co_queue_task_done(&queue));
    await(co_queue_shutdown(&queue, true));
    return co_queue_join(&queue);
}

ASYNC_TEST(a_shutdown_may_become_an_immediate_one)
{
    struct co_queue queue = { 0 };

    await(co_queue_put(&queue, item(1)));
    await(co_queue_shutdown(&queue, false));
    await(co_queue_shutdown(&queue, false));
    ASSERT_EQ(co_queue_qsize(&queue), 1);
    await(co_queue_shutdown(&queue, true));
    ASSERT_TRUE(co_queue_empty(&queue));
    return co_queue_join(&queue);
}

/* ---- Outside of tasks ---- */

static int put_seven(void *queue)
{
    ASSERT_EQ(co_queue_put_nowait(queue, item(7)), 0);
    return 0;
}

ASYNC_TEST(callback_may_put)
{
    static struct co_queue queue;

    await(co_call_soon(put_seven, &queue));
    ASSERT_EQ(get(&queue), 7);
    return 0;
}

TEST(queue_works_outside_a_loop_while_no_caller_has_to_wait)
{
    struct co_queue queue = CO_QUEUE(1);

    ASSERT_EQ(get(&queue), -EPERM);
    ASSERT_EQ(co_queue_put_nowait(&queue, item(1)), 0);
    ASSERT_EQ(co_queue_put_nowait(&queue, item(2)), -ENOSPC);
    ASSERT_EQ(co_queue_put(&queue, item(2)), -EPERM);
    ASSERT_EQ(co_queue_join(&queue), -EPERM);
    ASSERT_EQ(get_nowait(&queue), 1);
    ASSERT_EQ(co_queue_task_done(&queue), 0);
    ASSERT_EQ(co_queue_join(&queue), 0);
}

/* ---- In any order ---- */

struct store {
    struct co_queue queue;
    int next, put, got;
    bool seen[64];
};

ASYNC(stocker, struct store *store; int count;)
{
    for (int i = 0; i < my->count; i++) {
        int number = my->store->next++;

        await(turns((int)(co_random() % 2)));
        await(co_queue_put(&my->store->queue, item(number)));
        my->store->put++;
    }
    return 0;
}

ASYNC(customer, struct store *store; int count;)
{
    for (int i = 0; i < my->count; i++) {
        int number = get(&my->store->queue);

        await(number);
        ASSERT_TRUE(number < my->store->next && !my->store->seen[number]);
        my->store->seen[number] = true;
        my->store->got++;
        int rc = turns((int)(co_random() % 3));
        await(co_queue_task_done(&my->store->queue));
        await(rc);
    }
    return 0;
}

static int trade(struct co_queue queue)
{
    static struct store store;

    store = (struct store){ .queue = queue };

    await(GATHER(CORO(stocker, &store, 15), CORO(stocker, &store, 15), CORO(customer, &store, 10),
                 CORO(customer, &store, 10), CORO(customer, &store, 10)));
    ASSERT_EQ(store.got, 30);
    await(co_queue_join(&store.queue));
    ASSERT_TRUE(co_queue_empty(&store.queue));
    return 0;
}

SHUFFLED_TEST(queue_gives_each_item_once_in_any_order)
{
    return trade(CO_QUEUE(3));
}

SHUFFLED_TEST(lifo_queue_gives_each_item_once_in_any_order)
{
    return trade(CO_LIFO_QUEUE(3));
}

SHUFFLED_TEST(priority_queue_gives_each_item_once_in_any_order)
{
    return trade(CO_PRIORITY_QUEUE(12, by_tens));
}

/* Until the queue is shut down, at any point. */
ASYNC(patient_customer, struct store *store;)
{
    int rc = 0;

    while (rc == 0)
        rc = CALL(customer, my->store, 1);
    ASSERT_EQ(rc, -ESHUTDOWN);
    return 0;
}

ASYNC(patient_stocker, struct store *store;)
{
    int rc = CALL(stocker, my->store, 20);

    ASSERT_TRUE(rc == 0 || rc == -ESHUTDOWN);
    return 0;
}

ASYNC(closer, struct store *store; bool immediate;)
{
    await(turns((int)(co_random() % 30)));
    return co_queue_shutdown(&my->store->queue, my->immediate);
}

static int trade_until_shut_down(struct co_queue queue, bool immediate)
{
    static struct store store;

    store = (struct store){ .queue = queue };

    await(GATHER(CORO(patient_stocker, &store), CORO(patient_stocker, &store),
                 CORO(patient_customer, &store), CORO(patient_customer, &store),
                 CORO(patient_customer, &store), CORO(closer, &store, immediate)));
    ASSERT_TRUE(immediate ? store.got <= store.put : store.got == store.put);
    ASSERT_TRUE(no_task_waits(&store.queue.getters) && no_task_waits(&store.queue.putters));
    ASSERT_TRUE(co_queue_empty(&store.queue));
    return co_queue_join(&store.queue);
}

SHUFFLED_TEST(shutdown_ends_all_waiters_and_loses_no_item)
{
    await(trade_until_shut_down(CO_QUEUE(2), false));
    return trade_until_shut_down(CO_PRIORITY_QUEUE(2, by_tens), false);
}

SHUFFLED_TEST(immediate_shutdown_ends_all_waiters)
{
    await(trade_until_shut_down(CO_QUEUE(2), true));
    return trade_until_shut_down(CO_LIFO_QUEUE(0), true);
}

SHUFFLED_TEST(cancelled_getters_and_putters_lose_no_item_and_no_place)
{
    static struct store store;

    store = (struct store){ .queue = CO_QUEUE(2) };
    struct co_task *tasks[8];

    for (int i = 0; i < 4; i++)
        tasks[i] = co_create_task(CORO(stocker, &store, 6));
    for (int i = 4; i < 8; i++)
        tasks[i] = co_create_task(CORO(customer, &store, 6));
    for (int i = 0; i < 8; i += 2) {
        await(turns((int)(co_random() % 6)));
        co_task_cancel(tasks[i]);
    }
    await(turns(60));
    for (int i = 0; i < 8; i++)
        co_task_cancel(tasks[i]);
    await(co_gather(tasks, 8, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(no_task_waits(&store.queue.getters) && no_task_waits(&store.queue.putters));
    ASSERT_EQ(co_queue_qsize(&store.queue), store.put - store.got);
    while (!co_queue_empty(&store.queue))
        ASSERT_TRUE(get_nowait(&store.queue) >= 0);
    await(co_queue_put_nowait(&store.queue, item(1)));
    await(co_queue_put_nowait(&store.queue, item(2)));
    return 0;
}

SHUFFLED_TEST(item_does_not_stay_while_a_getter_waits)
{
    static struct store store;

    store = (struct store){ .queue = CO_QUEUE(2) };
    struct co_task *customers[3];

    for (int i = 0; i < 3; i++)
        customers[i] = co_create_task(CORO(customer, &store, 100));
    struct co_task *stocker_task = co_create_task(CORO(stocker, &store, 20));
    await(turns((int)(co_random() % 8)));
    co_task_cancel(customers[0]);
    await(co_await(stocker_task));
    await(co_queue_join(&store.queue));
    ASSERT_EQ(store.got, 20);
    for (int i = 1; i < 3; i++)
        co_task_cancel(customers[i]);
    return co_gather(customers, 3, NULL, CO_RETURN_EXCEPTIONS);
}

/* ---- Newcomers take the item or the place before a woken task runs, as in asyncio ---- */

/* The state that tasks share. It is static because some tasks go on after main has ended. */
static struct co_queue shared;

static struct co_task *start_getter(const char *name)
{
    return co_create_task(CORO(getter, &shared, name));
}

static struct co_task *start_putter(intptr_t number)
{
    return co_create_task(CORO(putter, &shared, number));
}

static void say_get_nowait(void)
{
    int number = get_nowait(&shared);

    if (number < 0)
        say("now:%s", co_error_name(number));
    else
        say("now:%d", number);
}

static void say_put_nowait(int number)
{
    int rc = co_queue_put_nowait(&shared, item(number));

    say("putnow%d:%s", number, rc < 0 ? co_error_name(rc) : "ok");
}

ASYNC_TEST(an_item_is_in_the_queue_until_the_woken_getter_runs)
{
    shared = CO_QUEUE(1);
    start_getter("a");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(7)));
    ASSERT_TRUE(!co_queue_empty(&shared));
    ASSERT_TRUE(co_queue_full(&shared));
    ASSERT_EQ(co_queue_qsize(&shared), 1);
    say_put_nowait(8);
    await(turns(1));
    SAID("putnow8:QueueFull a:7");
    ASSERT_TRUE(co_queue_empty(&shared));
    return 0;
}

ASYNC_TEST(a_newcomer_takes_the_item_and_the_woken_getter_waits_on)
{
    start_getter("a");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    say_get_nowait();
    say_get_nowait();
    await(turns(2));
    await(co_queue_put_nowait(&shared, item(2)));
    await(turns(2));
    SAID("now:1 now:QueueEmpty a:2");
    return 0;
}

ASYNC_TEST(get_does_not_suspend_when_a_woken_getter_has_not_run)
{
    start_getter("a");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    co_create_task(CORO(turn_counter, 2));
    say("got%d", get(&shared));
    await(co_queue_put_nowait(&shared, item(2)));
    await(turns(2));
    SAID("got1 a:2 .1 .2");
    return 0;
}

ASYNC_TEST(a_getter_whose_item_is_gone_waits_behind_the_others)
{
    start_getter("a");
    start_getter("b");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    say_get_nowait();
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(2)));
    await(co_queue_put_nowait(&shared, item(3)));
    await(turns(3));
    SAID("now:1 b:2 a:3");
    return 0;
}

ASYNC_TEST(woken_getter_takes_the_next_item_when_its_own_is_gone)
{
    start_getter("a");
    start_getter("b"); /* is woken for it, and waits on */
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    say_get_nowait();
    await(co_queue_put_nowait(&shared, item(2)));
    await(turns(3));
    SAID("now:1 a:2");
    await(co_queue_put_nowait(&shared, item(3)));
    await(turns(2));
    SAID("b:3");
    return 0;
}

ASYNC_TEST(two_woken_getters_lose_one_item_to_a_newcomer)
{
    start_getter("a");
    start_getter("b");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    await(co_queue_put_nowait(&shared, item(2)));
    say_get_nowait();
    await(turns(3));
    SAID("now:1 a:2");
    await(co_queue_put_nowait(&shared, item(3)));
    await(turns(2));
    SAID("b:3");
    return 0;
}

ASYNC_TEST(woken_getters_take_items_in_the_order_of_the_queue)
{
    shared = CO_LIFO_QUEUE(0);
    start_getter("a");
    start_getter("b");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    await(co_queue_put_nowait(&shared, item(2)));
    await(turns(3));
    SAID("a:2 b:1");
    return 0;
}

ASYNC_TEST(a_newcomer_takes_the_place_and_the_woken_putter_waits_on)
{
    shared = CO_QUEUE(1);
    await(co_queue_put_nowait(&shared, item(1)));
    start_putter(2);
    await(turns(1));
    say_get_nowait();
    ASSERT_TRUE(!co_queue_full(&shared));
    say_put_nowait(3);
    say_put_nowait(4);
    await(turns(2));
    SAID("now:1 putnow3:ok putnow4:QueueFull");
    say_get_nowait();
    await(turns(2));
    say_get_nowait();
    SAID("now:3 put2:ok now:2");
    return 0;
}

ASYNC_TEST(a_putter_whose_place_is_gone_waits_behind_the_others)
{
    shared = CO_QUEUE(1);
    await(co_queue_put_nowait(&shared, item(0)));
    start_putter(1);
    start_putter(2);
    await(turns(1));
    say_get_nowait();
    say_put_nowait(9);
    await(turns(1));
    for (int i = 0; i < 3; i++) {
        say_get_nowait();
        await(turns(2));
    }
    SAID("now:0 putnow9:ok now:9 put2:ok now:2 put1:ok now:1");
    return 0;
}

ASYNC_TEST(cancelled_getter_wakes_the_next_when_an_item_is_left)
{
    struct co_task *a = start_getter("a");

    start_getter("b");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    co_task_cancel(a);
    ASSERT_EQ(co_queue_qsize(&shared), 1);
    await(turns(3));
    SAID("a:CancelledError b:1");
    ASSERT_EQ(co_queue_qsize(&shared), 0);
    return 0;
}

ASYNC_TEST(cancelled_getter_wakes_no_other_when_its_item_is_gone)
{
    struct co_task *a = start_getter("a");

    start_getter("b");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    say_get_nowait();
    co_task_cancel(a);
    await(turns(3));
    SAID("now:1 a:CancelledError");
    await(co_queue_put_nowait(&shared, item(2)));
    await(turns(2));
    SAID("b:2");
    return 0;
}

ASYNC_TEST(woken_getter_fails_when_its_item_is_gone_at_the_shutdown)
{
    start_getter("a");
    await(turns(1));
    await(co_queue_put_nowait(&shared, item(1)));
    say_get_nowait();
    await(co_queue_shutdown(&shared, false));
    await(turns(2));
    SAID("now:1 a:QueueShutDown");
    return 0;
}

ASYNC_TEST(woken_putter_fails_when_the_queue_is_shut_down)
{
    shared = CO_QUEUE(1);
    await(co_queue_put_nowait(&shared, item(1)));
    start_putter(2);
    await(turns(1));
    say_get_nowait();
    await(co_queue_shutdown(&shared, false));
    await(turns(2));
    SAID("now:1 put2:QueueShutDown");
    ASSERT_EQ(co_queue_qsize(&shared), 0);
    return 0;
}

/* ---- Short of memory ---- */

/* Fills a queue until it has to allocate. An item that put refuses is not in the queue. */
static int fill_without_memory(struct co_queue queue)
{
    int rc = 0, added = 0;

    while (rc == 0 && added < 100) {
        rc = co_queue_put(&queue, item(added));
        added += rc == 0;
    }
    ASSERT_EQ(co_queue_qsize(&queue), added);
    for (int i = 0; i < added; i++)
        ASSERT_EQ(get_nowait(&queue), queue.order == CO_QUEUE_LIFO ? added - 1 - i : i);
    ASSERT_EQ(get_nowait(&queue), -ENODATA);
    return rc;
}

MEMORY_TEST(item_is_refused_without_memory)
{
    return fill_without_memory(CO_QUEUE(0));
}

MEMORY_TEST(item_of_a_priority_queue_is_refused_without_memory)
{
    await(fill_without_memory(CO_LIFO_QUEUE(0)));
    return fill_without_memory(CO_PRIORITY_QUEUE(0, by_tens));
}

MEMORY_TEST(queue_allocates_once_when_it_is_filled_again)
{
    static const struct {
        int items;
        uint64_t allocations;
    } rounds[] = { { 100, 4 }, { 100, 1 }, { 1000, 4 }, { 1000, 4 } };
    struct co_queue queue = { 0 };

    for (size_t round = 0; round < sizeof rounds / sizeof *rounds; round++) {
        co_fail_allocation(1000, false);
        for (int i = 0; i < rounds[round].items; i++)
            await(co_queue_put_nowait(&queue, item(i)));
        ASSERT_EQ(co_allocations(), rounds[round].allocations);
        co_fail_allocation(0, false);
        for (int i = 0; i < rounds[round].items; i++)
            ASSERT_EQ(get_nowait(&queue), i);
    }
    return 0;
}

ASYNC_TEST(a_putter_without_memory_leaves_its_place_to_the_next)
{
    enum { SIZE = CO_QUEUE_INLINE + 1 };
    static struct co_queue queue = CO_QUEUE(SIZE);
    struct co_task *tasks[SIZE + 1];
    int results[SIZE + 1];

    for (int i = 0; i < SIZE; i++)
        await(co_queue_put(&queue, item(i)));
    for (int i = 0; i <= SIZE; i++)
        tasks[i] = co_create_task(CORO(putter, &queue, i));
    await(turns(1));
    while (co_queue_qsize(
        &queue)) /* afterwards it owns no memory, and all places but the last are promised */
        ASSERT_TRUE(get_nowait(&queue) >= 0);
    co_fail_allocation(1, false);
    await(turns(1));
    await(co_gather(tasks, SIZE + 1, results, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(results[SIZE - 1], -ENOMEM);
    ASSERT_EQ(results[SIZE], 0);
    ASSERT_EQ(co_queue_qsize(&queue), SIZE);
    while (co_queue_qsize(&queue))
        ASSERT_TRUE(get_nowait(&queue) >= 0);
    return 0;
}
