#include "conformance.h"

/* ---- What many of them do ---- */

/* Takes the lock, logs that, and keeps it. */
ASYNC(locker, struct co_lock *lock; const char *name;)
{
    int rc = co_lock_acquire(my->lock);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "got");
    return rc;
}

static bool no_task_in(const struct co_waitlist *list)
{
    return !list->first && !list->last && !list->chosen;
}

static int end(struct co_task *task)
{
    co_task_cancel(task);
    return co_await(task);
}

/* ---- Lock ---- */

CONFORMS(LockTests, test_acquire)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *first = co_create_task(CORO(locker, &lock, "1"));
    struct co_task *second = co_create_task(CORO(locker, &lock, "2"));
    await(turns(1));
    SAID("");
    await(co_lock_release(&lock));
    struct co_task *late = co_create_task(CORO(locker, &lock, "3"));
    await(turns(2));
    SAID("1:got");
    await(co_lock_release(&lock));
    await(turns(2));
    SAID("2:got");
    await(co_lock_release(&lock));
    await(co_await(late));
    SAID("3:got");
    await(co_await(first));
    return co_await(second);
}

CONFORMS(LockTests, test_acquire_cancel)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *task = co_create_task(CORO(locker, &lock, "1"));
    await(turns(1));
    ASSERT_EQ(end(task), -ECANCELED);
    ASSERT_TRUE(no_task_in(&lock.waiters));
    return 0;
}

CONFORMS(LockTests, test_cancel_race)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *head = co_create_task(CORO(locker, &lock, "head"));
    struct co_task *next = co_create_task(CORO(locker, &lock, "next"));
    await(turns(1));
    co_task_cancel(head);
    await(co_lock_release(&lock));
    /* asyncio's lock looks free here, but only `next` can get it. */
    struct co_task *late = co_create_task(CORO(locker, &lock, "late"));
    await(turns(3));
    SAID("head:CancelledError next:got");
    ASSERT_EQ(co_await(head), -ECANCELED);
    await(co_await(next));
    ASSERT_EQ(end(late), -ECANCELED);
    return 0;
}

ASYNC(releases_and_cancels, struct co_lock *lock; struct co_task * task;)
{
    co_task_cancel(my->task);
    return co_lock_release(my->lock);
}

CONFORMS(LockTests, test_cancel_release_race)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *a = co_create_task(CORO(locker, &lock, "a"));
    struct co_task *b = co_create_task(CORO(locker, &lock, "b"));
    struct co_task *c = co_create_task(CORO(locker, &lock, "c"));
    await(turns(1));
    await(CALL(releases_and_cancels, &lock, a));
    await(turns(5));
    SAID("a:CancelledError b:got");
    ASSERT_EQ(co_await(a), -ECANCELED);
    await(co_await(b));
    ASSERT_EQ(end(c), -ECANCELED);
    return 0;
}

CONFORMS(LockTests, test_finished_waiter_cancelled)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *first = co_create_task(CORO(locker, &lock, "first"));
    struct co_task *second = co_create_task(CORO(locker, &lock, "second"));
    await(turns(1));
    await(co_lock_release(&lock));
    co_task_cancel(first); /* the lock was meant for this task */
    await(turns(3));
    SAID("first:CancelledError second:got");
    ASSERT_TRUE(co_lock_locked(&lock) && no_task_in(&lock.waiters));
    ASSERT_EQ(co_await(first), -ECANCELED);
    return co_await(second);
}

