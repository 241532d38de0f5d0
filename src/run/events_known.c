#include "run/events_known.h"

#include "run/events_words.h"

#include <stdlib.h>

enum { FIRST_TASKS = 16 };

struct events_task *known_task(struct events_known *known, uint32_t task)
{
    size_t count = known->count ? known->count : FIRST_TASKS;
    struct events_task *larger;

    while (count <= task)
        count *= 2;
    if (count > known->count) {
        larger = realloc(known->states, count * sizeof *larger);
        if (!larger)
            return NULL;
        for (size_t i = known->count; i < count; i++)
            larger[i] = (struct events_task){ .cause = { .kind = CO_CAUSE_LOOP } };
        known->states = larger;
        known->count = count;
    }
    return &known->states[task];
}

struct co_cause known_yield(const struct events_task *task, uint32_t id, int64_t time)
{
    return (struct co_cause){ CO_CAUSE_TASK, id, task->lines, task->wakes + 1, 0, time };
}

/* When the loop acts, there is nothing behind that has a time. */
static bool same_moment(const struct event *line, const struct co_cause *cause)
{
    return line->cause.time == cause->time || !line->task;
}

bool known_is_usual(const struct events_task *task, const struct event *line)
{
    const struct co_cause *one = &line->cause, *other = &task->cause;

    return one->kind == other->kind && one->by == other->by && one->by_line == other->by_line &&
           one->ordinal == other->ordinal && one->delay == other->delay && same_moment(line, other);
}

static int name_task(struct events_known *known, const struct event *event)
{
    struct text word = { 0 };
    int rc;

    words_add_word(&word, event->text);
    rc = word.failed ? -ENOMEM
                     : labels_add(&known->tasks, event->task, text_string(&word), '~', false);
    text_free(&word);
    return rc;
}

/* A kind of several words is one word in a label. */
static int name_thing(struct events_known *known, const struct event *event)
{
    struct text word = { 0 };
    int rc;

    text_add(&word, "%s", event->what);
    for (size_t i = 0; i < word.length; i++)
        if (word.bytes[i] == ' ')
            word.bytes[i] = '-';
    rc = word.failed ? -ENOMEM
                     : labels_add(&known->things, event->thing, text_string(&word), '-', true);
    text_free(&word);
    return rc;
}

int known_name(struct events_known *known, const struct event *event)
{
    if (event->kind == EVENT_TASK)
        return name_task(known, event);
    return event->kind == EVENT_THING ? name_thing(known, event) : 0;
}

static bool is_by_task(const struct event *event)
{
    return event->cause.kind == CO_CAUSE_TASK || event->cause.kind == CO_CAUSE_START;
}

static int follow_cause(struct events_known *known, const struct event *event)
{
    struct events_task *by = known_task(known, event->cause.by);
    struct events_task *task = by ? known_task(known, event->task) : NULL;

    if (!task)
        return -ENOMEM;
    task->cause = event->cause;
    task->began |= event->kind == EVENT_TASK;
    by = &known->states[event->cause.by];
    if (is_by_task(event) && event->cause.by_line == by->lines)
        by->wakes = event->cause.ordinal;
    return 0;
}

int known_follow(struct events_known *known, const struct event *event)
{
    struct events_task *task = known_task(known, event->task);

    if (!task)
        return -ENOMEM;
    if (event->kind == EVENT_LINE) {
        task->lines = event->number;
        task->wakes = 0;
    }
    if (event->kind == EVENT_TASK_END)
        task->ended = true;
    return event->kind == EVENT_TASK || event->kind == EVENT_WAKE ? follow_cause(known, event) : 0;
}

void known_free(struct events_known *known)
{
    labels_free(&known->tasks);
    labels_free(&known->things);
    free(known->states);
    *known = (struct events_known){ 0 };
}
