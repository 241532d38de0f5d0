#include "scenario.h"

/* Waits once and says what came of it, holding the lock. */
ASYNC(waiter, struct co_condition *condition; const char *name;)
{
    WITH_CONDITION(my->condition) {
        int rc = co_condition_wait(my->condition);

        say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
        ASSERT_TRUE(co_condition_locked(my->condition));
        await(rc);
    }
    return 0;
}

static void start_waiters(struct co_task **tasks, struct co_condition *condition, int count)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };

    for (int i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(waiter, condition, names[i]));
}

ASYNC(notifier, struct co_condition *condition; size_t n;)
{
    WITH_CONDITION(my->condition) {
        await(co_condition_notify(my->condition, my->n));
    }
    return 0;
}

static bool no_task_waits(const struct co_condition *condition)
{
    const struct co_waitlist *list = &condition->waiters;

    return !list->first && !list->last && !list->chosen && !co_condition_locked(condition);
}

/* ---- Waiting and notifying ---- */

ASYNC_TEST(notify_wakes_up_to_n_waiters_the_longest_waiting_first)
{
    static struct co_condition condition;
    struct co_task *tasks[5];

    start_waiters(tasks, &condition, 5);
    await(turns(1));
    await(CALL(notifier, &condition, 1));
    await(turns(2));
    SAID("a:ok");
    await(CALL(notifier, &condition, 2));
    await(turns(2));
    SAID("b:ok c:ok");
    await(CALL(notifier, &condition, 100));
    await(GATHER_TASKS(tasks));
    SAID("d:ok e:ok");
    ASSERT_TRUE(no_task_waits(&condition));
    return 0;
}

ASYNC_TEST(notify_all_wakes_all_waiters_in_order_of_arrival)
{
    static struct co_condition condition;
    struct co_task *tasks[3];

    start_waiters(tasks, &condition, 3);
    await(turns(1));
    WITH_CONDITION(&condition) {
        await(co_condition_notify_all(&condition));
    }
    await(GATHER_TASKS(tasks));
    SAID("a:ok b:ok c:ok");
    return 0;
}

ASYNC_TEST(notification_is_lost_when_no_task_waits)
{
    static struct co_condition condition;
    struct co_task *tasks[1];

    await(CALL(notifier, &condition, 1));
    start_waiters(tasks, &condition, 1);
    await(turns(3));
    SAID("");
    await(CALL(notifier, &condition, 1));
    await(co_await(tasks[0]));
    SAID("a:ok");
    return 0;
}

ASYNC_TEST(notified_waiter_goes_on_when_the_lock_is_free)
{
    static struct co_condition condition;
    struct co_task *tasks[2];

    start_waiters(tasks, &condition, 2);
    await(turns(1));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 2));
    await(turns(3));
    SAID("");
    await(co_condition_release(&condition));
    await(GATHER_TASKS(tasks));
    SAID("a:ok b:ok");
    return 0;
}

ASYNC(locker, struct co_condition *condition; const char *name;)
{
    WITH_CONDITION(my->condition) {
        say("%s", my->name);
    }
    return 0;
}

ASYNC_TEST(notified_waiter_waits_behind_the_waiters_of_the_lock)
{
    static struct co_condition condition;
    struct co_task *tasks[2];

    start_waiters(tasks, &condition, 1);
    await(turns(1));
    await(co_condition_acquire(&condition));
    tasks[1] = co_create_task(CORO(locker, &condition, "first"));
    await(turns(1));
    await(co_condition_notify(&condition, 1));
    await(turns(1));
    await(co_condition_release(&condition));
    await(GATHER_TASKS(tasks));
    SAID("first a:ok");
    return 0;
}

/* ---- Predicates ---- */

static bool is_positive(void *number)
{
    say("?");
    return *(int *)number > 0;
}

ASYNC(taker, struct co_condition *condition; int *number; const char *name;)
{
    WITH_CONDITION(my->condition) {
        await(co_condition_wait_for(my->condition, is_positive, my->number));
        say("%s:%d", my->name, (*my->number)--);
    }
    return 0;
}