CONFORMS(LockTests, test_release_not_acquired)
{
    struct co_lock lock = { 0 };

    ASSERT_EQ(co_lock_release(&lock), -EPERM);
    ASSERT_STR_EQ(co_text(), "Lock is not acquired.");
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

CONFORMS(LockTests, test_release_no_waiters)
{
    struct co_lock lock = { 0 };

    await(co_lock_acquire(&lock));
    ASSERT_TRUE(co_lock_locked(&lock));
    await(co_lock_release(&lock));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

CONFORMS(LockTests, test_context_manager)
{
    struct co_lock lock = { 0 };

    WITH_LOCK(&lock) {
        ASSERT_TRUE(co_lock_locked(&lock));
    }
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

/* ---- Event ---- */

ASYNC(event_waiter, struct co_event *event; const char *name;)
{
    int rc = co_event_wait(my->event);

    say("%s%s", my->name, rc < 0 ? ":CancelledError" : "");
    return rc;
}

CONFORMS(EventTests, test_wait)
{
    static struct co_event event;
    struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(event_waiter, &event, "1"));
    tasks[1] = co_create_task(CORO(event_waiter, &event, "2"));
    await(turns(1));
    SAID("");
    tasks[2] = co_create_task(CORO(event_waiter, &event, "3"));
    co_event_set(&event);
    await(GATHER_TASKS(tasks));
    SAID("3 1 2");
    return 0;
}

CONFORMS(EventTests, test_wait_on_set)
{
    static struct co_event event;

    struct co_task *other = co_create_task(CORO(event_waiter, &event, "other"));
    co_event_set(&event);
    ASSERT_EQ(co_event_wait(&event), 0);
    SAID("");
    return co_await(other);
}

CONFORMS(EventTests, test_wait_cancel)
{
    static struct co_event event;
    struct co_task *task = co_create_task(CORO(event_waiter, &event, "1"));

    await(turns(1));
    ASSERT_EQ(end(task), -ECANCELED);
    ASSERT_TRUE(no_task_in(&event.waiters));
    return 0;
}

CONFORMS(EventTests, test_clear)
{
    struct co_event event = { 0 };

    ASSERT_TRUE(!co_event_is_set(&event));
    co_event_set(&event);
    ASSERT_TRUE(co_event_is_set(&event));
    co_event_clear(&event);
    ASSERT_TRUE(!co_event_is_set(&event));
    return 0;
}

CONFORMS(EventTests, test_clear_with_waiters)
{
    static struct co_event event;
    struct co_task *task = co_create_task(CORO(event_waiter, &event, "1"));

    await(turns(1));
    co_event_set(&event);
    co_event_clear(&event);
    ASSERT_TRUE(!co_event_is_set(&event) && no_task_in(&event.waiters));
    co_event_set(&event);
    await(co_await(task));
    SAID("1");
    return 0;
}

/* ---- Condition ---- */

/* Waits once, logs the result, and keeps the lock, as asyncio's test does. */
ASYNC(condition_waiter, struct co_condition *condition; const char *name;)
{
    await(co_condition_acquire(my->condition));
    int rc = co_condition_wait(my->condition);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
    ASSERT_TRUE(co_condition_locked(my->condition));
    return rc;
}

/* The same in a block, which releases the lock. */
ASYNC(scoped_waiter, struct co_condition *condition; const char *name;)
{
    WITH_CONDITION(my->condition) {
        int rc = co_condition_wait(my->condition);

        say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
        await(rc);
    }
    return 0;
}

static int notify_in_block(struct co_condition *condition, size_t n)
{
    WITH_CONDITION(condition) {
        await(co_condition_notify(condition, n));
    }
    return 0;
}

CONFORMS(ConditionTests, test_wait)
{
    static struct co_condition condition;
    TASKS(tasks, CORO(condition_waiter, &condition, &"1\0002\0003"[2 * i]), i, 3);

    /* Each waiter has released the lock, so the next waiter got it. */
    await(turns(2));
    ASSERT_TRUE(!co_condition_locked(&condition));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    await(turns(2));
    SAID("");
    await(co_condition_release(&condition));
    await(turns(2));
    SAID("1:ok");
    await(co_condition_notify(&condition, 2));
    await(turns(2));
    SAID("");
    await(co_condition_release(&condition));
    await(turns(2));
    SAID("2:ok");
    await(co_condition_release(&condition));
    await(turns(2));
    SAID("3:ok");
    return GATHER_TASKS(tasks);
}

CONFORMS(ConditionTests, test_wait_cancel)
{
    static struct co_condition condition;
    struct co_task *task = co_create_task(CORO(condition_waiter, &condition, "1"));

    await(turns(1));
    ASSERT_EQ(end(task), -ECANCELED);
    SAID("1:CancelledError");
    ASSERT_TRUE(no_task_in(&condition.waiters) && co_condition_locked(&condition));
    return 0;
}

/* Waits, is notified while the lock is taken, and is cancelled while it waits for the lock. */
static int cancelled_while_it_is_contested(struct co_condition *condition, int cancels)
{
    struct co_task *task = co_create_task(CORO(condition_waiter, condition, "1"));

    await(turns(1));
    await(co_condition_acquire(condition));
    await(co_condition_notify(condition, 1));
    await(turns(1)); /* the waiter queues for the lock */
    for (int i = 0; i < cancels; i++) {
        ASSERT_TRUE(co_task_cancel(task));
        await(turns(2));
        SAID("");
        ASSERT_TRUE(!co_task_done(task));
    }
    await(co_condition_release(condition));
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("1:CancelledError");
    ASSERT_TRUE(co_condition_locked(condition));
    return 0;
}

CONFORMS(ConditionTests, test_wait_cancel_contested)
{
    static struct co_condition condition;

    return cancelled_while_it_is_contested(&condition, 3);
}

CONFORMS(ConditionTests, test_wait_cancel_after_notify)
{
    static struct co_condition condition;

    return cancelled_while_it_is_contested(&condition, 1);
}

CONFORMS(ConditionTests, test_wait_unacquired)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(co_condition_wait(&condition), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot wait on un-acquired lock");
    return 0;
}

static bool is_at_least_three(void *number)
{
    say("?%d", *(int *)number);
    return *(int *)number >= 3;
}

ASYNC(waits_for_three, struct co_condition *condition; int *number;)
{
    WITH_CONDITION(my->condition) {
        await(co_condition_wait_for(my->condition, is_at_least_three, my->number));
        ASSERT_TRUE(co_condition_locked(my->condition));
        say("three");
    }
    return 0;
}

CONFORMS(ConditionTests, test_wait_for)
{
    static struct co_condition condition;
    static int number;
    struct co_task *task = co_create_task(CORO(waits_for_three, &condition, &number));

    await(turns(1));
    SAID("?0");
    for (number = 1; number <= 3; number++) {
        await(notify_in_block(&condition, 1));
        await(turns(2));
        if (number < 3)
            SAID(number == 1 ? "?1" : "?2");
    }
    SAID("?3 three");
    return co_await(task);
}

CONFORMS(ConditionTests, test_wait_for_unacquired)
{
    struct co_condition condition = { 0 };
    int three = 3, zero = 0;

    ASSERT_EQ(co_condition_wait_for(&condition, is_at_least_three, &three), 0);
    ASSERT_EQ(co_condition_wait_for(&condition, is_at_least_three, &zero), -EPERM);
    return 0;
}

CONFORMS(ConditionTests, test_notify)
{
    static struct co_condition condition;
    TASKS(tasks, CORO(scoped_waiter, &condition, &"1\0002\0003"[2 * i]), i, 3);

    await(turns(2));
    await(notify_in_block(&condition, 1));
    await(turns(3));
    SAID("1:ok");
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    await(co_condition_notify(&condition, 2048)); /* the second waiter is not counted again */
    await(co_condition_release(&condition));
    await(turns(3));
    SAID("2:ok 3:ok");
    return GATHER_TASKS(tasks);
}

CONFORMS(ConditionTests, test_notify_all)
{
    static struct co_condition condition;
    TASKS(tasks, CORO(scoped_waiter, &condition, &"1\0002\0003"[2 * i]), i, 3);

    await(turns(2));
    WITH_CONDITION(&condition) {
        await(co_condition_notify_all(&condition));
    }
    await(GATHER_TASKS(tasks));
    SAID("1:ok 2:ok 3:ok");
    return 0;
}

CONFORMS(ConditionTests, test_notify_unacquired)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(co_condition_notify(&condition, 1), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot notify on un-acquired lock");
    return 0;
}

CONFORMS(ConditionTests, test_notify_all_unacquired)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(co_condition_notify_all(&condition), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot notify on un-acquired lock");
    return 0;
}

CONFORMS(ConditionTests, test_context_manager)
{
    struct co_condition condition = { 0 };

    ASSERT_TRUE(!co_condition_locked(&condition));
    WITH_CONDITION(&condition) {
        ASSERT_TRUE(co_condition_locked(&condition));
    }
    ASSERT_TRUE(!co_condition_locked(&condition));
    return 0;
}

CONFORMS(ConditionTests, test_explicit_lock)
{
    struct co_lock lock = { 0 };
    struct co_condition condition = CO_CONDITION(&lock);

    await(co_lock_acquire(&lock));
    ASSERT_TRUE(co_condition_locked(&condition));
    await(co_lock_release(&lock));
    ASSERT_TRUE(!co_condition_locked(&condition));
    await(co_condition_acquire(&condition));
    ASSERT_TRUE(co_lock_locked(&lock));
    await(co_condition_release(&condition));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

/* A lock that an earlier loop's task took and kept, and a condition with it. */
static struct co_lock foreign_lock;

static int take_foreign_lock(void *nothing __attribute__((unused)))
{
    return co_lock_acquire(&foreign_lock);
}

static int use_foreign_lock(void *nothing __attribute__((unused)))
{
    struct co_condition condition = CO_CONDITION(&foreign_lock);

    ASSERT_EQ(co_lock_acquire(&foreign_lock), -EPERM);
    ASSERT_STR_EQ(co_text(), "the lock is bound to a different event loop");
    ASSERT_EQ(co_condition_acquire(&condition), -EPERM);
    ASSERT_EQ(co_condition_wait(&condition), -EPERM);
    ASSERT_STR_EQ(co_text(), "the condition is bound to a different event loop");
    ASSERT_EQ(co_condition_notify(&condition, 1), -EPERM);
    return 0;
}

CONFORMS_RUNNING(ConditionTests, test_ambiguous_loops)
{
    ASSERT_EQ(run((struct co_coro){ take_foreign_lock, NULL, 0, "main", 0, NULL }), 0);
    ASSERT_EQ(run((struct co_coro){ use_foreign_lock, NULL, 0, "main", 0, NULL }), 0);
}

ASYNC(waits_with_a_timeout, struct co_condition *condition;)
{
    WITH_CONDITION(my->condition) {
        struct co_timeout timeout = { 0 };

        await(co_timeout_enter(&timeout, 0.5));
        int rc = co_timeout_exit(&timeout, co_condition_wait(my->condition));
        ASSERT_TRUE(co_condition_locked(my->condition));
        return rc;
    }
    return 0;
}

CONFORMS(ConditionTests, test_timeout_in_block)
{
    struct co_condition condition = { 0 };

    ASSERT_EQ(CALL(waits_with_a_timeout, &condition), -ETIMEDOUT);
    ASSERT_TRUE(!co_condition_locked(&condition));
    return 0;
}

static bool never(void *nothing __attribute__((unused)))
{
    return false;
}

ASYNC(waits_for_ever, struct co_condition *condition; const char *name;)
{
    WITH_CONDITION(my->condition) {
        int rc = co_condition_wait_for(my->condition, never, NULL);

        say("%s:%s(%s)", my->name, co_error_name(rc), co_text());
        await(rc);
    }
    return 0;
}

CONFORMS(ConditionTests, test_cancelled_error_wakeup)
{
    static struct co_condition condition;
    struct co_task *task = co_create_task(CORO(waits_for_ever, &condition, "1"));

    await(turns(1));
    co_task_cancel_because(task, "not needed any more");
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_STR_EQ(co_text(), "not needed any more");
    SAID("1:CancelledError(not needed any more)");
    return 0;
}

CONFORMS(ConditionTests, test_cancelled_error_re_aquire)
{
    static struct co_condition condition;
    struct co_task *task = co_create_task(CORO(waits_for_ever, &condition, "1"));

    await(turns(1));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    await(turns(1));
    co_task_cancel_because(task, "not needed any more");
    await(turns(1));
    await(co_condition_release(&condition));
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_STR_EQ(co_text(), "not needed any more");
    SAID("1:CancelledError(not needed any more)");
    return 0;
}

/* One of two waiters is notified, and cancelled after so many turns: the other waiter goes on. */
static int the_other_is_notified(int turns_to_cancel)
{
    static struct co_condition condition;

    condition = (struct co_condition){ 0 };
    struct co_task *first = co_create_task(CORO(scoped_waiter, &condition, "1"));
    struct co_task *second = co_create_task(CORO(scoped_waiter, &condition, "2"));

    await(turns(2));
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    await(turns(turns_to_cancel));
    co_task_cancel(first);
    await(co_condition_release(&condition));
    ASSERT_EQ(co_await(first), -ECANCELED);
    await(co_await(second));
    SAID("1:CancelledError 2:ok");
    ASSERT_TRUE(!co_condition_locked(&condition));
    return 0;
}

CONFORMS(ConditionTests, test_cancelled_wakeup)
{
    return the_other_is_notified(0);
}

CONFORMS(ConditionTests, test_cancelled_wakeup_relock)
{
    return the_other_is_notified(1);
}

/* ---- Semaphore ---- */

/* Takes a permit and keeps it. */
ASYNC(permit_taker, struct co_semaphore *semaphore; const char *name;)
{
    int rc = co_semaphore_acquire(my->semaphore);

    say("%s%s", my->name, rc < 0 ? ":CancelledError" : "");
    return rc;
}

CONFORMS(SemaphoreTests, test_initial_value_zero)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(0);

    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    return 0;
}

CONFORMS(SemaphoreTests, test_semaphore_value)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(-1);

    ASSERT_EQ(co_semaphore_acquire(&semaphore), -EINVAL);
    ASSERT_EQ(co_semaphore_release(&semaphore), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Semaphore initial value must be >= 0");
    return 0;
}

CONFORMS(SemaphoreTests, test_acquire)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(3);

    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(!co_semaphore_locked(&semaphore));
        await(co_semaphore_acquire(&semaphore));
    }
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    TASKS(tasks, CORO(permit_taker, &semaphore, &"1\0002\0003"[2 * i]), i, 3);
    await(turns(1));
    SAID("");
    await(co_semaphore_release(&semaphore));
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(turns(2));
    SAID("1 2");
    ASSERT_EQ(semaphore.value, 0);
    await(co_semaphore_release(&semaphore));
    await(GATHER_TASKS(tasks));
    SAID("3");
    return 0;
}

