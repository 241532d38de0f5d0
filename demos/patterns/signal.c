/*
 * One task waits for something that another task will do. An event is the signal between them. The
 * waiter waits for it [1], and the setter sets it two seconds later [2]. This makes the waiter
 * ready, but does not run it: the setter goes on to its own next line first [3].
 *
 * Key point: both tasks print at 2.000 s, the setter before the waiter.
 *
 * Use it when something happens once and then stays so: a connection is open, or the program
 * should end. An event has no value; a queue carries values.
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
