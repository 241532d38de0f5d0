/*
 * An event is a flag that tasks wait for. Three tasks wait [1], and a fourth sets the event
 * after two seconds [2]. co_event_set() makes all three ready, in the order in which they
 * came, and returns at once: the setter goes on to its own next line before any of them runs.
 *
 * GATHER makes the four tasks in the order in which they are written, and they begin in this
 * order [3].
 *
 * Key point: at 2.000 the setter prints "Event set!" first, and then the tasks wake in order,
 * 1 to 3.
 *
 * Use it when several tasks wait for something that happens once: a start, a stop, a
 * connection.
 *
 * The tutorial says that an event coordinates state changes; in fact an event stays set until
 * a task clears it, and a task that looks too late may miss a change.
 */
#include "demo.h"

ASYNC(waiter, struct co_event *event; const char *name;)
{
    log_time("%s waiting for event", my->name);
    await(co_event_wait(my->event));                                /* [1] */
    log_time("%s got the event!", my->name);
    return 0;
}

ASYNC(setter, struct co_event *event;)
{
    log_time("Setting event in 2 seconds...");
    await(co_sleep(2));
    co_event_set(my->event);                                        /* [2] */
    log_time("Event set!");
    return 0;
}

ASYNC(main)
{
    static struct co_event event;

    return GATHER(NAMED_CORO(waiter, &event, "Task 1"), NAMED_CORO(waiter, &event, "Task 2"),
                  NAMED_CORO(waiter, &event, "Task 3"), CORO(setter, &event));  /* [3] */
}

DEMO(event_setter, .title = "Event: one task signals three", .section = "Events for Signaling");