CONFORMS(SemaphoreTests, test_acquire_cancel)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(co_semaphore_acquire(&semaphore));
    struct co_task *task = co_create_task(CORO(permit_taker, &semaphore, "1"));
    await(turns(1));
    ASSERT_EQ(end(task), -ECANCELED);
    ASSERT_TRUE(no_task_in(&semaphore.waiters));
    return 0;
}

CONFORMS(SemaphoreTests, test_acquire_cancel_before_awoken)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    TASKS(tasks, CORO(permit_taker, &semaphore, &"1\0002\0003\0004"[2 * i]), i, 4);

    await(turns(1));
    co_task_cancel(tasks[0]);
    co_task_cancel(tasks[1]);
    await(co_semaphore_release(&semaphore));
    await(turns(3));
    SAID("1:CancelledError 2:CancelledError 3");
    ASSERT_TRUE(!co_task_done(tasks[3]));
    co_task_cancel(tasks[3]);
    return co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(SemaphoreTests, test_acquire_hang)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    TASKS(tasks, CORO(permit_taker, &semaphore, &"1\0002"[2 * i]), i, 2);

    await(turns(1));
    co_task_cancel(tasks[0]);
    await(co_semaphore_release(&semaphore));
    await(turns(2));
    SAID("1:CancelledError 2");
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(SemaphoreTests, test_acquire_no_hang)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(co_semaphore_acquire(&semaphore));
    TASKS(tasks, CORO(permit_taker, &semaphore, &"1\0002"[2 * i]), i, 2);
    await(turns(1));
    await(co_semaphore_release(&semaphore));
    co_task_cancel(tasks[0]); /* the permit was meant for this task */
    co_task_cancel(tasks[1]);
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("1:CancelledError 2:CancelledError");
    return co_semaphore_acquire(&semaphore);
}

