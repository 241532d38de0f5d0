/* asyncio.Event. */
#include "co/kernel/current.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"

static const char resource_event[] = "event";

int co_event_wait(struct co_event *event)
{
    if (waitlist_is_foreign(&event->waiters))
        return refuse_foreign(resource_event);
    return event->is_set ? 0 : waitlist_wait(&event->waiters, &event->resource, resource_event);
}

int co_event_set(struct co_event *event)
{
    if (waitlist_is_foreign(&event->waiters))
        return refuse_foreign(resource_event);
    if (event->is_set)
        return 0;
    event->is_set = true;
    resource_touch(&event->resource, co_loop_now);
    touch_tell(co_loop_now, &event->resource, resource_event, CO_VERB_SET, 0);
    waitlist_wake_all(&event->waiters);
    return 0;
}

void co_event_clear(struct co_event *event)
{
    if (!event->is_set)
        return;
    event->is_set = false;
    touch_tell(co_loop_now, &event->resource, resource_event, CO_VERB_CLEAR, 0);
}

bool co_event_is_set(const struct co_event *event)
{
    return event->is_set;
}
