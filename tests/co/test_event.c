#include "scenario.h"

ASYNC(waiter, struct co_event *event; const char *name;)
{
    int rc = co_event_wait(my->event);

    say("%s:%s", my->name,
        rc < 0                       ? co_error_name(rc)
        : co_event_is_set(my->event) ? "set"
                                     : "clear");
    return rc;
}

ASYNC(waiter_in_rounds, struct co_event *event; const char *name;)
{
    for (int i = 0; i < 2; i++) {
        await(co_event_wait(my->event));
        say("%s", my->name);
    }
    return 0;
}

ASYNC_TEST(event_that_is_all_zero_is_not_set)
{
    struct co_event event = { 0 };

    ASSERT_TRUE(!co_event_is_set(&event));
    co_event_set(&event);
    ASSERT_TRUE(co_event_is_set(&event));
    co_event_clear(&event);
    ASSERT_TRUE(!co_event_is_set(&event));
    return 0;
}

ASYNC_TEST(event_that_is_set_does_not_suspend_its_waiter)
{
    static struct co_event event;
    struct co_task *other = co_create_task(CORO(waiter, &event, "other"));

    co_event_set(&event);
    await(co_event_wait(&event));
    SAID("");
    return co_await(other);
}

ASYNC_TEST(event_wakes_its_waiters_in_order_of_arrival_in_the_next_turn)
{
    static struct co_event event;
    struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(waiter, &event, "1"));
    tasks[1] = co_create_task(CORO(waiter, &event, "2"));
    await(turns(1));
    co_event_set(&event);
    say("main");
    tasks[2] = co_create_task(CORO(waiter, &event, "3"));
    await(co_gather(tasks, 3, NULL, 0));
    SAID("main 1:set 2:set 3:set");
    return 0;
}

ASYNC_TEST(newcomer_may_overtake_woken_waiters_when_the_event_is_set)
{
    static struct co_event event;
    struct co_task *one = co_create_task(CORO(waiter, &event, "1")),
                   *two = co_create_task(CORO(waiter, &event, "2"));

    await(turns(1));
    struct co_task *three = co_create_task(CORO(waiter, &event, "3"));
    co_event_set(&event);
    await(co_await(one));
    await(co_await(two));
    await(co_await(three));
    SAID("3:set 1:set 2:set");
    return 0;
}

ASYNC_TEST(event_wakes_its_waiters_when_it_is_cleared_in_the_same_turn)
{
    static struct co_event event;
    struct co_task *tasks[2];

    tasks[0] = co_create_task(CORO(waiter, &event, "1"));
    tasks[1] = co_create_task(CORO(waiter, &event, "2"));
    await(turns(1));
    co_event_set(&event);
    co_event_clear(&event);
    co_event_set(&event); /* does not wake them twice */
    co_event_clear(&event);
    await(co_gather(tasks, 2, NULL, 0));
    SAID("1:clear 2:clear");
    return 0;
}

ASYNC_TEST(waiter_waits_for_the_next_set_when_the_event_was_cleared)
{
    static struct co_event event;
    struct co_task *task = co_create_task(CORO(waiter_in_rounds, &event, "round"));

    await(turns(1));
    co_event_set(&event);
    co_event_clear(&event);
    await(turns(5));
    SAID("round");
    co_event_set(&event);
    await(co_await(task));
    SAID("round");
    return 0;
}

ASYNC_TEST(event_does_not_change_when_it_is_set_twice)
{
    struct co_event event = { 0 };

    co_event_set(&event);
    co_event_set(&event);
    ASSERT_TRUE(co_event_is_set(&event));
    co_event_clear(&event);
    ASSERT_TRUE(!co_event_is_set(&event));
    return 0;
}

/* ---- Cancelling ---- */

ASYNC_TEST(cancelled_waiter_leaves_nothing_behind)
{
    static struct co_event event;
    struct co_task *task = co_create_task(CORO(waiter, &event, "1"));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(!event.waiters.first && !event.waiters.last);
    co_event_set(&event);
    SAID("1:CancelledError");
    return 0;
}