CONFORMS(SemaphoreTests, test_release_not_acquired)
{
    struct co_semaphore semaphore = CO_BOUNDED_SEMAPHORE(1);

    ASSERT_EQ(co_semaphore_release(&semaphore), -EINVAL);
    return 0;
}

CONFORMS(SemaphoreTests, test_release_no_waiters)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(co_semaphore_acquire(&semaphore));
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(!co_semaphore_locked(&semaphore));
    return 0;
}

ASYNC(round_robin, struct co_semaphore *semaphore; const char *name;)
{
    for (int i = 0; i < 3; i++) {
        await(co_semaphore_acquire(my->semaphore));
        say("%s", my->name);
        await(turns(1));
        await(co_semaphore_release(my->semaphore));
    }
    return 0;
}

CONFORMS(SemaphoreTests, test_acquire_fifo_order)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(GATHER(CORO(round_robin, &semaphore, "1"), CORO(round_robin, &semaphore, "2"),
                 CORO(round_robin, &semaphore, "3")));
    SAID("1 2 3 1 2 3 1 2 3");
    return 0;
}

/* Holds a permit, releases it after a turn and asks for another at once. */
ASYNC(comes_back, struct co_semaphore *semaphore;)
{
    await(co_semaphore_acquire(my->semaphore));
    say("1");
    await(turns(1));
    await(co_semaphore_release(my->semaphore));
    await(co_semaphore_acquire(my->semaphore));
    say("4");
    return 0;
}

