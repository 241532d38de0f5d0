/*
 * Three waiters wait at [1] for the event. co_event_set() [2] makes all of them ready, in the
 * order in which they came, but runs none of them: the signaler first goes on to its own next
 * line.
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

ASYNC(main)
{
    static struct co_event event;

    return GATHER(NAMED(CORO(waiter, &event, 1), "Waiter-1"),
                  NAMED(CORO(waiter, &event, 2), "Waiter-2"),
                  NAMED(CORO(waiter, &event, 3), "Waiter-3"),
                  NAMED(CORO(signaler, &event, 1.0), "Signaler"));
}

DEMO(event, .title = "Event: coordinating several tasks", .section = "1c");
