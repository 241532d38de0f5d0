#include "io/stream.h"
#include "scene.h"

/* ---- Circles ---- */

static struct co_lock lock_a, lock_b;

ASYNC(takes_twice)
{
    WITH_LOCK(&lock_a) {
        await(co_sleep(0.5));
        WITH_LOCK(&lock_a) {
            log_time("never");
        }
    }
    return 0;
}

TEST(lock_is_taken_twice)
{
    play(SCENE(takes_twice));
    ASSERT_EQ(result.code, -EDEADLK);
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_STR_EQ(printed, "");
    REPORTED(
        "DEADLOCK at 0.500 s: nothing can ever run again, and 1 task has not ended.\n"
        "\n"
        "A task waits for something that it holds itself:\n"
        "    main has been waiting for lock lock_a since 0.500 s\n"
        "        at HERE: co_lock_acquire(&lock_a)\n"
        "        main has held it since 0.000 s (HERE)\n"
        "\n"
        "What usually helps: do not take a lock twice: release it before you call a function that takes it, or tell that function that the lock is held.\n"
        "Next: asyncdemo show takes-twice\n");
}

ASYNC(transfer, struct co_lock *from; struct co_lock * to;)
{
    WITH_LOCK(my->from) {
        await(co_sleep(0.1));
        WITH_LOCK(my->to) {
            log_time("never");
        }
    }
    return 0;
}

ASYNC(two_transfers)
{
    return GATHER(CORO(transfer, &lock_a, &lock_b), CORO(transfer, &lock_b, &lock_a));
}

TEST(locks_are_taken_in_different_order)
{
    play(SCENE(two_transfers));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 0.100 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "A circle, in which each task waits for the next:\n"
        "    transfer-1 has been waiting for lock my->to (1) since 0.100 s\n"
        "        at HERE: co_lock_acquire(my->to)\n"
        "        transfer-2 has held it since 0.000 s (HERE)\n"
        "    transfer-2 has been waiting for lock my->to (2) since 0.100 s\n"
        "        at HERE: co_lock_acquire(my->to)\n"
        "        transfer-1 has held it since 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting transfer-1 and transfer-2 since 0.000 s\n"
        "        at HERE: GATHER(CORO(transfer, &lock_a, &lock_b), CORO(transfer, &lock_b, &lock_a))\n"
        "\n"
        "What usually helps: take the locks in the same order everywhere.\n"
        "Next: asyncdemo show two-transfers\n");
}

ASYNC(wants_the_lock)
{
    WITH_LOCK(&lock_a) {
    }
    return 0;
}

ASYNC(awaits_with_the_lock)
{
    WITH_LOCK(&lock_a) {
        struct co_task *task = co_create_task(CORO(wants_the_lock));
        await(co_await(task));
    }
    return 0;
}

TEST(task_is_awaited_with_the_lock_that_it_needs)
{
    play(SCENE(awaits_with_the_lock));
    REPORTED("DEADLOCK at 0.000 s: nothing can ever run again, and 2 tasks have not ended.\n"
             "\n"
             "A circle, in which each task waits for the next:\n"
             "    main has been awaiting wants_the_lock-1 since 0.000 s\n"
             "        at HERE: co_await(task)\n"
             "    wants_the_lock-1 has been waiting for lock lock_a since 0.000 s\n"
             "        at HERE: co_lock_acquire(&lock_a)\n"
             "        main has held it since 0.000 s (HERE)\n"
             "\n"
             "What usually helps: release the lock before awaiting a task that needs it.\n"
             "Next: asyncdemo show awaits-with-the-lock\n");
}

static struct co_task *left, *right;

ASYNC(awaits, struct co_task **other;)
{
    return co_await(*my->other);
}

ASYNC(tasks_in_a_circle)
{
    left = co_create_task(CORO(awaits, &right));
    right = co_create_task(CORO(awaits, &left));
    return co_await(co_task_keep(left));
}

TEST(tasks_await_each_other)
{
    play(SCENE(tasks_in_a_circle));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "A circle, in which each task waits for the next:\n"
        "    awaits-1 has been awaiting awaits-2 since 0.000 s\n"
        "        at HERE: co_await(*my->other)\n"
        "    awaits-2 has been awaiting awaits-1 since 0.000 s\n"
        "        at HERE: co_await(*my->other)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting awaits-1 since 0.000 s\n"
        "        at HERE: co_await(co_task_keep(left))\n"
        "\n"
        "What usually helps: break the circle: one of these tasks has to go on without awaiting the next.\n"
        "Next: asyncdemo show tasks-in-a-circle\n");
}