CONFORMS(SemaphoreTests, test_acquire_fifo_order_2)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);
    struct co_task *tasks[] = { co_create_task(CORO(comes_back, &semaphore)),
                                co_create_task(CORO(permit_taker, &semaphore, "2")),
                                co_create_task(CORO(permit_taker, &semaphore, "3")) };

    await(turns(1));
    for (int i = 0; i < 2; i++) {
        await(turns(1));
        await(co_semaphore_release(&semaphore));
    }
    await(GATHER_TASKS(tasks));
    SAID("1 2 3 4");
    return 0;
}

ASYNC(cancelled_taker, struct co_semaphore *semaphore;)
{
    int rc = co_semaphore_acquire(my->semaphore);

    return rc == -ECANCELED ? 0 : rc;
}

CONFORMS(SemaphoreTests, test_acquire_fifo_order_3)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[] = { co_create_task(CORO(cancelled_taker, &semaphore)),
                                co_create_task(CORO(permit_taker, &semaphore, "2")),
                                co_create_task(CORO(permit_taker, &semaphore, "3")) };

    await(turns(1));
    co_task_cancel(tasks[0]);
    await(turns(1));
    await(co_semaphore_release(&semaphore));
    await(co_semaphore_release(&semaphore));
    await(GATHER_TASKS(tasks));
    SAID("2 3");
    return 0;
}

