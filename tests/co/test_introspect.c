#include "scenario.h"

/* ---- Tasks ---- */

static const char *pending_tasks(void)
{
    static char names[256];
    struct co_task *tasks[20];
    size_t count = co_tasks(tasks, COUNT(tasks));

    names[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(names + strlen(names), "%s%s", i ? " " : "", co_task_name(tasks[i]));
    return names;
}

ASYNC_TEST(pending_tasks_are_listed_in_order_of_creation)
{
    struct co_task *ended = co_create_task(CORO(returner, .result = 0));
    struct co_task *future = co_future_create("future"), *done = co_future_create("done");

    (void)!co_create_task(CORO(sleeper, 1, 0));
    await(co_future_set_result(done, 1));
    ASSERT_STR_EQ(pending_tasks(), "main returner future sleeper");
    await(turns(1));
    ASSERT_STR_EQ(pending_tasks(), "main future sleeper");
    await(co_await(ended)); /* its stack goes to the next one, which comes last all the same */
    struct co_task *last = co_create_task(CORO(stuck, "last"));
    ASSERT_TRUE(TASKS_KEPT || last == ended);
    ASSERT_STR_EQ(pending_tasks(), "main future sleeper stuck");
    co_task_cancel(future);
    co_task_cancel(last);
    await(turns(1));
    ASSERT_STR_EQ(pending_tasks(), "main sleeper");
    return 0;
}

ASYNC_TEST(number_of_tasks_is_told_when_the_array_is_too_small)
{
    struct co_task *tasks[2] = { 0 };

    for (int i = 0; i < 4; i++)
        (void)!co_create_task(CORO(sleeper, 1, 0));
    ASSERT_EQ(co_tasks(NULL, 0), 5);
    ASSERT_EQ(co_tasks(tasks, 2), 5);
    ASSERT_TRUE(tasks[0] && tasks[1]);
    return 0;
}

ASYNC_TEST(generators_are_no_tasks)
{
    struct co_generator generator = { .coro = CORO(sleeper, 1, 0) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

TEST(calls_find_nothing_outside_a_loop)
{
    ASSERT_EQ(co_tasks(NULL, 0), 0);
    ASSERT_TRUE(co_place() != NULL);
}

/* ---- Where, and what for ---- */

ASYNC(sleep_here)
{
    await(co_sleep(1));
    return 0;
}

ASYNC(wait_here, struct co_event *event;)
{
    return co_event_wait(my->event);
}

ASYNC(await_here, struct co_task *task;)
{
    return co_await(my->task);
}

ASYNC_TEST(task_has_the_place_of_its_creation_and_then_of_its_wait)
{
    struct co_task *task = co_create_task(CORO(sleep_here));
    const struct co_place *place = co_task_place(task);

    ASSERT_EQ(place->line, __LINE__ - 3);
    ASSERT_TRUE(strstr(place->file, "test_introspect.c") != NULL);
    ASSERT_STR_EQ(place->call, "co_create_task(CORO(sleep_here))");
    await(turns(1));
    place = co_task_place(task);
    ASSERT_STR_EQ(place->function, "sleep_here_body");
    ASSERT_STR_EQ(place->call, "co_sleep(1)");
    return co_await(task);
}

static int sleep_twice(void)
{
    await(co_sleep(0));
    int line = co_place()->line;
    await(co_sleep(0.1));
    return line;
}

ASYNC(awaits_what_it_makes, int way;)
{
    switch (my->way) {
    case 0:
        return co_await(co_create_task(CORO(sleep_here)));
    case 1:
        return co_wait_for(co_create_task(CORO(sleep_here)), 10);
    case 2:
        return co_shield(co_create_task(CORO(sleep_here)));
    default:
        return co_gather((struct co_task *[]){ co_create_task(CORO(sleep_here)) }, 1, NULL, 0);
    }
}

ASYNC_TEST(await_has_its_own_place_when_another_call_makes_the_task)
{
    static const char *const calls[] = { "co_await(", "co_wait_for(", "co_shield(", "co_gather(" };

    for (int way = 0; way < 4; way++) {
        struct co_task *task = co_create_task(CORO(awaits_what_it_makes, way));

        await(turns(2));
        test_note("%s", co_task_place(task)->call);
        ASSERT_TRUE(!strncmp(co_task_place(task)->call, calls[way], strlen(calls[way])));
        ASSERT_STR_EQ(co_task_place(task)->function, "awaits_what_it_makes_body");
        await(co_await(task));
    }
    return 0;
}

ASYNC_TEST(task_keeps_its_place_when_others_have_run)
{
    struct co_task *other = co_create_task(CORO(sleep_here));
    int line = sleep_twice();

    ASSERT_TRUE(line < __LINE__);
    ASSERT_STR_EQ(co_place()->call, "co_sleep(0.1)");
    return co_await(other);
}

ASYNC_TEST(suspended_task_names_the_object_it_waits_for)
{
    static struct co_event event;
    struct co_task *sleeping = co_create_task(CORO(sleep_here)),
                   *waiting = co_create_task(CORO(wait_here, &event)),
                   *awaiting = co_create_task(CORO(await_here, waiting));

    ASSERT_TRUE(!co_task_resource(waiting)); /* it is ready */
    await(turns(1));
    ASSERT_TRUE(!co_task_resource(sleeping));
    ASSERT_TRUE(co_task_resource(waiting) == &event.resource);
    ASSERT_STR_EQ(event.resource.kind, "event");
    ASSERT_STR_EQ(co_task_resource(awaiting)->kind, "task");
    co_event_set(&event);
    ASSERT_TRUE(!co_task_resource(waiting));
    ASSERT_STR_EQ(event.resource.touched.place->call, "co_event_set(&event)");
    ASSERT_EQ(event.resource.touched.task, co_task_id(co_current_task()));
    await(co_await(awaiting));
    return co_await(sleeping);
}

ASYNC_TEST(suspended_task_names_the_task_it_awaits)
{
    static struct co_event event;
    struct co_task *a = co_create_task(CORO(wait_here, &event)),
                   *b = co_create_task(CORO(await_here, a)), *awaited[4];

    await(turns(1));
    ASSERT_EQ(co_task_awaited(a, awaited, 4), 0);
    ASSERT_EQ(co_task_awaited(b, awaited, 4), 1);
    ASSERT_TRUE(awaited[0] == a);
    ASSERT_EQ(co_task_awaited(b, NULL, 0), 1);
    ASSERT_EQ(co_task_awaited(co_current_task(), awaited, 4), 0);
    co_event_set(&event);
    return co_await(b);
}

/* ---- Holders ---- */

ASYNC_TEST(lock_notes_its_owner_with_place_and_time)
{
    struct co_lock lock = { 0 };

    await(co_sleep(0.5));
    await(co_lock_acquire(&lock));
    ASSERT_EQ(lock.held.task, co_task_id(co_current_task()));
    ASSERT_EQ(lock.held.time, 500000000);
    ASSERT_STR_EQ(lock.held.place->call, "co_lock_acquire(&lock)");
    return co_lock_release(&lock);
}

ASYNC(lock_taker, struct co_lock *lock;)
{
    await(co_lock_acquire(my->lock));
    return co_lock_release(my->lock);
}

ASYNC(permit_taker, struct co_semaphore *semaphore;)
{
    await(co_semaphore_acquire(my->semaphore));
    return co_semaphore_release(my->semaphore);
}

ASYNC_TEST(object_that_a_task_waits_for_names_its_holder)
{
    static struct co_lock lock;
    static struct co_semaphore semaphore = CO_SEMAPHORE(2);
    static struct co_event event;
    struct co_touch holders[4];

    await(co_lock_acquire(&lock));
    await(co_semaphore_acquire(&semaphore));
    await(co_semaphore_acquire(&semaphore));
    struct co_task *tasks[3];
    tasks[0] = co_create_task(CORO(lock_taker, &lock));
    tasks[1] = co_create_task(CORO(permit_taker, &semaphore));
    tasks[2] = co_create_task(CORO(wait_here, &event));
    await(turns(1));
    ASSERT_EQ(co_resource_holders(co_task_resource(tasks[0]), holders, 4), 1);
    ASSERT_EQ(holders[0].task, co_task_id(co_current_task()));
    ASSERT_STR_EQ(holders[0].place->call, "co_lock_acquire(&lock)");
    ASSERT_EQ(co_resource_holders(co_task_resource(tasks[0]), NULL, 0), 1);
    ASSERT_EQ(co_resource_holders(co_task_resource(tasks[1]), holders, 4), 2);
    ASSERT_STR_EQ(holders[1].place->call, "co_semaphore_acquire(&semaphore)");
    ASSERT_EQ(co_resource_holders(co_task_resource(tasks[1]), holders, 1), 2);
    ASSERT_EQ(co_resource_holders(co_task_resource(tasks[2]), holders, 4),
              0); /* an event has no holder */
    co_event_set(&event);
    await(co_lock_release(&lock));
    await(co_semaphore_release(&semaphore));
    return co_gather(tasks, 3, NULL, 0);
}

/* ---- The observer ---- */

static const char *const kinds[] = { "created",  "waiting",  "woken", "ended",
                                     "deadlock", "livelock", "steps", "touches" };

/* Says each event, and the cause of each wake. */
static void tell(void *context, const struct co_trace *trace)
{
    const struct co_cause *cause = trace->task ? co_task_cause(trace->task) : NULL;

    (void)context;
    if (trace->kind == CO_TRACE_WOKEN && cause->kind == CO_CAUSE_TIMER)
        say("%s:woken-by-timer-of-%u", co_task_name(trace->task), cause->by);
    else if (trace->kind == CO_TRACE_WOKEN)
        say("%s:woken-by-%u-line-%u-as-%u", co_task_name(trace->task), cause->by, cause->by_line,
            cause->ordinal);
    else if (trace->kind == CO_TRACE_WAITING)
        say("%s:waits-for-%s", co_task_name(trace->task),
            trace->resource ? trace->resource->kind : "time");
    else
        say("%s:%s", trace->task ? co_task_name(trace->task) : "all", kinds[trace->kind]);
}

static int run_observed(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .observe = tell });
}

ASYNC(sleep_once)
{
    return co_sleep(1);
}

TEST(observer_is_called_for_each_event)
{
    ASSERT_EQ(run_observed(CORO(sleep_once)), 0);
    SAID("sleep_once:created sleep_once:steps sleep_once:waits-for-time"
         " sleep_once:woken-by-timer-of-1 sleep_once:steps sleep_once:ended");
}

ASYNC(signal_two, struct co_event *event;)
{
    co_task_count_line();
    co_task_count_line();
    co_event_set(my->event);
    return 0;
}

ASYNC(two_who_wait)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    struct co_task *tasks[3];

    tasks[0] = co_create_task(CORO(wait_here, &event));
    tasks[1] = co_create_task(CORO(wait_here, &event));
    await(co_sleep(1));
    words[0] = '\0';
    tasks[2] = co_create_task(CORO(signal_two, &event));
    return co_gather(tasks, 3, NULL, 0);
}

