#include "run/starved.h"

#include "co/explain/waits.h"
#include "run/internal.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_TASKS = 8 };

/* What wakes the tasks that wait for a resource. */
static enum co_verb verb_for(const struct co_resource *resource)
{
    static const struct {
        const char *kind;
        enum co_verb verb;
    } verbs[] = {
        { "lock", CO_VERB_RELEASE },
        { "semaphore", CO_VERB_RELEASE },
        { "event", CO_VERB_SET },
        { "condition", CO_VERB_NOTIFY },
        { "item of a queue", CO_VERB_PUT },
        { "place in a queue", CO_VERB_GET },
        { "queue to be finished", CO_VERB_DONE },
    };

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (wait_is(resource, verbs[i].kind))
            return verbs[i].verb;
    return CO_VERB_NONE;
}

void starved_note_touch(struct thing *thing, uint32_t task, enum co_verb verb)
{
    for (uint32_t i = 0; i < thing->waker_count; i++)
        if (thing->wakers[i].task == task && thing->wakers[i].verb == verb)
            return;
    if (thing->waker_count < THING_WAKERS_MAX)
        thing->wakers[thing->waker_count] = (struct waker){ task, verb };
    if (thing->waker_count <= THING_WAKERS_MAX)
        thing->waker_count++; /* one more than there is room for: not all are known */
}

/* The last task that has done this to the thing, if all such tasks are known and have ended; 0: not
 * so, or no task has done it. */
static uint32_t last_ended(const struct run *run, const struct thing *thing, enum co_verb verb)
{
    uint32_t last = 0;

    if (thing->waker_count > THING_WAKERS_MAX)
        return 0;
    for (uint32_t i = 0; i < thing->waker_count; i++) {
        const struct waker *waker = &thing->wakers[i];
        const struct roster_entry *entry = roster_find(&run->roster, waker->task);

        if (waker->verb != verb)
            continue;
        if (!entry || !entry->ended)
            return 0;
        last = waker->task;
    }
    return last;
}

/* Returns whether the task is one of these. */
static bool add_task(struct run *run, const struct co_task *task, struct text *text)
{
    const struct co_resource *resource = co_task_resource(task);
    enum co_verb verb = resource ? verb_for(resource) : CO_VERB_NONE;
    /* The call gives the resource its number. */
    struct thing *thing = verb ? things_entry(&run->things, (struct co_resource *)resource) : NULL;
    uint32_t by = thing ? last_ended(run, thing, verb) : 0;
    struct known known = report_known(run);

    if (!by)
        return false;
    text_add(text, "    %s waits for ", co_task_name(task));
    wait_tell(text, resource, co_task_place(task));
    text_add(text, ": ");
    known_add_name(text, &known, by);
    text_add(text, " was the last that could have woken it\n        at ");
    place_add(text, co_task_place(task), true);
    text_add(text, "\n");
    return true;
}

void starved_report(struct run *run)
{
    size_t count = co_tasks(NULL, 0), found = 0;
    struct co_task **tasks = co_get_debug() ? calloc(count + 1, sizeof *tasks) : NULL;
    struct text text = { 0 };

    if (!tasks || run->log_closed) {
        free(tasks);
        return;
    }
    text_add(&text, "main ends at %.3f s, and these tasks could never have gone on:\n",
             (double)run->now * 1e-9);
    count = co_tasks(tasks, count);
    for (size_t i = 0; i < count && found < SHOWN_TASKS; i++)
        found += add_task(run, tasks[i], &text);
    if (found)
        report_text(run, text_string(&text));
    text_free(&text);
    free(tasks);
}
