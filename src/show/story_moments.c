/* The moments of a story, and what tasks do at them. */
#include "co/explain/array.h"
#include "show/story_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the story keeps ---- */

static void *room(struct teller *teller, void *array, size_t count, size_t *capacity, size_t size)
{
    void *larger = array_room(array, count, capacity, size);

    teller->failed |= !larger;
    return larger;
}

const char *teller_keep(struct teller *teller)
{
    struct story *story = teller->story;
    char **texts =
        room(teller, story->texts, story->text_count, &story->text_capacity, sizeof *texts);
    char *copy = texts ? strdup(text_string(&teller->words)) : NULL;

    story->texts = texts ? texts : story->texts;
    if (copy)
        story->texts[story->text_count++] = copy;
    teller->failed |= !copy || teller->words.failed;
    text_clear(&teller->words);
    return copy ? copy : "";
}

size_t teller_task_index(const struct teller *teller, uint32_t id)
{
    return ids_find(&teller->life->task_ids, id);
}

size_t teller_thing_index(const struct teller *teller, uint32_t number)
{
    return number ? ids_find(&teller->life->thing_ids, number) : SIZE_MAX;
}

const struct event *teller_wait(const struct teller *teller, uint32_t task)
{
    size_t index = teller_task_index(teller, task);

    return index == SIZE_MAX ? NULL : teller->tasks[index].wait;
}

/* ---- What tasks do ---- */

void teller_set(struct teller *teller, uint32_t task, enum story_state state, const char *text)
{
    size_t index = teller_task_index(teller, task);
    struct teller_task *of = index == SIZE_MAX ? NULL : &teller->tasks[index];

    if (!text)
        text = teller_keep(teller);
    if (!of || of->now.state >= STORY_ENDED)
        return;
    of->now.state = state;
    of->now.text = text;
    if (!of->changed)
        teller->changed_tasks[teller->changed_task_count++] = index;
    of->changed = true;
}

void teller_stand(struct teller *teller, uint32_t task, const struct event *event)
{
    size_t index = teller_task_index(teller, task);

    if (index == SIZE_MAX || strncmp(event->file, "demos/", 6) != 0)
        return;
    if (teller->tasks[index].now.line != event->line)
        teller_set(teller, task, teller->tasks[index].now.state, teller->tasks[index].now.text);
    teller->tasks[index].now.file = event->file;
    teller->tasks[index].now.line = event->line;
}

/* Another task runs now. A callback that has returned stands nowhere, and is not ready to go on. */
static void rest(struct teller *teller, uint32_t task)
{
    struct story_task *callback;

    if (task) {
        teller_set(teller, task, STORY_READY, "ready");
        return;
    }
    teller_set(teller, task, STORY_UNMADE, "does not run");
    callback = &teller->tasks[teller_task_index(teller, task)].now;
    callback->file = "";
    callback->line = 0;
}

void teller_run(struct teller *teller, uint32_t task)
{
    size_t index = teller_task_index(teller, task), other;

    if (index == SIZE_MAX)
        return;
    if (teller->life->tasks[index].is_job) {
        if (teller->tasks[index].now.state == STORY_READY)
            teller_set(teller, task, STORY_RUNS, "runs in a thread");
        return;
    }
    other = teller_task_index(teller, teller->running);
    if (teller->running != task && other != SIZE_MAX &&
        teller->tasks[other].now.state == STORY_RUNS)
        rest(teller, teller->running);
    teller->running = task;
    if (teller->tasks[index].now.state != STORY_RUNS)
        teller_set(teller, task, STORY_RUNS, "runs");
}

/* ---- Moments ---- */

static struct story_change *add_change(struct teller *teller, struct story_change **changes,
                                       size_t *count, size_t *capacity)
{
    struct story_change *larger = room(teller, *changes, *count, capacity, sizeof **changes);

    if (!larger)
        return NULL;
    *changes = larger;
    return &larger[(*count)++];
}

static struct story_range add_task_changes(struct teller *teller)
{
    struct story *story = teller->story;
    struct story_range range = { story->task_change_count, 0 };

    for (size_t i = 0; i < teller->changed_task_count; i++) {
        size_t index = teller->changed_tasks[i];
        struct story_change *change = add_change(
            teller, &story->task_changes, &story->task_change_count, &story->task_change_capacity);

        teller->tasks[index].changed = false;
        if (change)
            *change = (struct story_change){ index, teller->tasks[index].now };
        range.count += change != NULL;
    }
    teller->changed_task_count = 0;
    return range;
}

static struct story_range add_thing_changes(struct teller *teller)
{
    struct story *story = teller->story;
    struct story_range range = { story->thing_change_count, 0 };

    for (size_t i = 0; i < teller->changed_thing_count; i++) {
        size_t index = teller->changed_things[i];
        struct story_change *change;

        teller->things[index].changed = false;
        if (!story->names[index])
            continue;
        change = add_change(teller, &story->thing_changes, &story->thing_change_count,
                            &story->thing_change_capacity);
        if (!change)
            continue;
        teller_add_state(teller, index);
        *change = (struct story_change){ index, { .text = teller_keep(teller), .file = "" } };
        range.count++;
    }
    teller->changed_thing_count = 0;
    return range;
}

struct story_moment *teller_add_moment(struct teller *teller, uint32_t task)
{
    struct story *story = teller->story;
    struct story_moment *moments =
        room(teller, story->moments, story->moment_count, &story->moment_capacity, sizeof *moments);
    size_t index = teller_task_index(teller, task);
    struct story_moment *moment;

    if (!moments)
        return NULL;
    story->moments = moments;
    moment = &moments[story->moment_count++];
    *moment = (struct story_moment){ .event = teller->index,
                                     .time = teller->event->time,
                                     .task = task,
                                     .sentence = teller_keep(teller),
                                     .file = "",
                                     .remark = "" };
    if (index != SIZE_MAX && *teller->tasks[index].now.file) {
        moment->file = teller->tasks[index].now.file;
        moment->line = teller->tasks[index].now.line;
    }
    moment->tasks = add_task_changes(teller);
    moment->things = add_thing_changes(teller);
    return moment;
}