ASYNC_TEST(wait_for_tests_its_predicate_after_each_notification)
{
    static struct co_condition condition;
    static int number;
    struct co_task *task = co_create_task(CORO(taker, &condition, &number, "a"));

    await(turns(1));
    SAID("?");
    await(CALL(notifier, &condition, 1));
    await(turns(2));
    SAID("?");
    number = 2;
    await(CALL(notifier, &condition, 1));
    await(co_await(task));
    SAID("? a:2");
    return 0;
}

ASYNC_TEST(wait_for_does_not_suspend_when_its_predicate_is_true)
{
    static struct co_condition condition;
    static int number = 1;
    struct co_task *other = co_create_task(CORO(taker, &condition, &number, "other"));

    WITH_CONDITION(&condition) {
        await(co_condition_wait_for(&condition, is_positive, &number));
        SAID("?");
    }
    return co_await(other);
}

/* ---- Cancelling ---- */

ASYNC_TEST(cancelled_waiter_owns_the_lock_and_leaves_nothing_behind)
{
    static struct co_condition condition;
    struct co_task *tasks[1];

    start_waiters(tasks, &condition, 1);
    await(turns(1));
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    SAID("a:CancelledError");
    ASSERT_TRUE(no_task_waits(&condition));
    return 0;
}

ASYNC_TEST(waiter_takes_the_lock_when_it_is_cancelled_several_times)
{
    static struct co_condition condition;
    struct co_task *tasks[1];

    start_waiters(tasks, &condition, 1);
    await(turns(1));
    await(co_condition_acquire(&condition));
    for (int i = 0; i < 3; i++) {
        co_task_cancel(tasks[0]);
        await(turns(2));
        SAID("");
    }
    await(co_condition_release(&condition));
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    SAID("a:CancelledError");
    ASSERT_TRUE(no_task_waits(&condition));
    return 0;
}

/* The first is notified and, so many turns later, cancelled: its notification is the next one's. */
static int notification_is_passed_on(int turns_to_cancel, bool lock_is_free)
{
    static struct co_condition condition;

    condition = (struct co_condition){ 0 };
    struct co_task *tasks[3];

    start_waiters(tasks, &condition, 3);
    await(turns(1));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    if (lock_is_free)
        await(co_condition_release(&condition));
    await(turns(turns_to_cancel));
    co_task_cancel(tasks[0]);
    await(turns(1));
    if (!lock_is_free)
        await(co_condition_release(&condition));
    await(turns(5));
    SAID("a:CancelledError b:ok");
    await(CALL(notifier, &condition, 1));
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("c:ok");
    ASSERT_TRUE(no_task_waits(&condition));
    return 0;
}

ASYNC_TEST(notified_waiter_passes_its_wake_on_when_it_is_cancelled)
{
    await(notification_is_passed_on(0, true));
    await(notification_is_passed_on(0, false));
    return 0;
}

ASYNC_TEST(waiter_cancelled_while_it_takes_the_lock_passes_its_wake_on)
{
    await(notification_is_passed_on(1, false));
    await(notification_is_passed_on(3, false));
    return 0;
}

ASYNC_TEST(waiter_cancelled_before_the_notification_passes_nothing_on)
{
    static struct co_condition condition;
    struct co_task *tasks[2];

    start_waiters(tasks, &condition, 2);
    await(turns(1));
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    await(turns(3));
    SAID("a:CancelledError");
    await(CALL(notifier, &condition, 1));
    await(co_await(tasks[1]));
    SAID("b:ok");
    return 0;
}

/* ---- A lock of the caller ---- */

