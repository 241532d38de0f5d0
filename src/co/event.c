/* asyncio.Event. */
#include "internal.h"

int co_event_wait(struct co_event *event)
{
    return event->is_set ? 0 : waitlist_wait(&event->waiters, &event->resource, "event");
}

void co_event_set(struct co_event *event)
{
    if (event->is_set)
        return;
    event->is_set = true;
    resource_touch(&event->resource, co_loop_now);
    waitlist_wake_all(&event->waiters);
}

void co_event_clear(struct co_event *event)
{
    event->is_set = false;
}

bool co_event_is_set(const struct co_event *event)
{
    return event->is_set;
}
