/* The growth of sleeps, callbacks to come and timeouts. */
#include "growth.h"

static double moment(long i, long n)
{
    return 1 + (double)growth_scattered(i, n) * 1e-3;
}

ASYNC(sleeper, double seconds;)
{
    return co_sleep(my->seconds);
}

static void create_sleepers(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(sleeper, moment(i, n)));
}

static int sleep_to_the_end(long n)
{
    create_sleepers(n);
    return growth_gather(n);
}

static int sleep_alike(long n)
{
    growth_create(n, CORO(sleeper, 1));
    return growth_gather(n);
}

static int cancel_sleepers(long n)
{
    create_sleepers(n);
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[i]);
    return growth_gather(n);
}

/* ---- Callbacks ---- */

static struct co_timer_handle *handles[GROWTH_MOST];

static int note_call(void *argument)
{
    return 0;
}

static int call_all_later(long n)
{
    for (long i = 0; i < n; i++)
        if (!co_call_later(moment(i, n), note_call, NULL))
            return -ENOMEM;
    return co_sleep((double)n);
}

static int cancel_calls(long n, bool scattered)
{
    for (long i = 0; i < n; i++)
        handles[i] = co_call_later(moment(i, n), note_call, NULL);
    for (long i = 0; i < n; i++)
        co_timer_handle_cancel(handles[scattered ? growth_scattered(i, n) : n - 1 - i]);
    return 0;
}

static int cancel_calls_backwards(long n)
{
    return cancel_calls(n, false);
}

static int cancel_calls_scattered(long n)
{
    return cancel_calls(n, true);
}

/* One comes and goes while n others stand. */
static int call_among_many(long n)
{
    for (long i = 0; i < n; i++)
        handles[i] = co_call_later(moment(i, n), note_call, NULL);
    growth_begin();
    for (long i = 0; i < n; i++)
        co_timer_handle_cancel(co_call_later(moment(i, n), note_call, NULL));
    growth_end();
    for (long i = 0; i < n; i++)
        co_timer_handle_cancel(handles[i]);
    return 0;
}

/* ---- Timeouts ---- */

static struct co_timeout timeouts[GROWTH_MOST];

static int timeouts_in_turn(long n)
{
    for (long i = 0; i < n; i++) {
        struct co_timeout timeout = { 0 };

        await(co_timeout_enter(&timeout, 3600));
        await(co_timeout_exit(&timeout, 0));
    }
    return 0;
}

static int timeouts_within(long n)
{
    memset(timeouts, 0, (size_t)n * sizeof *timeouts);
    for (long i = 0; i < n; i++)
        await(co_timeout_enter(&timeouts[i], 3600 - (double)i * 1e-3));
    for (long i = n; i-- > 0;)
        await(co_timeout_exit(&timeouts[i], 0));
    return 0;
}

static int reschedule(long n)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 3600));
    for (long i = 0; i < n; i++)
        await(co_timeout_reschedule(&timeout, 3600 + (double)(i % 100)));
    return co_timeout_exit(&timeout, 0);
}

/* Each of n tasks has one. */
ASYNC(limited, double seconds; bool leaves;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, my->seconds));
    int rc = co_event_wait(&growth_event);
    return my->leaves ? co_timeout_exit(&timeout, rc) : rc;
}

static int create_limited(long n, bool leaves)
{
    co_event_clear(&growth_event);
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(limited, moment(i, n), leaves));
    return co_sleep(0);
}

static int timeouts_of_tasks(long n)
{
    await(create_limited(n, true));
    await(co_event_set(&growth_event));
    return growth_gather(n);
}

static int timeouts_that_come(long n)
{
    await(create_limited(n, true));
    return growth_gather(n);
}

/* The tasks end without having left them. */
static int timeouts_not_left(long n)
{
    await(create_limited(n, false));
    await(co_event_set(&growth_event));
    return growth_gather(n);
}

const struct growth_row growth_timers[] = {
    ROW("sleeps", sleep_to_the_end, .clock = CO_CLOCK_VIRTUAL, .sorts = true),
    ROW("sleeps of the same length", sleep_alike, .clock = CO_CLOCK_VIRTUAL),
    ROW("sleeps cancelled", cancel_sleepers),
    ROW("call_later", call_all_later, .clock = CO_CLOCK_VIRTUAL, .sorts = true),
    ROW("call_later cancelled", cancel_calls_backwards),
    ROW("call_later cancelled, any order", cancel_calls_scattered),
    ROW("call_later among n others", call_among_many),
    ROW("timeouts in turn", timeouts_in_turn),
    ROW("timeouts of one task, at once", timeouts_within),
    ROW("timeouts of many tasks", timeouts_of_tasks),
    ROW("timeouts that come", timeouts_that_come, .clock = CO_CLOCK_VIRTUAL, .sorts = true),
    ROW("timeouts that are not left", timeouts_not_left),
    ROW("timeout rescheduled", reschedule),
    { 0 },
};
