/*
 * Three waiters wait until a signal comes [1]. An event is such a signal: it is set or not.
 * co_event_set() makes all waiters ready, in the order in which they came [2], but runs none of
 * them. The signaler first goes on to its own next line.
 *
 * --variant=without has a plain variable in place of the event. Each waiter must look at it again
 * and again, with a sleep in between [3], and learns of the signal up to 0.3 s too late.
 *
 * Key point: the signal is sent at 1.000 s, and all three waiters go on at 1.000 s, after the
 * signaler's line.
 *
 * Use it when tasks must wait until something is so: the database is connected, or the program
 * should end.
 *
 * The tutorial says that all waiters wake simultaneously; in fact they run one after the other, in
 * the order in which they came.
 */
#include "demo.h"

ASYNC(waiter, struct co_event *event; int waiter_id;)
{
    log_time("⏳ Waiter-%d: Waiting for signal...", my->waiter_id);
    await(co_event_wait(my->event));                                /* [1] */
    log_time("🎉 Waiter-%d: Received signal! Proceeding...", my->waiter_id);
    return 0;
}

ASYNC(signaler, struct co_event *event; double delay;)
{
    log_time("⏰ Signaler: Will send signal in %.1fs...", my->delay);
    await(co_sleep(my->delay));
    co_event_set(my->event);                                        /* [2] */
    log_time("📢 Signaler: Signal sent!");
    return 0;
}

static bool is_sent;

ASYNC(waiter_without_event, int waiter_id;)
{
    log_time("⏳ Waiter-%d: Waiting for signal...", my->waiter_id);
    while (!is_sent)
        await(co_sleep(0.3));                                       /* [3] */
    log_time("🎉 Waiter-%d: Received signal! Proceeding...", my->waiter_id);
    return 0;
}

ASYNC(signaler_without_event, double delay;)
{
    log_time("⏰ Signaler: Will send signal in %.1fs...", my->delay);
    await(co_sleep(my->delay));
    is_sent = true;
    log_time("📢 Signaler: Signal sent!");
    return 0;
}

ASYNC(main)                                                         /* added */
{
    static struct co_event event;

    if (variant("without"))
        return GATHER(NAMED(CORO(waiter_without_event, 1), "Waiter-1"),
                      NAMED(CORO(waiter_without_event, 2), "Waiter-2"),
                      NAMED(CORO(waiter_without_event, 3), "Waiter-3"),
                      NAMED(CORO(signaler_without_event, 1.0), "Signaler"));
    return GATHER(NAMED(CORO(waiter, &event, 1), "Waiter-1"),
                  NAMED(CORO(waiter, &event, 2), "Waiter-2"),
                  NAMED(CORO(waiter, &event, 3), "Waiter-3"),
                  NAMED(CORO(signaler, &event, 1.0), "Signaler"));
}

DEMO(event, .title = "Event: coordinating several tasks", .section = "1c",
     .variants = { { "without", "without an event the waiters look again and again", 0 } });