static struct co_lock forks[5];

ASYNC(philosopher, int seat;)
{
    WITH_LOCK(&forks[my->seat]) {
        await(co_sleep(0.01));
        WITH_LOCK(&forks[(my->seat + 1) % 5]) {
            log_time("Philosopher-%d eats", my->seat);
        }
    }
    return 0;
}

ASYNC(dinner)
{
    TASKS(philosophers, CORO(philosopher, i), i, 5);
    return GATHER_TASKS(philosophers);
}

TEST(five_philosophers_take_forks_in_a_circle)
{
    play(SCENE(dinner));
    REPORTED(
        "DEADLOCK at 0.010 s: nothing can ever run again, and 6 tasks have not ended.\n"
        "\n"
        "A circle, in which each task waits for the next:\n"
        "    philosopher-1 has been waiting for lock forks[(my->seat + 1) % 5] (1) since 0.010 s\n"
        "        at HERE: co_lock_acquire(&forks[(my->seat + 1) % 5])\n"
        "        philosopher-2 has held it since 0.000 s (HERE)\n"
        "    philosopher-2 has been waiting for lock forks[(my->seat + 1) % 5] (2) since 0.010 s\n"
        "        at HERE: co_lock_acquire(&forks[(my->seat + 1) % 5])\n"
        "        philosopher-3 has held it since 0.000 s (HERE)\n"
        "    philosopher-3 has been waiting for lock forks[(my->seat + 1) % 5] (3) since 0.010 s\n"
        "        at HERE: co_lock_acquire(&forks[(my->seat + 1) % 5])\n"
        "        philosopher-4 has held it since 0.000 s (HERE)\n"
        "    philosopher-4 has been waiting for lock forks[(my->seat + 1) % 5] (4) since 0.010 s\n"
        "        at HERE: co_lock_acquire(&forks[(my->seat + 1) % 5])\n"
        "        philosopher-5 has held it since 0.000 s (HERE)\n"
        "    philosopher-5 has been waiting for lock forks[(my->seat + 1) % 5] (5) since 0.010 s\n"
        "        at HERE: co_lock_acquire(&forks[(my->seat + 1) % 5])\n"
        "        philosopher-1 has held it since 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting philosopher-1, philosopher-2, philosopher-3, philosopher-4 and philosopher-5 since 0.000 s\n"
        "        at HERE: GATHER_TASKS(philosophers)\n"
        "\n"
        "What usually helps: take the locks in the same order everywhere.\n"
        "Next: asyncdemo show dinner\n");
}

/* ---- No task is left ---- */

static struct co_event ready;

ASYNC(waiter, int id;)
{
    log_time("Waiter-%d waits", my->id);
    int rc = co_event_wait(&ready);
    log_time("Waiter-%d is cancelled", my->id);
    return rc;
}

ASYNC(three_waiters)
{
    TASKS(waiters, CORO(waiter, i), i, 3);
    return GATHER_TASKS(waiters);
}

TEST(event_is_never_set)
{
    play(SCENE(three_waiters));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 4 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    waiter-1, waiter-2 and waiter-3 have been waiting for event ready since 0.000 s\n"
        "        at HERE: co_event_wait(&ready)\n"
        "        it has never been set\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting waiter-1, waiter-2 and waiter-3 since 0.000 s\n"
        "        at HERE: GATHER_TASKS(waiters)\n"
        "\n"
        "What usually helps: call co_event_set() on every exit path of the task that should set it, including errors.\n"
        "Next: asyncdemo show three-waiters\n");
}

ASYNC(setter)
{
    co_event_set(&ready);
    co_event_clear(&ready);
    return 0;
}

ASYNC(waits_too_late)
{
    await(co_await(co_create_task(CORO(setter))));
    await(co_sleep(0.25));
    return co_event_wait(&ready);
}