ASYNC_TEST(conditions_may_share_a_lock)
{
    static struct co_lock lock;
    static struct co_condition full = CO_CONDITION(&lock), empty = CO_CONDITION(&lock);
    struct co_task *tasks[2] = { co_create_task(CORO(waiter, &full, "full")),
                                 co_create_task(CORO(waiter, &empty, "empty")) };

    await(turns(1));
    WITH_LOCK(&lock) {
        ASSERT_TRUE(co_condition_locked(&full) && co_condition_locked(&empty));
        await(co_condition_notify(&empty, 1));
    }
    await(turns(2));
    SAID("empty:ok");
    await(CALL(notifier, &full, 1));
    await(GATHER_TASKS(tasks));
    SAID("full:ok");
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(condition_refuses_wait_and_notify_without_its_lock)
{
    struct co_condition condition = { 0 };
    int number = 0;

    ASSERT_EQ(co_condition_wait(&condition), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot wait on un-acquired lock");
    ASSERT_EQ(co_condition_wait_for(&condition, is_positive, &number), -EPERM);
    ASSERT_EQ(co_condition_notify(&condition, 1), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot notify on un-acquired lock");
    ASSERT_EQ(co_condition_notify_all(&condition), -EPERM);
    ASSERT_EQ(co_condition_release(&condition), -EPERM);
    ASSERT_STR_EQ(co_text(), "Lock is not acquired.");
    ASSERT_TRUE(no_task_waits(&condition));
    return 0;
}

TEST(condition_can_be_notified_but_not_waited_for_outside_a_loop)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(co_condition_acquire(&condition), 0);
    ASSERT_EQ(co_condition_notify(&condition, 1), 0);
    ASSERT_EQ(co_condition_wait(&condition), -EPERM);
    ASSERT_TRUE(co_condition_locked(&condition));
    ASSERT_EQ(co_condition_release(&condition), 0);
}

ASYNC(waits_for_ever, struct co_condition *condition;)
{
    return CALL(waiter, my->condition, "a");
}

TEST(condition_that_no_task_notifies_is_a_deadlock)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(run(CORO(waits_for_ever, &condition)), -EDEADLK);
}

/* ---- In any order ---- */

/* A buffer of two places. All its users share one condition. */
struct buffer {
    struct co_condition condition;
    int size, put, got, inside;
};

static bool has_place(void *buffer)
{
    return ((struct buffer *)buffer)->size < 2;
}

static bool has_item(void *buffer)
{
    return ((struct buffer *)buffer)->size > 0;
}

/* Changes the buffer in two steps. No other task may use the buffer between them. */
static int change(struct buffer *buffer, int by)
{
    ASSERT_EQ(++buffer->inside, 1);
    int rc = turns((int)(co_random() % 2));
    if (rc == 0)
        buffer->size += by;
    buffer->inside--;
    await(co_condition_notify_all(&buffer->condition));
    return rc;
}

ASYNC(producer, struct buffer *buffer; int count;)
{
    for (int i = 0; i < my->count; i++)
        WITH_CONDITION(&my->buffer->condition) {
            await(co_condition_wait_for(&my->buffer->condition, has_place, my->buffer));
            await(change(my->buffer, 1));
            my->buffer->put++;
        }
    return 0;
}

ASYNC(consumer, struct buffer *buffer; int count;)
{
    for (int i = 0; i < my->count; i++)
        WITH_CONDITION(&my->buffer->condition) {
            await(co_condition_wait_for(&my->buffer->condition, has_item, my->buffer));
            ASSERT_TRUE(my->buffer->size > 0);
            await(change(my->buffer, -1));
            my->buffer->got++;
        }
    return 0;
}

SHUFFLED_TEST(buffer_gives_each_item_and_admits_no_task_in_between)
{
    static struct buffer buffer;

    buffer = (struct buffer){ 0 };

    await(GATHER(CORO(producer, &buffer, 6), CORO(consumer, &buffer, 4), CORO(producer, &buffer, 6),
                 CORO(consumer, &buffer, 4), CORO(consumer, &buffer, 4)));
    ASSERT_EQ(buffer.put, 12);
    ASSERT_EQ(buffer.got, 12);
    ASSERT_TRUE(no_task_waits(&buffer.condition));
    return 0;
}

/* Each item is announced to one waiter; of the waiters some are cancelled, at any point. */
struct announced {
    struct co_condition condition;
    int items, taken;
};

ASYNC(taker_of_one, struct announced *announced;)
{
    WITH_CONDITION(&my->announced->condition) {
        while (!my->announced->items)
            await(co_condition_wait(&my->announced->condition));
        my->announced->items--;
        my->announced->taken++;
    }
    return 0;
}

ASYNC(announcer, struct announced *announced; int count;)
{
    for (int i = 0; i < my->count; i++) {
        WITH_CONDITION(&my->announced->condition) {
            await(turns((int)(co_random() % 2)));
            my->announced->items++;
            await(co_condition_notify(&my->announced->condition, 1));
        }
        await(turns((int)(co_random() % 3)));
    }
    return 0;
}

SHUFFLED_TEST(cancelled_waiters_keep_no_notification)
{
    static struct announced announced;

    announced = (struct announced){ 0 };
    static struct co_task *impatient[4], *patient[6];

    for (int i = 0; i < 6; i++) {
        if (i < 4)
            impatient[i] = co_create_task(CORO(taker_of_one, &announced));
        patient[i] = co_create_task(CORO(taker_of_one, &announced));
    }
    await(GATHER(CORO(canceller, impatient, 4), CORO(announcer, &announced, 10)));
    /* Ten items: enough for all, even if none was cancelled in time. */
    await(GATHER_TASKS(patient));
    await(co_gather(impatient, 4, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(announced.items + announced.taken, 10);
    ASSERT_TRUE(announced.taken >= 6 && no_task_waits(&announced.condition));
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(condition_allocates_nothing_when_tasks_wait)
{
    static struct buffer buffer;

    buffer = (struct buffer){ 0 };

    return GATHER(CORO(producer, &buffer, 4), CORO(consumer, &buffer, 4));
}

/* ---- Outside of a task ---- */

static struct co_condition held_here;

static int wait_in_callback(void *nothing)
{
    (void)nothing;
    int rc = co_condition_wait(&held_here);

    say("wait:%s", co_error_name(rc));
    return 0;
}

ASYNC(takes_condition)
{
    await(co_condition_acquire(&held_here));
    say("taken");
    return co_condition_release(&held_here);
}

ASYNC_TEST(condition_stays_locked_when_a_callback_cannot_wait_for_it)
{
    held_here = (struct co_condition){ 0 };
    await(co_condition_acquire(&held_here));
    struct co_task *other = co_create_task(CORO(takes_condition));
    await(turns(1));
    await(co_call_soon(wait_in_callback, NULL));
    await(turns(2));
    SAID("wait:RuntimeError");
    ASSERT_TRUE(co_condition_locked(&held_here));
    await(co_condition_release(&held_here));
    await(co_await(other));
    SAID("taken");
    return 0;
}

/* ---- The observer ---- */

static int64_t notified[4];
static size_t notifications;

static void note_notification(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_TOUCHED && trace->verb == CO_VERB_NOTIFY && notifications < 4)
        notified[notifications++] = trace->count;
}

ASYNC(waits_in, struct co_condition *condition;)
{
    WITH_CONDITION(my->condition) {
        await(co_condition_wait(my->condition));
    }
    return 0;
}

ASYNC(notifies_one_and_all)
{
    static struct co_condition condition;

    condition = (struct co_condition){ 0 };
    TASKS(waiters, CORO(waits_in, &condition), i, 3);
    await(turns(2));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    await(co_condition_notify_all(&condition));
    await(co_condition_notify_all(&condition));
    await(co_condition_notify(&condition, SIZE_MAX));
    await(co_condition_release(&condition));
    return GATHER_TASKS(waiters);
}

TEST(observer_hears_how_many_waiters_are_notified)
{
    notifications = 0;
    ASSERT_EQ(
        co_run(CORO(notifies_one_and_all),
               &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .observe = note_notification }),
        0);
    ASSERT_EQ(notifications, 4);
    ASSERT_EQ(notified[0], 1);
    ASSERT_EQ(notified[1], 2);
    ASSERT_EQ(notified[2], 0);
    ASSERT_EQ(notified[3], INT64_MAX);
}