/* Takes one of two permits, and starts a task that wants a permit, too. */
ASYNC(starts_another, struct co_semaphore *semaphore;)
{
    await(co_semaphore_acquire(my->semaphore));
    say("2");
    return CALL(permit_taker, my->semaphore, "4");
}

CONFORMS(SemaphoreTests, test_acquire_fifo_order_4)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[] = { co_create_task(CORO(permit_taker, &semaphore, "1")),
                                co_create_task(CORO(starts_another, &semaphore)),
                                co_create_task(CORO(permit_taker, &semaphore, "3")) };

    await(turns(1));
    for (int i = 0; i < 4; i++)
        await(co_semaphore_release(&semaphore));
    await(GATHER_TASKS(tasks));
    SAID("1 2 3 4");
    return 0;
}

/* ---- Barrier ---- */

/* Comes to the barrier `times` times, and logs its number each time. */
ASYNC(party, struct co_barrier *barrier; const char *name; int times;)
{
    for (int i = 0; i < my->times; i++) {
        int index = co_barrier_wait(my->barrier);

        if (index < 0)
            say("%s:%s", my->name, co_error_name(index));
        else
            say("%s:%d", my->name, index);
        if (index < 0 && i + 1 == my->times)
            return index;
    }
    return 0;
}

static const char *const names[] = { "a", "b", "c", "d", "e" };

static void start_parties(struct co_task **tasks, size_t count, struct co_barrier *barrier,
                          int times)
{
    for (size_t i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(party, barrier, names[i], times));
}

static bool is_as_new(const struct co_barrier *barrier)
{
    return co_barrier_n_waiting(barrier) == 0 && !co_barrier_broken(barrier) &&
           barrier->count == 0 && barrier->state == CO_BARRIER_FILLING;
}

CONFORMS(BarrierTests, test_barrier_parties)
{
    for (int parties = -1; parties <= 0; parties++) {
        struct co_barrier barrier = CO_BARRIER(parties);

        ASSERT_EQ(co_barrier_wait(&barrier), -EINVAL);
        ASSERT_STR_EQ(co_text(), "parties must be > 0");
    }
    ASSERT_EQ(co_barrier_parties(&CO_BARRIER(2)), 2);
    return 0;
}

CONFORMS(BarrierTests, test_context_manager)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[3];

    start_parties(tasks, 3, &barrier, 1);
    await(GATHER_TASKS(tasks));
    SAID("c:2 a:0 b:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

CONFORMS(BarrierTests, test_filling_one_task)
{
    static struct co_barrier barrier = CO_BARRIER(1);
    struct co_task *other = co_create_task(CORO(party, &barrier, "other", 1));

    ASSERT_EQ(co_barrier_wait(&barrier), 0);
    SAID("");
    ASSERT_TRUE(is_as_new(&barrier));
    return co_await(other);
}

CONFORMS(BarrierTests, test_filling_one_task_twice)
{
    struct co_barrier barrier = CO_BARRIER(1);

    ASSERT_EQ(co_barrier_wait(&barrier), 0);
    ASSERT_EQ(co_barrier_wait(&barrier), 0);
    return 0;
}

CONFORMS(BarrierTests, test_filling_task_by_task)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[3];

    for (int i = 0; i < 3; i++) {
        ASSERT_EQ(co_barrier_n_waiting(&barrier), i);
        tasks[i] = co_create_task(CORO(party, &barrier, names[i], 1));
        await(turns(1));
    }
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 0);
    await(GATHER_TASKS(tasks));
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