TEST(event_was_set_too_early)
{
    play(SCENE(waits_too_late));
    REPORTED(
        "DEADLOCK at 0.250 s: nothing can ever run again, and 1 task has not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    main has been waiting for event ready since 0.250 s\n"
        "        at HERE: co_event_wait(&ready)\n"
        "        setter-1, which has ended, last set it at 0.000 s (HERE)\n"
        "\n"
        "What usually helps: clear an event only when every waiter has seen it: a task that comes later waits until the event is set again.\n"
        "Next: asyncdemo show waits-too-late\n");
}

static struct co_queue jobs = CO_QUEUE(2);

ASYNC(producer, int items;)
{
    for (int i = 0; i < my->items; i++)
        await(co_queue_put(&jobs, &jobs));
    return my->items == 1 ? co_raise(-ECONNRESET, "the line went dead") : 0;
}

ASYNC(consumer, bool forgets;)
{
    while (true) {
        void *item;
        await(co_queue_get(&jobs, &item));
        await(co_sleep(0.1));
        if (!my->forgets)
            co_queue_task_done(&jobs);
    }
}

ASYNC(a_producer_that_ends)
{
    struct co_task *made = co_create_task(CORO(producer, 2));
    struct co_task *taken = co_create_task(CORO(consumer, false));
    await(co_await(made));
    return co_await(taken);
}

TEST(queue_is_empty_and_its_producer_has_ended)
{
    play(SCENE(a_producer_that_ends));
    REPORTED(
        "DEADLOCK at 0.200 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    consumer-1 has been waiting for an item of queue jobs since 0.200 s\n"
        "        at HERE: co_queue_get(&jobs, &item)\n"
        "        producer-1, which has ended, last put an item at 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting consumer-1 since 0.000 s\n"
        "        at HERE: co_await(taken)\n"
        "\n"
        "What usually helps: after the last item, put one end marker per consumer, or cancel the consumers.\n"
        "Next: asyncdemo show a-producer-that-ends\n");
}

ASYNC(a_producer_that_fails)
{
    co_task_detach(co_create_task(CORO(producer, 1)));
    return co_await(co_create_task(CORO(consumer, false)));
}

TEST(queue_is_empty_and_its_producer_has_failed)
{
    play(SCENE(a_producer_that_fails));
    REPORTED(
        "Task exception was never retrieved: producer-1 failed at 0.000 s with ConnectionError: the line went dead.\n"
        "    made at HERE: co_create_task(CORO(producer, 1))\n"
        "DEADLOCK at 0.100 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    consumer-1 has been waiting for an item of queue jobs since 0.100 s\n"
        "        at HERE: co_queue_get(&jobs, &item)\n"
        "        producer-1, which failed with ConnectionError, last put an item at 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting consumer-1 since 0.000 s\n"
        "        at HERE: co_await(co_create_task(CORO(consumer, false)))\n"
        "\n"
        "What usually helps: after the last item, put one end marker per consumer, or cancel the consumers.\n"
        "Next: asyncdemo show a-producer-that-fails\n");
}

ASYNC(no_producer)
{
    return co_await(co_create_task(CORO(consumer, false)));
}

TEST(queue_is_empty_and_has_no_producer)
{
    play(SCENE(no_producer));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    consumer-1 has been waiting for an item of queue jobs since 0.000 s\n"
        "        at HERE: co_queue_get(&jobs, &item)\n"
        "        no item has ever been put\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting consumer-1 since 0.000 s\n"
        "        at HERE: co_await(co_create_task(CORO(consumer, false)))\n"
        "\n"
        "What usually helps: start the task that puts items: a coroutine that is made but not started does nothing.\n"
        "Next: asyncdemo show no-producer\n");
}

ASYNC(no_consumer)
{
    return co_await(co_create_task(CORO(producer, 4)));
}

TEST(queue_is_full_and_has_no_consumer)
{
    play(SCENE(no_consumer));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    producer-1 has been waiting for a free place in queue jobs since 0.000 s\n"
        "        at HERE: co_queue_put(&jobs, &jobs)\n"
        "        no item has ever been taken\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting producer-1 since 0.000 s\n"
        "        at HERE: co_await(co_create_task(CORO(producer, 4)))\n"
        "\n"
        "What usually helps: start the task that gets items before the queue is full, or make the queue unbounded.\n"
        "Next: asyncdemo show no-consumer\n");
}

ASYNC(forgets_task_done)
{
    await(co_queue_put(&jobs, &jobs));
    co_task_detach(co_create_task(CORO(consumer, true)));
    return co_queue_join(&jobs);
}

