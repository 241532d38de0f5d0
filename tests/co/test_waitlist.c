#include "co/kernel/waitlist.h"

#include "scenario.h"

/* A primitive that has only a list, to test the list by itself. */
struct door {
    struct co_resource resource;
    struct co_waitlist waiters;
};

ASYNC(waiter, struct door *door; const char *name;)
{
    int rc = waitlist_wait(&my->door->waiters, &my->door->resource, "door");

    say("%s%s", my->name, rc < 0 ? ":cancel" : "");
    return rc;
}

static void start(struct co_task **tasks, struct door *door, int count)
{
    static const char *const names[] = { "1", "2", "3", "4", "5" };

    for (int i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(waiter, door, names[i]));
}

static bool is_empty(const struct co_waitlist *list)
{
    return !list->first && !list->last && !list->chosen;
}

ASYNC_TEST(waiters_are_woken_in_order_of_arrival)
{
    static struct door door;
    struct co_task *tasks[4];

    start(tasks, &door, 4);
    await(turns(1));
    ASSERT_EQ(waitlist_wake(&door.waiters, 1), 1);
    ASSERT_EQ(waitlist_wake(&door.waiters, 2), 2);
    ASSERT_EQ(waitlist_wake(&door.waiters, 5), 1);
    ASSERT_EQ(waitlist_wake(&door.waiters, 5), 0);
    SAID("");
    await(co_gather(tasks, 4, NULL, 0));
    SAID("1 2 3 4");
    ASSERT_TRUE(is_empty(&door.waiters));
    return 0;
}

ASYNC_TEST(woken_waiters_are_counted_until_they_run)
{
    static struct door door;
    struct co_task *tasks[2];

    ASSERT_TRUE(!waitlist_busy(&door.waiters));
    start(tasks, &door, 2);
    await(turns(1));
    ASSERT_TRUE(waitlist_busy(&door.waiters));
    waitlist_wake(&door.waiters, 2);
    ASSERT_EQ(door.waiters.chosen, 2);
    ASSERT_TRUE(!door.waiters.first);
    ASSERT_TRUE(waitlist_busy(&door.waiters));
    await(co_gather(tasks, 2, NULL, 0));
    ASSERT_TRUE(!waitlist_busy(&door.waiters));
    return 0;
}

ASYNC_TEST(cancelled_waiter_is_unlinked_at_any_position)
{
    for (int cancelled = 0; cancelled < 3; cancelled++) {
        static const char *const said[] = { "1:cancel 2 3", "2:cancel 1 3", "3:cancel 1 2" };
        static struct door door;
        struct co_task *tasks[3];

        start(tasks, &door, 3);
        await(turns(1));
        co_task_cancel(tasks[cancelled]);
        ASSERT_EQ(door.waiters.chosen, 0);
        ASSERT_EQ(waitlist_wake(&door.waiters, 3), 2);
        await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
        SAID(said[cancelled]);
        ASSERT_TRUE(is_empty(&door.waiters));
    }
    return 0;
}

ASYNC_TEST(cancelled_waiter_passes_its_wake_on_in_its_own_step)
{
    static struct door door;
    struct co_task *tasks[3];

    start(tasks, &door, 3);
    await(turns(1));
    waitlist_wake(&door.waiters, 1);
    co_task_cancel(tasks[0]);
    ASSERT_EQ(door.waiters.chosen, 1);
    await(turns(1));
    SAID("1:cancel");
    ASSERT_EQ(door.waiters.chosen, 1); /* now it is the second one's */
    await(turns(1));
    SAID("2");
    co_task_cancel(tasks[2]);
    return co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS);
}

ASYNC_TEST(wake_skips_any_number_of_cancelled_waiters)
{
    static struct door door;
    struct co_task *tasks[5];

    start(tasks, &door, 5);
    await(turns(1));
    waitlist_wake(&door.waiters, 2);
    for (int i = 0; i < 4; i++)
        co_task_cancel(tasks[i]);
    await(turns(3));
    SAID("1:cancel 2:cancel 3:cancel 4:cancel 5");
    ASSERT_TRUE(is_empty(&door.waiters));
    return co_gather(tasks, 5, NULL, CO_RETURN_EXCEPTIONS);
}

ASYNC_TEST(wake_is_lost_when_no_waiter_is_left)
{
    static struct door door;
    struct co_task *tasks[1];

    start(tasks, &door, 1);
    await(turns(1));
    waitlist_wake(&door.waiters, 1);
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    ASSERT_TRUE(is_empty(&door.waiters));
    return 0;
}