CONFORMS(BarrierTests, test_filling_tasks_wait_twice)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[3];

    start_parties(tasks, 3, &barrier, 2);
    await(GATHER_TASKS(tasks));
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC(twice, struct co_barrier *barrier; bool (*seen)[5];)
{
    for (int cycle = 0; cycle < 2; cycle++) {
        int index = await(co_barrier_wait(my->barrier));

        ASSERT_TRUE(index < 5 && !my->seen[cycle][index]);
        my->seen[cycle][index] = true;
    }
    return 0;
}

CONFORMS(BarrierTests, test_filling_tasks_check_return_value)
{
    static struct co_barrier barrier = CO_BARRIER(5);
    static bool seen[2][5] = { { false } };
    TASKS(tasks, CORO(twice, &barrier, seen), i, 5);

    await(GATHER_TASKS(tasks));
    for (int i = 0; i < 5; i++)
        ASSERT_TRUE(seen[0][i] && seen[1][i]);
    return 0;
}

/* Logs the state of the barrier after leaving it. */
ASYNC(looks_at_state, struct co_barrier *barrier;)
{
    await(co_barrier_wait(my->barrier));
    say("%s", my->barrier->state == CO_BARRIER_DRAINING ? "draining" : "filling");
    return 0;
}

CONFORMS(BarrierTests, test_draining_state)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    TASKS(tasks, CORO(looks_at_state, &barrier), i, 3);

    await(GATHER_TASKS(tasks));
    SAID("draining draining filling");
    return 0;
}

/* The last task to arrive starts others, which arrive before the first task of the cycle leaves. */
ASYNC(last_to_come, struct co_barrier *barrier; struct co_task * *late; int count;)
{
    await(co_barrier_wait(my->barrier));
    say("last");
    for (int i = 0; i < my->count; i++) {
        my->late[i] = co_create_eager_task(CORO(party, my->barrier, &"x\0y\0z"[2 * i], 1));
        ASSERT_TRUE(!co_task_done(my->late[i]));
    }
    return 0;
}

CONFORMS(BarrierTests, test_blocking_tasks_while_draining)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2], *late[2];

    start_parties(tasks, 2, &barrier, 1);
    await(turns(1));
    await(CALL(last_to_come, &barrier, late, 2));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 0);
    await(turns(2));
    SAID("last a:0 b:1");
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 2);
    ASSERT_EQ(co_barrier_wait(&barrier), 2);
    await(GATHER_TASKS(late));
    SAID("x:0 y:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return GATHER_TASKS(tasks);
}

CONFORMS(BarrierTests, test_filling_tasks_cancel_one)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2];

    start_parties(tasks, 2, &barrier, 1);
    await(turns(1));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 2);
    ASSERT_EQ(end(tasks[0]), -ECANCELED);
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 1);
    ASSERT_TRUE(!co_barrier_broken(&barrier));
    struct co_task *replacement = co_create_task(CORO(party, &barrier, "c", 1));
    await(turns(1));
    ASSERT_EQ(co_barrier_wait(&barrier), 2);
    await(co_await(replacement));
    SAID("a:CancelledError b:1 c:1");
    return co_await(tasks[1]);
}

