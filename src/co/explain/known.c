#include "co/explain/known.h"

#include "co/explain/place.h"
#include "co/kernel/task.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_CALL = 80 };

struct roster_entry *known_entry(const struct known *known, uint32_t task)
{
    return known->roster ? roster_find(known->roster, task) : NULL;
}

void known_add_task(struct text *text, const struct known *known, const struct co_task *task)
{
    char name[CO_NAME_MAX];

    if (known_entry(known, task->id)) {
        roster_name(known->roster, task->id, name);
        text_add(text, "%s", name);
    } else if (task->has_name || task->id == MAIN_TASK) {
        text_add(text, "%s", co_task_name(task));
    } else {
        text_add(text, "%s (task %u)", co_task_name(task), task->id);
    }
}

static const struct co_task *find_pending(uint32_t id)
{
    size_t count = co_tasks(NULL, 0);
    struct co_task **tasks = calloc(count + 1, sizeof *tasks);
    const struct co_task *found = NULL;

    for (size_t i = tasks ? co_tasks(tasks, count) : 0; i; i--)
        if (tasks[i - 1]->id == id)
            found = tasks[i - 1];
    free(tasks);
    return found;
}

static void add_end(struct text *text, const struct roster_entry *entry)
{
    if (entry->result == -ECANCELED)
        text_add(text, ", which was cancelled,");
    else if (entry->result < 0)
        text_add(text, ", which failed with %s,", co_error_name(entry->result));
    else
        text_add(text, ", which has ended,");
}

void known_add_name(struct text *text, const struct known *known, uint32_t task)
{
    const struct roster_entry *entry = known_entry(known, task);
    const struct co_task *pending = entry || !task ? NULL : find_pending(task);
    char name[CO_NAME_MAX];

    if (entry) {
        roster_name(known->roster, task, name);
        text_add(text, "%s", name);
    } else if (pending) {
        known_add_task(text, known, pending);
    } else if (task && !known->roster) {
        text_add(text, "task %u, which has ended,", task);
    } else {
        text_add(text, "a callback");
    }
    if (entry && entry->ended)
        add_end(text, entry);
}

void place_add(struct text *text, const struct co_place *place, bool call)
{
    int length = (int)strlen(place->call);

    if (!place->file[0])
        return;
    text_add(text, "%s:%d", place->file, place_line(NULL, place));
    if (call && length > SHOWN_CALL)
        text_add(text, ": %.*s...", (int)co_cut(place->call, SHOWN_CALL), place->call);
    else if (call && length)
        text_add(text, ": %s", place->call);
}