ASYNC_TEST(wake_for_all_is_not_passed_on)
{
    static struct door door;
    struct co_task *tasks[2], *late[1];

    start(tasks, &door, 2);
    await(turns(1));
    waitlist_wake_all(&door.waiters);
    ASSERT_TRUE(is_empty(&door.waiters));
    start(late, &door, 1);
    co_task_cancel(tasks[0]);
    await(turns(3));
    SAID("1:cancel 2");
    ASSERT_TRUE(!co_task_done(late[0]));
    co_task_cancel(late[0]);
    await(co_gather(late, 1, NULL, CO_RETURN_EXCEPTIONS));
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

ASYNC(wait_at_once, struct door *door; const char *name;)
{
    co_task_cancel(co_current_task());
    int rc = waitlist_wait(&my->door->waiters, &my->door->resource, "door");

    say("%s:%s", my->name, rc < 0 ? "cancel" : "ok");
    return rc;
}

ASYNC_TEST(waiter_leaves_the_list_when_it_has_cancelled_itself)
{
    static struct door door;
    struct co_task *task = co_create_task(CORO(wait_at_once, &door, "a"));

    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:cancel");
    ASSERT_TRUE(is_empty(&door.waiters));
    return 0;
}

static int wait_in_a_callback(void *door)
{
    struct door *it = door;

    ASSERT_EQ(waitlist_wait(&it->waiters, &it->resource, "door"), -EPERM);
    ASSERT_STR_EQ(co_text(), "only a task can wait (door)");
    return 0;
}

ASYNC_TEST(only_a_task_can_wait)
{
    static struct door door;

    await(co_call_soon(wait_in_a_callback, &door));
    await(turns(1));
    ASSERT_TRUE(is_empty(&door.waiters));
    return 0;
}

SHUFFLED_TEST(wake_admits_one_waiter_or_finds_none)
{
    static struct door door;

    door = (struct door){ 0 };
    struct co_task *tasks[5];
    int through = 0;

    start(tasks, &door, 5);
    await(turns(2));
    co_task_cancel(tasks[co_random() % 5]);
    size_t woken = waitlist_wake(&door.waiters, 2);
    co_task_cancel(tasks[co_random() % 5]);
    await(turns(4));
    for (int i = 0; i < 5; i++)
        through += co_task_done(tasks[i]) && !co_task_cancelled(tasks[i]);
    ASSERT_EQ(woken, 2);
    ASSERT_EQ(through, 2);
    ASSERT_EQ(door.waiters.chosen, 0);
    for (int i = 0; i < 5; i++)
        co_task_cancel(tasks[i]);
    await(co_gather(tasks, 5, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(is_empty(&door.waiters));
    return 0;
}

/* ---- Overwritten while a task waits ---- */

ASYNC_TEST(waiters_can_be_cancelled_when_their_list_was_overwritten)
{
    static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 }, { 1, 2, 0 } };

    for (size_t order = 0; order < COUNT(orders); order++) {
        static struct door door;
        struct co_task *tasks[3], *newcomer;

        test_note("order %zu", order);
        start(tasks, &door, 3);
        await(turns(1));
        memset(&door, 0xff, sizeof door); /* something else lies there now */
        for (int i = 0; i < 3; i++) {
            ASSERT_STR_EQ(co_task_resource(tasks[orders[order][i]])->kind, CO_GONE);
            co_task_cancel(tasks[orders[order][i]]);
        }
        for (size_t i = 0; i < sizeof door; i++)
            ASSERT_EQ(((unsigned char *)&door)[i], 0xff);
        door = (struct door){ 0 };
        newcomer = co_create_task(CORO(waiter, &door, "newcomer"));
        await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
        ASSERT_STR_EQ(co_task_resource(newcomer)->kind, "door");
        ASSERT_EQ(waitlist_wake(&door.waiters, 1), 1);
        await(co_await(newcomer));
        ASSERT_TRUE(is_empty(&door.waiters));
    }
    return 0;
}

ASYNC_TEST(woken_waiter_leaves_a_reinitialised_list_free)
{
    static struct door door;
    struct co_task *tasks[1];

    start(tasks, &door, 1);
    await(turns(1));
    waitlist_wake(&door.waiters, 1);
    door = (struct door){ 0 };
    await(co_await(tasks[0]));
    ASSERT_TRUE(!waitlist_busy(&door.waiters));
    return 0;
}

/* ---- Other loops, other threads ---- */

/* Objects for waiters that never end. The objects are used again after their loop has ended. */
static struct {
    struct co_lock lock;
    struct co_semaphore semaphore;
    struct co_event event;
    struct co_condition condition;
    struct co_barrier barrier;
    struct co_queue queue;
} shared;

ASYNC(insists, int on;)
{
    void *taken;

    for (int cancels = 0; cancels < 3;) {
        int rc = my->on == 0   ? co_lock_acquire(&shared.lock)
                 : my->on == 1 ? co_semaphore_acquire(&shared.semaphore)
                 : my->on == 2 ? co_event_wait(&shared.event)
                 : my->on == 3 ? co_barrier_wait(&shared.barrier)
                 : my->on == 4 ? co_queue_get(&shared.queue, &taken)
                               : co_queue_join(&shared.queue);
        cancels += rc == -ECANCELED;
    }
    return 0;
}

static int leave_waiters_behind(void *nothing __attribute__((unused)))
{
    shared.barrier = CO_BARRIER(2);
    await(co_lock_acquire(&shared.lock));
    await(co_queue_put_nowait(&shared.queue, NULL));
    for (int i = 0; i < 6; i++)
        co_task_detach(co_create_task(CORO(insists, i)));
    await(turns(1));
    shared.queue.unfinished = 1;
    return 0;
}

static int nothing_can_be_used(void *nothing __attribute__((unused)))
{
    shared.condition = CO_CONDITION(&shared.lock);
    ASSERT_EQ(co_lock_acquire(&shared.lock), -EPERM);
    ASSERT_EQ(co_lock_release(&shared.lock), -EPERM);
    ASSERT_EQ(co_semaphore_acquire(&shared.semaphore), -EPERM);
    ASSERT_EQ(co_semaphore_release(&shared.semaphore), -EPERM);
    ASSERT_EQ(co_event_wait(&shared.event), -EPERM);
    ASSERT_EQ(co_event_set(&shared.event), -EPERM);
    ASSERT_EQ(co_condition_acquire(&shared.condition), -EPERM);
    ASSERT_EQ(co_condition_wait(&shared.condition), -EPERM);
    ASSERT_EQ(co_condition_notify_all(&shared.condition), -EPERM);
    ASSERT_EQ(co_barrier_wait(&shared.barrier), -EPERM);
    ASSERT_EQ(co_barrier_reset(&shared.barrier), -EPERM);
    ASSERT_EQ(co_barrier_abort(&shared.barrier), -EPERM);
    ASSERT_EQ(co_queue_put(&shared.queue, NULL), -EPERM);
    ASSERT_EQ(co_queue_put_nowait(&shared.queue, NULL), -EPERM);
    ASSERT_EQ(co_queue_task_done(&shared.queue), -EPERM);
    ASSERT_EQ(co_queue_join(&shared.queue), -EPERM);
    ASSERT_EQ(co_queue_shutdown(&shared.queue, true), -EPERM);
    return 0;
}

TEST(objects_with_waiters_of_an_ended_loop_are_refused)
{
    ASSERT_EQ(run((struct co_coro){ leave_waiters_behind, NULL, 0, "main", 0, NULL }), -EDEADLK);
    ASSERT_EQ(nothing_can_be_used(NULL), 0);
    ASSERT_EQ(run((struct co_coro){ leave_waiters_behind, NULL, 0, "main", 0, NULL }), -EPERM);
}

static int is_refused_in_a_thread(void *nothing __attribute__((unused)))
{
    void *taken;

    shared.semaphore = CO_SEMAPHORE(1);
    shared.barrier = CO_BARRIER(1);
    ASSERT_EQ(co_lock_acquire(&shared.lock), -EPERM);
    ASSERT_STR_EQ(co_text(), "a thread cannot use the loop's lock");
    ASSERT_EQ(co_lock_release(&shared.lock), -EPERM);
    ASSERT_EQ(co_semaphore_acquire(&shared.semaphore), -EPERM);
    ASSERT_EQ(co_semaphore_release(&shared.semaphore), -EPERM);
    ASSERT_EQ(co_event_wait(&shared.event), -EPERM);
    ASSERT_EQ(co_event_set(&shared.event), -EPERM);
    ASSERT_EQ(co_condition_acquire(&shared.condition), -EPERM);
    ASSERT_EQ(co_barrier_wait(&shared.barrier), -EPERM);
    ASSERT_EQ(co_queue_put(&shared.queue, NULL), -EPERM);
    ASSERT_EQ(co_queue_get(&shared.queue, &taken), -EPERM);
    ASSERT_EQ(co_queue_put_nowait(&shared.queue, NULL), -EPERM);
    ASSERT_EQ(co_queue_get_nowait(&shared.queue, &taken), -EPERM);
    ASSERT_EQ(co_queue_join(&shared.queue), -EPERM);
    ASSERT_EQ(co_queue_shutdown(&shared.queue, false), -EPERM);
    return 0;
}

ASYNC_TEST(executor_job_cannot_use_the_objects_of_the_loop)
{
    struct co_coro job = { is_refused_in_a_thread, NULL, 0, "job", 0, NULL };

    await(co_await(co_run_in_executor(NULL, job)));
    ASSERT_TRUE(!co_lock_locked(&shared.lock) && co_queue_empty(&shared.queue));
    return 0;
}
