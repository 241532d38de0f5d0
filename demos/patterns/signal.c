/*
 * One task waits for an event [1], and another task sets it two seconds later [2]. Setting the
 * event makes the waiter ready, but runs no task: the setter first goes on to its own next
 * line [3].
 */
#include "demo.h"

ASYNC(waiter, struct co_event *event;)
{
    log_time("Waiting for event...");
    await(co_event_wait(my->event));                                /* [1] */
    log_time("Event received!");
    return 0;
}

ASYNC(setter, struct co_event *event;)
{
    await(co_sleep(2));
    co_event_set(my->event);                                        /* [2] */
    log_time("Event set!");                                         /* [3] */
    return 0;
}

ASYNC(main)
{
    static struct co_event event;

    return GATHER(CORO(waiter, &event), CORO(setter, &event));
}

DEMO(signal, .title = "Event: one task signals another", .section = "Event Signaling");