TEST(task_done_is_missing)
{
    play(SCENE(forgets_task_done));
    REPORTED(
        "DEADLOCK at 0.100 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    main has been waiting for queue jobs to be finished since 0.000 s\n"
        "        at HERE: co_queue_join(&jobs)\n"
        "        1 of its items still needs co_queue_task_done(); 0 of these are in the queue\n"
        "        co_queue_task_done() has never been called\n"
        "    consumer-1 has been waiting for an item of queue jobs since 0.100 s\n"
        "        at HERE: co_queue_get(&jobs, &item)\n"
        "        main last put an item at 0.000 s (HERE)\n"
        "\n"
        "What usually helps: call co_queue_task_done() once for every item that a task gets, end markers included.\n"
        "Next: asyncdemo show forgets-task-done\n");
}

/* ---- Two ends of a stream ---- */

ASYNC(listens, struct io_stream *end;)
{
    const char *line;

    await(io_stream_readline(my->end, &line));
    await(io_stream_readline(my->end, &line));
    return 0;
}

ASYNC(both_listen)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "hello\n", 6));
    await(io_stream_write(ends[1], "hello\n", 6));
    return GATHER(CORO(listens, ends[0]), CORO(listens, ends[1]));
}

TEST(tasks_wait_for_lines_of_each_other)
{
    play(SCENE(both_listen));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    listens-1 has been waiting for bytes of stream my->end (1) since 0.000 s\n"
        "        at HERE: io_stream_readline(my->end, &line)\n"
        "        main last wrote to its other end at 0.000 s (HERE)\n"
        "    listens-2 has been waiting for bytes of stream my->end (2) since 0.000 s\n"
        "        at HERE: io_stream_readline(my->end, &line)\n"
        "        main last wrote to its other end at 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting listens-1 and listens-2 since 0.000 s\n"
        "        at HERE: GATHER(CORO(listens, ends[0]), CORO(listens, ends[1]))\n"
        "\n"
        "What usually helps: one of the two ends has to write first, and a line ends with '\\n'; a task that reads until the end waits until the other end is closed.\n"
        "Next: asyncdemo show both-listen\n");
}

ASYNC(talks, struct io_stream *end;)
{
    char bytes[4096] = { 0 };

    while (true) {
        await(io_stream_write(my->end, bytes, sizeof bytes));
        await(io_stream_drain(my->end));
    }
}

ASYNC(both_talk)
{
    struct io_stream *ends[2];
    const char *data;

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "hello", 5));
    await(io_stream_read(ends[1], 5, &data));
    return GATHER(CORO(talks, ends[0]), CORO(talks, ends[1]));
}

TEST(tasks_write_and_never_read)
{
    play(SCENE(both_talk));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED("DEADLOCK at 0.000 s: nothing can ever run again, and 3 tasks have not ended.\n"
             "\n"
             "Waiting for something that no task will do:\n"
             "    talks-1 has been waiting for room in stream my->end (1) since 0.000 s\n"
             "        at HERE: io_stream_drain(my->end)\n"
             "        main last read from its other end at 0.000 s (HERE)\n"
             "    talks-2 has been waiting for room in stream my->end (2) since 0.000 s\n"
             "        at HERE: io_stream_drain(my->end)\n"
             "        its other end has never been read from\n"
             "\n"
             "Waiting for tasks that can never go on:\n"
             "    main has been awaiting talks-1 and talks-2 since 0.000 s\n"
             "        at HERE: GATHER(CORO(talks, ends[0]), CORO(talks, ends[1]))\n"
             "\n"
             "What usually helps: buffers are finite: have one task read while another writes.\n"
             "Next: asyncdemo show both-talk\n");
}

static struct co_semaphore permits = CO_SEMAPHORE(2);

ASYNC(keeps_a_permit)
{
    return co_semaphore_acquire(&permits);
}

ASYNC(permits_are_kept)
{
    await(GATHER(CORO(keeps_a_permit), CORO(keeps_a_permit)));
    return co_semaphore_acquire(&permits);
}