TEST(wake_event_has_its_number_and_the_line_that_caused_it)
{
    ASSERT_EQ(run_observed(CORO(two_who_wait)), 0);
    words[strcspn(words, "m")] = '\0';
    ASSERT_TRUE(
        strstr(words, "wait_here:woken-by-4-line-2-as-1 wait_here:woken-by-4-line-2-as-2") != NULL);
}

ASYNC(be_stuck)
{
    struct co_lock lock = { 0 };

    await(co_lock_acquire(&lock));
    return co_lock_acquire(&lock);
}

static void look_at_the_stuck(void *context, const struct co_trace *trace)
{
    struct co_task *task;
    struct co_touch holder;

    (void)context;
    if (trace->kind != CO_TRACE_DEADLOCK)
        return;
    ASSERT_EQ(co_tasks(&task, 1), 1);
    ASSERT_STR_EQ(co_task_name(task), "be_stuck");
    ASSERT_STR_EQ(co_task_resource(task)->kind, "lock");
    ASSERT_EQ(co_resource_holders(co_task_resource(task), &holder, 1), 1);
    ASSERT_EQ(holder.task, co_task_id(task));
    say("deadlock at %s", co_task_place(task)->call);
}

TEST(tasks_can_be_inspected_in_a_deadlock)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = look_at_the_stuck };

    ASSERT_EQ(co_run(CORO(be_stuck), &options), -EDEADLK);
    SAID("deadlock at co_lock_acquire(&lock)");
}

