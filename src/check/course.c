#include "check/course.h"

#include "run/events_forms.h"
#include "run/events_phrase.h"

#include <stdlib.h>
#include <string.h>

static const char *label_of(const struct course *course, uint32_t task)
{
    const char *label = labels_name(&course->known.tasks, task);

    return label ? label : "the loop";
}

static const char *label_of_thing(const struct course *course, uint32_t thing)
{
    const char *label = labels_name(&course->known.things, thing);

    return label ? label : "";
}

static char *deed_of(const struct course *course, const struct event *event)
{
    struct text deed = { 0 };

    phrase_add_bare(&deed, &course->known, event, TRAIT_YIELD);
    if (deed.failed) {
        text_free(&deed);
        return NULL;
    }
    return deed.bytes;
}

static int add(struct course *course, const struct event *event)
{
    struct told *told = &course->items[course->count];

    if (!phrase_exists(event))
        return 0;
    *told = (struct told){ .event = event,
                           .task = label_of(course, event->task),
                           .deed = deed_of(course, event),
                           .by = label_of(course, event->cause.by),
                           .thing = label_of_thing(course, event->thing) };
    if (event->kind == EVENT_RUN_END)
        told->task = "the run";
    course->count++;
    return told->deed ? 0 : -ENOMEM;
}

int course_prepare(struct course *course, const struct stream *stream)
{
    int rc = 0;

    *course = (struct course){ .stream = stream };
    course->items = calloc(stream->count + 1, sizeof *course->items);
    if (!course->items)
        return -ENOMEM;
    for (size_t i = 0; rc == 0 && i < stream->count; i++) {
        rc = known_name(&course->known, &stream->events[i]);
        if (rc == 0)
            rc = add(course, &stream->events[i]);
    }
    return rc;
}

void course_free(struct course *course)
{
    for (size_t i = 0; i < course->count; i++)
        free(course->items[i].deed);
    free(course->items);
    known_free(&course->known);
    *course = (struct course){ 0 };
}

const struct told *course_next(const struct course *course, const struct told *from,
                               const char *task)
{
    const struct told *end = course->items + course->count;

    for (; from < end; from++)
        if (strcmp(from->task, task) == 0)
            return from;
    return NULL;
}