TEST(permits_are_held_by_ended_tasks)
{
    play(SCENE(permits_are_kept));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 1 task has not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    main has been waiting for a permit of semaphore permits since 0.000 s\n"
        "        at HERE: co_semaphore_acquire(&permits)\n"
        "        keeps_a_permit-1, which has ended, has held one since 0.000 s (HERE)\n"
        "        keeps_a_permit-2, which has ended, has held one since 0.000 s (HERE)\n"
        "        no permit has ever been released\n"
        "\n"
        "What usually helps: release it on every exit path of the function, as WITH_LOCK and WITH_SEMAPHORE do.\n"
        "Next: asyncdemo show permits-are-kept\n");
}

ASYNC(an_answer_never_comes)
{
    struct co_task *answer = co_future_create("answer");
    return co_await(answer);
}

TEST(future_is_never_completed)
{
    play(SCENE(an_answer_never_comes));
    REPORTED("DEADLOCK at 0.000 s: nothing can ever run again, and 1 task has not ended.\n"
             "\n"
             "Waiting for something that no task will do:\n"
             "    main has been awaiting answer-1 since 0.000 s\n"
             "        at HERE: co_await(answer)\n"
             "        no task is left that could complete it\n"
             "\n"
             "Next: asyncdemo show an-answer-never-comes\n");
}

static struct co_event answer;

ASYNC(asks_in_vain)
{
    return co_event_wait(&answer);
}

ASYNC(sleeps_well)
{
    return co_sleep(1);
}

ASYNC(waits_for_its_children)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(asks_in_vain));
    co_task_group_create_task(&group, CORO(sleeps_well));
    await(co_sleep(0.5));
    return co_task_group_exit(&group, 0);
}

TEST(children_of_a_group_never_end)
{
    play(SCENE(waits_for_its_children));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 1.000 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    asks_in_vain-1 has been waiting for event answer since 0.000 s\n"
        "        at HERE: co_event_wait(&answer)\n"
        "        it has never been set\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting asks_in_vain-1 since 0.500 s\n"
        "        at HERE: co_task_group_exit(&group, 0)\n"
        "\n"
        "What usually helps: call co_event_set() on every exit path of the task that should set it, including errors.\n"
        "Next: asyncdemo show waits-for-its-children\n");
}

ASYNC(awaits_its_parent, struct co_task *parent;)
{
    return co_await(my->parent);
}

ASYNC(waits_for_its_child)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(awaits_its_parent, co_current_task()));
    return co_task_group_exit(&group, 0);
}

TEST(child_awaits_its_parent)
{
    play(SCENE(waits_for_its_child));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 2 tasks have not ended.\n"
        "\n"
        "A circle, in which each task waits for the next:\n"
        "    main has been awaiting awaits_its_parent-1 since 0.000 s\n"
        "        at HERE: co_task_group_exit(&group, 0)\n"
        "    awaits_its_parent-1 has been awaiting main since 0.000 s\n"
        "        at HERE: co_await(my->parent)\n"
        "\n"
        "What usually helps: break the circle: one of these tasks has to go on without awaiting the next.\n"
        "Next: asyncdemo show waits-for-its-child\n");
}

/* ---- Conditions and barriers ---- */

static struct co_condition condition;
static int items;

ASYNC(put_items, int count;)
{
    for (int i = 0; i < my->count; i++)
        WITH_CONDITION(&condition) {
            items++;
            await(co_condition_notify(&condition, 1));
        }
    return 0;
}

ASYNC(take_items, int count;)
{
    for (int i = 0; i < my->count; i++)
        WITH_CONDITION(&condition) {
            while (!items)
                await(co_condition_wait(&condition));
            items--;
            await(co_condition_notify(&condition, 1));
        }
    return 0;
}

ASYNC(more_taken_than_put)
{
    return GATHER(CORO(take_items, 5), CORO(put_items, 3), CORO(take_items, 5));
}

TEST(condition_is_not_notified_again)
{
    play(SCENE(more_taken_than_put));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    take_items-1 and take_items-2 have been waiting for the condition since 0.000 s\n"
        "        at HERE: co_condition_wait(&condition)\n"
        "        take_items-2 last notified it at 0.000 s (HERE)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting take_items-1 and take_items-2 since 0.000 s\n"
        "        at HERE: GATHER(CORO(take_items, 5), CORO(put_items, 3), CORO(take_items, 5))\n"
        "\n"
        "What usually helps: tell the waiters when no more will come: make the predicate true at the end, then call co_condition_notify_all().\n"
        "Next: asyncdemo show more-taken-than-put\n");
}

