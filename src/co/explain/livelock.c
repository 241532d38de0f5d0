#include "co/explain/livelock.h"

#include <stdlib.h>

enum { SHOWN_TASKS = 8, MANY_WAKES = 1000 };

static void add_busy_task(struct text *text, const struct known *known, const struct co_task *task)
{
    const struct roster_entry *entry = known_entry(known, co_task_id(task));

    text_add(text, "    ");
    known_add_task(text, known, task);
    if (entry)
        text_add(text, " ran %u times.\n        at ", entry->wakes);
    else
        text_add(text, " is ready to run.\n        at ");
    place_add(text, co_task_place(task), true);
    text_add(text, "\n");
}

/* Without a roster: the tasks that wait for nothing. */
static bool is_busy(const struct known *known, const struct co_task *task)
{
    const struct roster_entry *entry = known_entry(known, co_task_id(task));
    uint32_t many = known->turns < MANY_WAKES ? known->turns : MANY_WAKES;

    if (!known->roster)
        return !co_task_resource(task) && !co_task_due(task);
    return entry && entry->woken_at == known->now && entry->wakes >= many;
}

static void add_busy_tasks(struct text *text, const struct known *known,
                           struct co_task *const *tasks, size_t count)
{
    size_t busy = 0;

    for (size_t i = 0; i < count; i++)
        if (is_busy(known, tasks[i]) && ++busy <= SHOWN_TASKS)
            add_busy_task(text, known, tasks[i]);
    if (busy > SHOWN_TASKS)
        text_add(text, "    and %zu more.\n", busy - SHOWN_TASKS);
}

/* A program may make progress in so many turns. Then the limit is too low for this program. */
static void add_limit(struct text *text, const struct known *known)
{
    unsigned long long turns = known->turns, more = turns * 10;

    text_add(
        text, "If all this is progress, the limit of %llu turn%s is too low: %s%llu raises it.\n",
        turns, turns == 1 ? "" : "s", known->raise_turns, more < UINT32_MAX ? more : UINT32_MAX);
}

void explain_livelock(struct text *text, const struct known *known)
{
    size_t count = co_tasks(NULL, 0);
    struct co_task **tasks = calloc(count + 1, sizeof *tasks);

    text_add(text,
             "LIVELOCK at %.3f s: tasks have run for more than %u turn%s, and time has not "
             "moved.\n\nRunning again and again:\n",
             (double)known->now * 1e-9, known->turns, known->turns == 1 ? "" : "s");
    if (tasks)
        add_busy_tasks(text, known, tasks, co_tasks(tasks, count));
    text_add(text, "\nWhat usually helps: wait for an event, a queue or the task itself instead of "
                   "asking again and again, or sleep for more than 0 seconds.\n");
    add_limit(text, known);
    free(tasks);
}