static void note_report(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_DEADLOCK)
        say("%d pending, result %d", (int)co_tasks(NULL, 0), trace->result);
}

ASYNC(ask_for_reports)
{
    co_task_detach(co_create_task(CORO(sleeper, 1, 0)));
    ASSERT_EQ(co_report_deadlock(), 0);
    await(co_sleep(2));
    return co_report_deadlock();
}

TEST(requested_report_does_not_end_the_run)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = note_report };

    ASSERT_EQ(co_run(CORO(ask_for_reports), &options), 0);
    SAID("2 pending, result 0 1 pending, result 0");
    ASSERT_EQ(run(CORO(ask_for_reports)), 0);
    SAID("");
}

TEST(deadlock_report_is_refused_without_a_loop)
{
    ASSERT_EQ(co_report_deadlock(), -EPERM);
}

ASYNC_TEST(lines_are_counted_per_task)
{
    ASSERT_EQ(co_task_count_line(), 1);
    ASSERT_EQ(co_task_count_line(), 2);
    return 0;
}

static void see_creator(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_CREATED)
        say("%u-by-%u", co_task_id(trace->task), co_task_creator(trace->task));
    if (trace->kind == CO_TRACE_ENDED)
        say("%u-after-%u", co_task_id(trace->task), co_task_steps(trace->task));
}

ASYNC(make_children)
{
    for (int i = 0; i < 2; i++)
        await(co_await(co_create_task(CORO(sleeper, 0, 0))));
    return 0;
}