ASYNC(waits_for_a_notification)
{
    static struct co_condition silent;

    WITH_CONDITION(&silent) {
        await(co_condition_wait(&silent));
    }
    return 0;
}

TEST(condition_is_never_notified)
{
    play(SCENE(waits_for_a_notification));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 1 task has not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    main has been waiting for condition silent since 0.000 s\n"
        "        at HERE: co_condition_wait(&silent)\n"
        "        it has never been notified\n"
        "\n"
        "What usually helps: notify a condition, with its lock held, after every change that a task waits for.\n"
        "Next: asyncdemo show waits-for-a-notification\n");
}

ASYNC(notifies_and_keeps_the_lock)
{
    struct co_task *task = co_create_task(CORO(take_items, 1));

    await(co_sleep(0.1));
    await(co_condition_acquire(&condition));
    items = 1;
    await(co_condition_notify_all(&condition));
    await(co_await(task));
    return co_condition_release(&condition);
}

TEST(notified_task_does_not_get_the_lock)
{
    items = 0;
    play(SCENE(notifies_and_keeps_the_lock));
    REPORTED("DEADLOCK at 0.100 s: nothing can ever run again, and 2 tasks have not ended.\n"
             "\n"
             "A circle, in which each task waits for the next:\n"
             "    main has been awaiting take_items-1 since 0.100 s\n"
             "        at HERE: co_await(task)\n"
             "    take_items-1 has been waiting for the lock of the condition since 0.100 s\n"
             "        at HERE: co_condition_wait(&condition)\n"
             "        main has held it since 0.100 s (HERE)\n"
             "        take_items-1 last released it at 0.000 s (HERE)\n"
             "\n"
             "What usually helps: release the lock before awaiting a task that needs it.\n"
             "Next: asyncdemo show notifies-and-keeps-the-lock\n");
}

static struct co_barrier barrier = CO_BARRIER(3);

ASYNC(comes_to_the_barrier, bool fails;)
{
    if (my->fails)
        return -EIO;
    await(co_barrier_wait(&barrier));
    return 0;
}

ASYNC(two_of_three)
{
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = co_create_task(CORO(comes_to_the_barrier, i == 1));
    return co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS);
}

TEST(barrier_is_missing_a_task)
{
    play(SCENE(two_of_three));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    comes_to_the_barrier-1 and comes_to_the_barrier-3 have been waiting for the barrier since 0.000 s\n"
        "        at HERE: co_barrier_wait(&barrier)\n"
        "        2 of its 3 tasks have arrived\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting comes_to_the_barrier-1 and comes_to_the_barrier-3 since 0.000 s\n"
        "        at HERE: co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS)\n"
        "\n"
        "What usually helps: a barrier opens when all of its tasks have arrived: a task that fails before that should call co_barrier_abort(), so that the others go on.\n"
        "Next: asyncdemo show two-of-three\n");
}

/* ---- Objects that are gone ---- */

static struct co_event shared_event;

ASYNC(waits_for_the_event)
{
    return co_event_wait(&shared_event);
}

ASYNC(overwrites_the_event)
{
    await(co_sleep(0.1));
    shared_event = (struct co_event){ 0 };
    return 0;
}

ASYNC(outlived_by_its_waiters)
{
    return GATHER(CORO(overwrites_the_event), CORO(waits_for_the_event), CORO(waits_for_the_event));
}

TEST(object_is_gone_while_tasks_wait_for_it)
{
    play(SCENE(outlived_by_its_waiters));
    ASSERT_EQ(result.exit_code, 3);
    REPORTED(
        "DEADLOCK at 0.100 s: nothing can ever run again, and 3 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    waits_for_the_event-1 and waits_for_the_event-2 have been waiting for shared_event (which does not exist any more) since 0.000 s\n"
        "        at HERE: co_event_wait(&shared_event)\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting waits_for_the_event-1 and waits_for_the_event-2 since 0.000 s\n"
        "        at HERE: GATHER(CORO(overwrites_the_event), CORO(waits_for_the_event), CORO(waits_for_the...\n"
        "\n"
        "What usually helps: an object must outlive the tasks that wait for it: make it static, or await these tasks before the function that owns it returns.\n"
        "Next: asyncdemo show outlived-by-its-waiters\n");
}

