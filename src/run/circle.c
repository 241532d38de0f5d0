/*
 * Circles of locks. A lock has one owner, so each task that waits for a lock waits for one task,
 * and a walk from owner to owner finds a circle when a wait closes it.
 *
 * If nothing else can run, the report on the deadlock as a whole shows the circle. So the circle's
 * own report waits until time has passed.
 */
#include "run/circle.h"

#include "co/explain/waits.h"
#include "run/internal.h"

#include <stdlib.h>

static const int64_t millisecond = INT64_C(1000000);

/* The task that holds the lock for which the task waits; 0: it does not wait for a lock. */
static uint32_t owner_for(const struct run *run, uint32_t task)
{
    const struct roster_entry *entry = roster_find(&run->roster, task);
    const struct co_resource *resource =
        entry && !entry->ended ? co_task_resource(entry->task) : NULL;
    struct co_touch holder;

    return wait_is(resource, "lock") && co_resource_holders(resource, &holder, 1) ? holder.task : 0;
}

/* The number of tasks in the circle that the task is in; 0: it is in none. A walk that enters a
 * circle elsewhere does not come back to the task. */
static uint32_t length_of(const struct run *run, uint32_t task)
{
    uint32_t length = 0, next = task;

    do {
        next = owner_for(run, next);
        length++;
    } while (next && next != task && length <= run->roster.count);
    return next == task ? length : 0;
}

void circle_note_wait(struct run *run, uint32_t task, const struct co_resource *resource)
{
    struct circle *circle = &run->circle;

    if (wait_is(resource, "lock") && !circle->task && !run->log_closed && length_of(run, task))
        *circle = (struct circle){ .task = task, .closed_at = run->now };
}

static void report(struct run *run, uint32_t length)
{
    uint32_t *tasks = calloc(length, sizeof *tasks), next = run->circle.task;

    if (!tasks)
        return;
    for (uint32_t i = 0; i < length; i++) {
        tasks[i] = next;
        next = owner_for(run, next);
    }
    report_circle(run, tasks, length);
    free(tasks);
}

void circle_note_time(struct run *run, int64_t time)
{
    struct circle *circle = &run->circle;
    uint32_t length;

    if (!circle->task || circle->is_reported || run->log_closed ||
        time < circle->closed_at + millisecond)
        return;
    length = length_of(run, circle->task);
    if (length) {
        circle->is_reported = true;
        report(run, length);
    } else {
        circle->task = 0; /* a time-out or a cancel has opened it */
    }
}

/* A closed log means that the run is stuck as a whole. Then its tasks are cancelled, and the roster
 * does not hear which of them have ended. */
void circle_note_end(struct run *run)
{
    run->circle.stands =
        run->circle.is_reported && !run->log_closed && length_of(run, run->circle.task);
}