TEST(a_task_knows_its_creator_and_its_steps)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = see_creator };

    ASSERT_EQ(co_run(CORO(make_children), &options), 0);
    SAID("1-by-0 2-by-1 2-after-1 3-by-1 3-after-1 1-after-2");
}

/* ---- The last touch, and the holders that are left ---- */

static struct {
    struct co_semaphore semaphore;
    struct co_touch behind; /* a list of holders that is too long would reach it */
} permits;

ASYNC(hold_permit, struct co_event *until;)
{
    await(co_semaphore_acquire(&permits.semaphore));
    await(co_event_wait(my->until));
    return co_semaphore_release(&permits.semaphore);
}

ASYNC_TEST(semaphore_forgets_a_holder_when_it_releases)
{
    struct co_task *tasks[CO_HOLDERS_MAX + 1];
    struct co_touch holders[CO_HOLDERS_MAX + 1];
    static struct co_event first, others;

    permits.semaphore = CO_SEMAPHORE(CO_HOLDERS_MAX);
    for (int i = 0; i <= CO_HOLDERS_MAX; i++)
        tasks[i] = co_create_task(CORO(hold_permit, i == 0 ? &first : &others));
    await(turns(1));
    co_event_set(&first);
    await(co_await(tasks[0]));
    await(turns(1));
    ASSERT_EQ(co_resource_holders(&permits.semaphore.resource, holders, CO_HOLDERS_MAX + 1),
              CO_HOLDERS_MAX);
    for (int i = 0; i < CO_HOLDERS_MAX; i++)
        ASSERT_EQ(holders[i].task, co_task_id(tasks[i + 1]));
    co_event_set(&others);
    return co_gather(tasks + 1, CO_HOLDERS_MAX, NULL, 0);
}

ASYNC_TEST(semaphore_notes_as_many_holders_as_have_room)
{
    permits.semaphore = CO_SEMAPHORE(CO_HOLDERS_MAX + 1);
    for (int i = 0; i <= CO_HOLDERS_MAX; i++)
        await(co_semaphore_acquire(&permits.semaphore));
    ASSERT_TRUE(!permits.behind.place);
    return 0;
}

/* The running task touched the resource last. */
static void assert_touched(const struct co_resource *resource, const char *call)
{
    const struct co_place *place = resource->touched.place;

    ASSERT_STR_EQ(place ? place->call : "no call", call);
    ASSERT_EQ(resource->touched.task, co_task_id(co_current_task()));
}

ASYNC_TEST(resource_notes_the_call_that_touched_it_last)
{
    struct co_lock lock = { 0 };
    struct co_semaphore semaphore = CO_SEMAPHORE(1);
    struct co_condition condition = { 0 };
    struct co_barrier barrier = CO_BARRIER(1);
    struct co_queue queue = { 0 };
    void *item;

    await(co_lock_acquire(&lock));
    await(co_lock_release(&lock));
    assert_touched(&lock.resource, "co_lock_release(&lock)");
    await(co_semaphore_acquire(&semaphore));
    await(co_semaphore_release(&semaphore));
    assert_touched(&semaphore.resource, "co_semaphore_release(&semaphore)");
    await(co_condition_acquire(&condition));
    await(co_condition_notify(&condition, 1));
    assert_touched(&condition.resource, "co_condition_notify(&condition, 1)");
    await(co_condition_release(&condition));
    await(co_barrier_wait(&barrier));
    assert_touched(&barrier.condition.resource, "co_barrier_wait(&barrier)");
    await(co_queue_put(&queue, &lock)); /* (the first item makes room, the second one has it) */
    assert_touched(&queue.readable, "co_queue_put(&queue, &lock)");
    await(co_queue_put_nowait(&queue, &lock));
    assert_touched(&queue.readable, "co_queue_put_nowait(&queue, &lock)");
    await(co_queue_get(&queue, &item));
    assert_touched(&queue.writable, "co_queue_get(&queue, &item)");
    await(co_queue_get_nowait(&queue, &item));
    assert_touched(&queue.writable, "co_queue_get_nowait(&queue, &item)");
    await(co_queue_task_done(&queue));
    assert_touched(&queue.finished, "co_queue_task_done(&queue)");
    return 0;
}

ASYNC(sees_results_gathered, const struct co_task *parent;)
{
    ASSERT_STR_EQ(co_task_place(my->parent)->call,
                  "GATHER_RESULTS(all, CORO(sees_results_gathered, self))");
    return 0;
}

ASYNC_TEST(call_of_a_macro_is_noted_as_written)
{
    struct co_task *self = co_current_task();
    struct co_outcome all[1];

    await(GATHER_RESULTS(all, CORO(sees_results_gathered, self)));
    return 0;
}