ASYNC_TEST(woken_waiter_takes_nothing_from_others_when_it_is_cancelled)
{
    static struct co_event event;
    struct co_task *one = co_create_task(CORO(waiter, &event, "1")),
                   *two = co_create_task(CORO(waiter, &event, "2"));

    await(turns(1));
    co_event_set(&event);
    co_task_cancel(one);
    ASSERT_EQ(co_await(one), -ECANCELED);
    await(co_await(two));
    SAID("1:CancelledError 2:set");
    return 0;
}

/* ---- Outside of tasks ---- */

static int set_it(void *event)
{
    co_event_set(event);
    return 0;
}

ASYNC_TEST(event_can_be_set_by_a_callback)
{
    static struct co_event event;

    await(co_call_soon(set_it, &event));
    return co_event_wait(&event);
}

TEST(event_can_be_set_but_not_waited_for_outside_a_loop)
{
    struct co_event event = { 0 };

    ASSERT_EQ(co_event_wait(&event), -EPERM);
    co_event_set(&event);
    ASSERT_TRUE(co_event_is_set(&event));
    ASSERT_EQ(co_event_wait(&event), 0);
    co_event_clear(&event);
    ASSERT_TRUE(!co_event_is_set(&event));
}

ASYNC(wait_for_ever)
{
    struct co_event never = { 0 };

    return co_event_wait(&never);
}

TEST(event_that_no_task_sets_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(wait_for_ever)), -EDEADLK);
}

/* ---- In any order ---- */

ASYNC(counted_waiter, struct co_event *event; int *woken;)
{
    await(turns((int)(co_random() % 3)));
    await(co_event_wait(my->event));
    ++*my->woken;
    return 0;
}

SHUFFLED_TEST(event_forgets_no_waiter_in_any_order)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    struct co_task *tasks[10];
    static int woken;

    woken = 0;

    for (int i = 0; i < 10; i++)
        tasks[i] = co_create_task(CORO(counted_waiter, &event, &woken));
    await(turns((int)(co_random() % 5)));
    co_task_cancel(tasks[3]);
    co_task_cancel(tasks[7]);
    co_event_set(&event);
    await(co_gather(tasks, 10, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(woken >= 8);
    ASSERT_TRUE(!event.waiters.first && !event.waiters.chosen);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(event_allocates_nothing_when_tasks_wait)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    struct co_task *task = co_create_task(CORO(waiter, &event, "1"));

    await(turns(1));
    co_event_set(&event);
    return co_await(task);
}

/* ---- In a thread ---- */

DEF(waits_in_thread, struct co_event *event;)
{
    return co_event_wait(my->event);
}

ASYNC_TEST(event_that_is_set_refuses_a_waiting_thread)
{
    static struct co_event event;

    await(co_event_set(&event));
    ASSERT_EQ(co_to_thread(CORO(waits_in_thread, &event)), -EPERM);
    ASSERT_STR_EQ(co_text(), "a thread cannot use the loop's event");
    return 0;
}

/* ---- The observer ---- */

static enum co_verb verbs[8];
static size_t verb_count;

static void note_touch(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_TOUCHED && verb_count < 8)
        verbs[verb_count++] = trace->verb;
}

ASYNC(sets_and_clears)
{
    struct co_event event = { 0 };

    await(co_event_set(&event));
    co_event_clear(&event);
    return 0;
}

TEST(observer_hears_of_each_change)
{
    verb_count = 0;
    ASSERT_EQ(co_run(CORO(sets_and_clears),
                     &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .observe = note_touch }),
              0);
    ASSERT_EQ(verb_count, 2);
    ASSERT_EQ(verbs[0], CO_VERB_SET);
    ASSERT_EQ(verbs[1], CO_VERB_CLEAR);
}