CONFORMS(BarrierTests, test_reset_barrier)
{
    struct co_barrier barrier = CO_BARRIER(1);

    await(co_barrier_reset(&barrier));
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

CONFORMS(BarrierTests, test_reset_barrier_while_tasks_waiting)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2];

    start_parties(tasks, 2, &barrier, 1);
    await(turns(1));
    await(co_barrier_reset(&barrier));
    await(turns(2));
    SAID("a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_TRUE(is_as_new(&barrier));
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

/* The first task to be released resets or aborts the barrier while others are still inside. */
ASYNC(breaks_it, struct co_barrier *barrier; int (*how)(struct co_barrier *);)
{
    await(co_barrier_wait(my->barrier));
    say("%s", my->how == co_barrier_reset ? "reset" : "abort");
    return my->how(my->barrier);
}

static int break_in_mid_drain(struct co_barrier *barrier, int (*how)(struct co_barrier *),
                              struct co_task **late, int late_count)
{
    struct co_task *breaker = co_create_task(CORO(breaks_it, barrier, how)), *inside[2];

    start_parties(inside, 2, barrier, 1);
    await(turns(1));
    await(CALL(last_to_come, barrier, late, late_count));
    await(co_gather(inside, 2, NULL, CO_RETURN_EXCEPTIONS));
    return co_await(breaker);
}

CONFORMS(BarrierTests, test_reset_barrier_when_tasks_half_draining)
{
    static struct co_barrier barrier = CO_BARRIER(4);

    await(break_in_mid_drain(&barrier, co_barrier_reset, NULL, 0));
    SAID("last reset a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

CONFORMS(BarrierTests, test_reset_barrier_when_tasks_half_draining_half_blocking)
{
    static struct co_barrier barrier = CO_BARRIER(4);
    struct co_task *late[3];

    await(break_in_mid_drain(&barrier, co_barrier_reset, late, 3));
    await(turns(2));
    SAID("last reset a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 3);
    ASSERT_EQ(co_barrier_wait(&barrier), 3);
    await(GATHER_TASKS(late));
    SAID("x:0 y:1 z:2");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

CONFORMS(BarrierTests, test_reset_barrier_while_tasks_waiting_and_waiting_again)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[2];

    start_parties(tasks, 2, &barrier, 2);
    await(turns(1));
    await(co_barrier_reset(&barrier));
    await(turns(5));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 2);
    ASSERT_EQ(co_barrier_wait(&barrier), 2);
    await(GATHER_TASKS(tasks));
    SAID("a:BrokenBarrierError b:BrokenBarrierError b:0 a:1");
    ASSERT_TRUE(is_as_new(&barrier));
    return 0;
}

ASYNC(resets_when_it_is_last, struct co_barrier *barrier;)
{
    await(co_barrier_wait(my->barrier));
    ASSERT_EQ(my->barrier->state, CO_BARRIER_FILLING);
    say("reset");
    return co_barrier_reset(my->barrier);
}

CONFORMS(BarrierTests, test_reset_barrier_while_tasks_draining)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *first = co_create_task(CORO(party, &barrier, "a", 1));
    struct co_task *last_to_leave = co_create_task(CORO(resets_when_it_is_last, &barrier));
    struct co_task *late[2];

    await(turns(1));
    await(CALL(last_to_come, &barrier, late, 2));
    await(turns(3));
    SAID("last a:0 reset");
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 2);
    ASSERT_EQ(co_barrier_wait(&barrier), 2);
    await(GATHER_TASKS(late));
    SAID("x:0 y:1");
    await(co_await(first));
    return co_await(last_to_leave);
}

CONFORMS(BarrierTests, test_abort_barrier)
{
    struct co_barrier barrier = CO_BARRIER(1);

    await(co_barrier_abort(&barrier));
    ASSERT_TRUE(co_barrier_broken(&barrier));
    ASSERT_EQ(co_barrier_wait(&barrier), -ENOTRECOVERABLE);
    ASSERT_STR_EQ(co_text(), "Barrier aborted");
    return 0;
}

CONFORMS(BarrierTests, test_abort_barrier_when_tasks_half_draining_half_blocking)
{
    static struct co_barrier barrier = CO_BARRIER(4);
    struct co_task *late[2];

    await(break_in_mid_drain(&barrier, co_barrier_abort, late, 2));
    await(co_gather(late, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("last abort a:BrokenBarrierError b:BrokenBarrierError x:BrokenBarrierError "
         "y:BrokenBarrierError");
    ASSERT_TRUE(co_barrier_broken(&barrier));
    ASSERT_EQ(co_barrier_n_waiting(&barrier), 0);
    return 0;
}

/* Passes the barrier, fails, and aborts the barrier for all tasks that come again. */
ASYNC(fails_and_aborts, struct co_barrier *barrier;)
{
    await(co_barrier_wait(my->barrier));
    await(turns(3));
    return co_barrier_abort(my->barrier);
}

static int abort_after_a_cycle(struct co_barrier *barrier)
{
    struct co_task *failing = co_create_task(CORO(fails_and_aborts, barrier)), *tasks[2];

    start_parties(tasks, 2, barrier, 2);
    await(co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS));
    SAID("b:2 a:1 a:BrokenBarrierError b:BrokenBarrierError");
    ASSERT_TRUE(co_barrier_broken(barrier));
    return co_await(failing);
}

CONFORMS(BarrierTests, test_abort_barrier_when_exception)
{
    static struct co_barrier barrier = CO_BARRIER(3);

    return abort_after_a_cycle(&barrier);
}

CONFORMS(BarrierTests, test_abort_barrier_when_exception_then_resetting)
{
    static struct co_barrier barrier = CO_BARRIER(3);
    struct co_task *tasks[3];

    await(abort_after_a_cycle(&barrier));
    await(co_barrier_reset(&barrier));
    ASSERT_TRUE(is_as_new(&barrier));
    start_parties(tasks, 3, &barrier, 1);
    await(GATHER_TASKS(tasks));
    SAID("c:2 a:0 b:1");
    return 0;
}