/* ---- Many tasks ---- */

ASYNC(waits_for_nothing)
{
    struct co_event own = { 0 };
    return co_event_wait(&own);
}

ASYNC(thirty_that_wait_for_one_event)
{
    TASKS(waiters, CORO(waiter, i), i, 30);
    return GATHER_TASKS(waiters);
}

TEST(tasks_that_wait_alike_share_a_paragraph)
{
    play(SCENE(thirty_that_wait_for_one_event));
    REPORTED(
        "DEADLOCK at 0.000 s: nothing can ever run again, and 31 tasks have not ended.\n"
        "\n"
        "Waiting for something that no task will do:\n"
        "    waiter-1, waiter-2, waiter-3, waiter-4, waiter-5, waiter-6, waiter-7 and 23 more have been waiting for event ready since 0.000 s\n"
        "        at HERE: co_event_wait(&ready)\n"
        "        it has never been set\n"
        "\n"
        "Waiting for tasks that can never go on:\n"
        "    main has been awaiting waiter-1, waiter-2, waiter-3, waiter-4, waiter-5, waiter-6, waiter-7 and 23 more since 0.000 s\n"
        "        at HERE: GATHER_TASKS(waiters)\n"
        "\n"
        "What usually helps: call co_event_set() on every exit path of the task that should set it, including errors.\n"
        "Next: asyncdemo show thirty-that-wait-for-one-event\n");
}

ASYNC(thirty_that_wait_for_different_things)
{
    TASKS(lonely, CORO(waits_for_nothing), i, 30);
    await(co_sleep(1));
    return GATHER_TASKS(lonely);
}

TEST(long_report_is_cut)
{
    play(SCENE(thirty_that_wait_for_different_things));
    ASSERT_TRUE(strstr(reported, "and 31 tasks have not ended."));
    ASSERT_TRUE(strstr(
        reported, "    waits_for_nothing-20 has been waiting for event own (20) since 0.000 s\n"));
    ASSERT_TRUE(!strstr(reported, "    waits_for_nothing-21 "));
    ASSERT_TRUE(strstr(reported, "    and 10 more tasks.\n"));
    ASSERT_TRUE(strstr(
        reported,
        "    main has been awaiting waits_for_nothing-1, waits_for_nothing-2, waits_for_nothing-3, "
        "waits_for_nothing-4, waits_for_nothing-5, waits_for_nothing-6, waits_for_nothing-7 "
        "and 23 more since 1.000 s\n"));
}

static struct co_lock ring[100];

ASYNC(member, int i;)
{
    await(co_lock_acquire(&ring[my->i]));
    await(co_sleep(1));
    return co_lock_acquire(&ring[(my->i + 1) % 100]);
}

ASYNC(a_ring)
{
    TASKS(members, CORO(member, i), i, 100);
    return GATHER_TASKS(members);
}

TEST(large_circle_is_cut)
{
    play(SCENE(a_ring));
    ASSERT_TRUE(strstr(
        reported,
        "    member-20 has been waiting for lock ring[(my->i + 1) % 100] (20) since 1.000 s\n"));
    ASSERT_TRUE(!strstr(reported, "member-22"));
    ASSERT_TRUE(strstr(reported, "    and so on, through 80 more tasks.\n"));
}

ASYNC(late_waiter, int id;)
{
    await(co_sleep(my->id * 0.25));
    return co_event_wait(&ready);
}

ASYNC(one_after_the_other)
{
    TASKS(waiters, CORO(late_waiter, i), i, 3);
    return GATHER_TASKS(waiters);
}

TEST(paragraph_has_the_first_and_the_latest_time)
{
    play(SCENE(one_after_the_other));
    ASSERT_TRUE(strstr(
        reported, "    late_waiter-1, late_waiter-2 and late_waiter-3 have been waiting for event "
                  "ready since 0.000 s, the latest since 0.500 s\n"));
}

/* ---- Beside the text ---- */

