#include "show/cast.h"

#include "show/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Tasks ---- */

struct cast_task *cast_add(struct cast *cast, const struct event *event)
{
    struct cast_task *task;

    if (table_reserve(&cast->tasks) < 0)
        return NULL;
    task = calloc(1, sizeof *task);
    if (!task)
        return NULL;
    text_add(&task->name, "%s", event->text);
    task->id = event->task;
    task->is_job = event->is_job;
    task->told_to = event->time;
    table_add(&cast->tasks, &task->link, task->id);
    return task;
}

struct cast_task *cast_find(const struct cast *cast, uint32_t id)
{
    struct table_link *link = table_find(&cast->tasks, id);

    return link ? container_of(link, struct cast_task, link) : NULL;
}

static void forget_story(struct cast_task *task)
{
    text_free(&task->wait);
    parts_free(&task->parts);
    free(task->awaits);
    task->awaits = NULL;
    task->awaits_count = 0;
}

static void free_task(struct cast_task *task)
{
    forget_story(task);
    text_free(&task->name);
    free(task);
}

void cast_end(struct cast *cast, struct cast_task *task, int32_t result)
{
    if (task->ended)
        return;
    forget_story(task);
    task->ended = true;
    task->result = result;
    task->place = ++cast->ends;
    list_append(&cast->ended, &task->ended_link);
    if (++cast->ended_count > CAST_KEPT) {
        struct cast_task *oldest = list_first(&cast->ended, struct cast_task, ended_link);

        list_remove(&cast->ended, &oldest->ended_link);
        cast->ended_count--;
        table_remove(&cast->tasks, &oldest->link);
        free_task(oldest);
    }
}

bool cast_has_ended(const struct cast *cast, uint32_t id)
{
    const struct cast_task *task = cast_find(cast, id);

    return !task || task->ended;
}

void cast_add_name(const struct cast *cast, uint32_t id, struct text *text)
{
    const struct cast_task *task = cast_find(cast, id);

    if (task)
        words_add_name(text, text_string(&task->name));
    else
        text_add(text, "%s", id ? "a task" : "the loop");
}

/* ---- Things ---- */

static struct cast_thing *find_thing(const struct cast *cast, uint32_t number)
{
    struct table_link *link = table_find(&cast->things, number);

    return link ? container_of(link, struct cast_thing, link) : NULL;
}

static void free_thing(struct cast_thing *thing)
{
    text_free(&thing->name);
    free(thing);
}

static struct cast_thing *add_thing(struct cast *cast, uint32_t number)
{
    struct cast_thing *thing;

    if (table_reserve(&cast->things) < 0)
        return NULL;
    thing = calloc(1, sizeof *thing);
    if (!thing)
        return NULL;
    table_add(&cast->things, &thing->link, number);
    list_append(&cast->latest, &thing->latest_link);
    if (cast->things.count > CAST_KEPT) {
        struct cast_thing *oldest = list_first(&cast->latest, struct cast_thing, latest_link);

        list_remove(&cast->latest, &oldest->latest_link);
        table_remove(&cast->things, &oldest->link);
        free_thing(oldest);
    }
    return thing;
}

int cast_name_thing(struct cast *cast, const struct event *event)
{
    struct cast_thing *thing = find_thing(cast, event->thing);

    if (!thing)
        thing = add_thing(cast, event->thing);
    if (!thing)
        return -ENOMEM;
    text_clear(&thing->name);
    text_add(&thing->name, "%s", event->text);
    return thing->name.failed ? -ENOMEM : 0;
}

const char *cast_thing_name(const struct cast *cast, uint32_t number)
{
    const struct cast_thing *thing = find_thing(cast, number);

    return thing ? text_string(&thing->name) : "";
}

void cast_free(struct cast *cast)
{
    struct table_link *link;

    for (size_t position = 0; (link = table_any(&cast->tasks, &position));) {
        table_remove(&cast->tasks, link);
        free_task(container_of(link, struct cast_task, link));
    }
    for (size_t position = 0; (link = table_any(&cast->things, &position));) {
        table_remove(&cast->things, link);
        free_thing(container_of(link, struct cast_thing, link));
    }
    table_free(&cast->tasks);
    table_free(&cast->things);
    *cast = (struct cast){ 0 };
}
