/* What usually helps against a deadlock of one kind or another. */
#include "co/explain/advice.h"

#include "co/explain/waits.h"

#include <string.h>

static const char *const advice_texts[ADVICES] = {
    [TAKEN_TWICE] =
        "do not take a lock twice: release it before you call a function that takes it, or tell "
        "that function that the lock is held.",
    [LOCKS_IN_A_CIRCLE] = "take the locks in the same order everywhere.",
    [AWAITED_WITH_A_LOCK] = "release the lock before awaiting a task that needs it.",
    [TASKS_IN_A_CIRCLE] = "break the circle: one of these tasks has to go on without awaiting the "
                          "next.",
    [HELD_AT_THE_END] =
        "release it on every exit path of the function, as WITH_LOCK and WITH_SEMAPHORE do.",
    [EVENT_NEVER_SET] =
        "call co_event_set() on every exit path of the task that should set it, including errors.",
    [EVENT_SET_BEFORE] =
        "clear an event only when every waiter has seen it: a task that comes later waits until "
        "the event is set again.",
    [NO_PRODUCER] =
        "start the task that puts items: a coroutine that is made but not started does nothing.",
    [PRODUCER_ENDED] =
        "after the last item, put one end marker per consumer, or cancel the consumers.",
    [NO_CONSUMER] =
        "start the task that gets items before the queue is full, or make the queue unbounded.",
    [TASK_DONE_MISSING] =
        "call co_queue_task_done() once for every item that a task gets, end markers included.",
    [NEVER_NOTIFIED] =
        "notify a condition, with its lock held, after every change that a task waits for.",
    [NOT_NOTIFIED_AGAIN] =
        "tell the waiters when no more will come: make the predicate true at the end, then call "
        "co_condition_notify_all().",
    [BARRIER_NOT_FULL] =
        "a barrier opens when all of its tasks have arrived: a task that fails before that should "
        "call co_barrier_abort(), so that the others go on.",
    [NO_WRITER] =
        "one of the two ends has to write first, and a line ends with '\\n'; a task that reads "
        "until the end waits until the other end is closed.",
    [NO_READER] = "buffers are finite: have one task read while another writes.",
    [OBJECT_GONE] =
        "an object must outlive the tasks that wait for it: make it static, or await these tasks "
        "before the function that owns it returns.",
};

/* Returns whether the task waits for a lock or a semaphore, not for a task. */
static bool waits_for_a_thing(const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);

    return resource && !wait_kind(resource)->tasks;
}

enum advice advice_for_circle(const struct stuck_graph *graph, const uint32_t *circle,
                              uint32_t length)
{
    uint32_t things = 0;

    for (uint32_t i = 0; i < length; i++)
        things += waits_for_a_thing(&graph->stuck[circle[i]]);
    if (length == 1)
        return TAKEN_TWICE;
    if (things == length)
        return LOCKS_IN_A_CIRCLE;
    return things ? AWAITED_WITH_A_LOCK : TASKS_IN_A_CIRCLE;
}

enum advice advice_for(const struct stuck_graph *graph, const struct stuck *stuck)
{
    const struct co_resource *resource = co_task_resource(stuck->task);
    bool never = resource && !resource->touched.place;
    bool no_more = resource && !never && !stuck_find(graph, resource->touched.task);

    if (wait_is(resource, "lock") || wait_is(resource, "semaphore"))
        return co_resource_holders(resource, NULL, 0) ? HELD_AT_THE_END : ADVICES;
    if (wait_is(resource, "condition"))
        return never ? NEVER_NOTIFIED : NOT_NOTIFIED_AGAIN;
    if (wait_is(resource, "barrier"))
        return BARRIER_NOT_FULL;
    if (wait_is(resource, "bytes of a stream"))
        return NO_WRITER;
    if (wait_is(resource, "room in a stream"))
        return NO_READER;
    if (wait_is(resource, CO_GONE))
        return OBJECT_GONE;
    if (wait_is(resource, "event"))
        return never ? EVENT_NEVER_SET : EVENT_SET_BEFORE;
    if (wait_is(resource, "item of a queue"))
        return never ? NO_PRODUCER : no_more ? PRODUCER_ENDED : ADVICES;
    if (wait_is(resource, "place in a queue"))
        return never || no_more ? NO_CONSUMER : ADVICES;
    if (wait_is(resource, "queue to be finished") &&
        wait_joined_queue(resource)->unfinished > co_queue_qsize(wait_joined_queue(resource)))
        return TASK_DONE_MISSING;
    return ADVICES;
}

void advice_add(struct text *text, const bool advice[ADVICES])
{
    bool any = false;

    for (int i = 0; i < ADVICES; i++)
        if (advice[i]) {
            text_add(text, "%sWhat usually helps: %s\n", any ? "" : "\n", advice_texts[i]);
            any = true;
        }
    if (!any)
        text_add(text, "\n");
}