TEST(report_closes_the_log)
{
    const struct event *last;
    size_t lines = 0, reports = 0;

    play(SCENE(three_waiters));
    ASSERT_STR_EQ(printed,
                  "[  0.000] Waiter-0 waits\n[  0.000] Waiter-1 waits\n[  0.000] Waiter-2 waits\n");
    for (size_t i = 0; i < stream.count; i++) {
        lines += stream.events[i].kind == EVENT_LINE;
        reports += stream.events[i].kind == EVENT_REPORT;
        ASSERT_TRUE(stream.events[i].kind != EVENT_TASK_END);
    }
    ASSERT_EQ(lines, 3);
    ASSERT_EQ(reports, 13);
    last = &stream.events[stream.count - 1];
    ASSERT_EQ(last->kind, EVENT_RUN_END);
    ASSERT_EQ(last->result, -EDEADLK);
    ASSERT_STR_EQ(last->text, "");
}

TEST(report_is_in_the_stream_even_if_not_printed)
{
    struct run_options options = usual_options();
    char text[64 * 1024] = "";

    play(SCENE(three_waiters));
    options.errors = -1;
    for (size_t i = 0; i < stream.count; i++)
        if (stream.events[i].kind == EVENT_REPORT)
            strcat(strcat(text, stream.events[i].text), "\n");
    ASSERT_STR_EQ(text, reported);
    play_with(SCENE(three_waiters), options);
    ASSERT_STR_EQ(reported, "");
    ASSERT_EQ(result.exit_code, 3);
}

TEST(corrected_variant_is_the_next_command)
{
    struct run_options options = usual_options();
    const struct demo *demo =
        SCENE(three_waiters, .variants = { { "flaw", "", 3 }, { "fixed", "", 0 } });

    play(demo);
    ASSERT_TRUE(strstr(reported, "\nNext: asyncdemo three-waiters --variant=fixed\n"));
    options.variant = "fixed";
    play_with(demo, options);
    ASSERT_TRUE(strstr(reported, "\nNext: asyncdemo show three-waiters --variant=fixed\n"));
}

TEST(corrected_default_is_the_next_command)
{
    struct run_options options = usual_options();

    options.variant = "flaw";
    play_with(SCENE(three_waiters, .variants = { { "flaw", "", 3 } }), options);
    ASSERT_TRUE(strstr(reported, "\nNext: asyncdemo three-waiters\n"));
    /* A variant that hangs as well does not help. */
    play_with(SCENE(three_waiters, .exit_code = 3, .variants = { { "flaw", "", 3 } }), options);
    ASSERT_TRUE(strstr(reported, "\nNext: asyncdemo show three-waiters --variant=flaw\n"));
}

ASYNC(ends_the_run)
{
    co_task_detach(co_create_task(CORO(waits_for_nothing)));
    await(co_sleep(1));
    return 0;
}

TEST(task_left_when_main_ends_is_not_a_deadlock)
{
    play(SCENE(ends_the_run));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_STR_EQ(reported, "");
}

TEST(deadlock_is_reported_on_the_real_clock)
{
    struct run_options options = usual_options();

    options.clock = CO_CLOCK_REAL;
    play_with(SCENE(an_answer_never_comes), options);
    ASSERT_EQ(result.exit_code, 3);
    ASSERT_TRUE(strstr(reported, "    main has been awaiting answer-1 since "));
}

ASYNC(waits_for, struct co_event *event;)
{
    return co_event_wait(my->event);
}

ASYNC(sleeps_a_while)
{
    return co_sleep(10);
}

ASYNC(asks_for_a_report)
{
    struct co_event event = { 0 };
    struct co_task *task = co_create_task(CORO(waits_for, &event));

    co_task_detach(co_create_task(CORO(sleeps_a_while)));
    await(co_sleep(1));
    await(co_report_deadlock());
    log_time("main goes on");
    co_event_set(&event);
    return co_await(task);
}

TEST(requested_report_does_not_end_the_run)
{
    play(SCENE(asks_for_a_report));
    ASSERT_EQ(result.exit_code, 0);
    ASSERT_TRUE(strstr(printed, "main goes on"));
    forget_lines(__FILE__);
    ASSERT_STR_EQ(reported, "WAITS at 1.000 s: 1 of 3 tasks wait for others, and the run goes on.\n"
                            "\n"
                            "Waiting for something that has yet to happen:\n"
                            "    waits_for-1 has been waiting for event my->event since 0.000 s\n"
                            "        at HERE: co_event_wait(my->event)\n"
                            "        it has never been set\n"
                            "\n"
                            "Next: asyncdemo show asks-for-a-report\n");
}
