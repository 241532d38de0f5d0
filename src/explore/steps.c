#include "explore/steps.h"

#include "co/explain/roster.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEARD_MAX = 8 * 1024 * 1024 };

/* ---- Names ---- */

static const struct event *task_event(const struct run_steps *steps, uint32_t task)
{
    return &steps->stream->events[steps->stream->tasks[task - 1]];
}

static void number_names(struct run_steps *steps)
{
    for (uint32_t task = 1; task <= steps->tasks; task++) {
        steps->nth[task] = 1;
        for (uint32_t other = task - 1; other; other--)
            if (strcmp(task_event(steps, other)->text, task_event(steps, task)->text) == 0) {
                steps->nth[task] = steps->nth[other] + 1;
                break;
            }
    }
}

struct order_step run_steps_name(const struct run_steps *steps, size_t index)
{
    const struct run_step *step = &steps->steps[index];
    struct order_step named = { .nth = steps->nth[step->task], .step = step->step };

    snprintf(named.task, sizeof named.task, "%s", task_event(steps, step->task)->text);
    return named;
}

const char *run_steps_function(const struct run_steps *steps, size_t index)
{
    return task_event(steps, steps->steps[index].task)->what;
}

/* ---- What leads to what ---- */

static uint32_t *row(const struct run_steps *steps, uint32_t *rows, size_t index)
{
    return rows + index * (steps->tasks + 1);
}

/* What led to what `by` does now leads to what the task does next. */
static void hear(struct run_steps *steps, uint32_t task, uint32_t by)
{
    uint32_t *to = row(steps, steps->latest, task), *from = row(steps, steps->latest, by);

    for (uint32_t i = 0; i <= steps->tasks; i++)
        to[i] = to[i] > from[i] ? to[i] : from[i];
}

static bool tells_of_task(const struct co_cause *cause)
{
    return cause->kind == CO_CAUSE_START || cause->kind == CO_CAUSE_TASK ||
           cause->kind == CO_CAUSE_THREAD;
}

static void note_cause(struct run_steps *steps, const struct event *event, bool *may_be_later)
{
    enum co_cause_kind kind = event->cause.kind;
    bool known = event->cause.by && event->cause.by <= steps->tasks;

    may_be_later[event->task] =
        kind == CO_CAUSE_TIMER || kind == CO_CAUSE_THREAD || kind == CO_CAUSE_OUTSIDE;
    if (steps->heard && known && tells_of_task(&event->cause))
        hear(steps, event->task, event->cause.by);
}

static void note_step(struct run_steps *steps, const struct event *event, uint32_t *counts,
                      bool may_be_later)
{
    struct run_step *step = &steps->steps[steps->count];

    *step = (struct run_step){
        .task = event->task,
        .step = ++counts[event->task],
        .time = event->time,
        .event = (size_t)(event - steps->stream->events),
        .may_be_later = may_be_later,
    };
    if (steps->heard) {
        row(steps, steps->latest, event->task)[event->task] = step->step;
        memcpy(row(steps, steps->heard, steps->count), row(steps, steps->latest, event->task),
               (steps->tasks + 1) * sizeof *steps->heard);
    }
    steps->count++;
}

static void note_events(struct run_steps *steps, uint32_t *counts, bool *may_be_later)
{
    for (size_t i = 0; i < steps->stream->count; i++) {
        const struct event *event = &steps->stream->events[i];

        if (event->task > steps->tasks)
            continue;
        if (event->kind == EVENT_TASK || event->kind == EVENT_WAKE)
            note_cause(steps, event, may_be_later);
        else if (event->kind == EVENT_STEP)
            note_step(steps, event, counts, may_be_later[event->task]);
        else if (event->kind == EVENT_TASK_END && event->task == MAIN_TASK)
            return;
    }
}

/* ---- All ---- */

static size_t count_steps(const struct stream *stream)
{
    size_t count = 0;

    for (size_t i = 0; i < stream->count; i++)
        count += stream->events[i].kind == EVENT_STEP;
    return count;
}

int run_steps_find(struct run_steps *steps, const struct stream *stream)
{
    size_t count = count_steps(stream), width = stream->task_count + 1;
    uint32_t *counts = calloc(width, sizeof *counts);
    bool *may_be_later = calloc(width, sizeof *may_be_later);
    bool well;

    *steps = (struct run_steps){
        .stream = stream,
        .tasks = (uint32_t)stream->task_count,
        .steps = calloc(count + 1, sizeof *steps->steps),
        .nth = calloc(width, sizeof *steps->nth),
    };
    if ((count + width) * width <= HEARD_MAX) {
        steps->heard = calloc((count + 1) * width, sizeof *steps->heard);
        steps->latest = calloc(width * width, sizeof *steps->latest);
    }
    well = counts && may_be_later && steps->steps && steps->nth && !steps->heard == !steps->latest;
    if (well) {
        number_names(steps);
        note_events(steps, counts, may_be_later);
    }
    free(counts);
    free(may_be_later);
    return well ? 0 : -ENOMEM;
}

void run_steps_free(struct run_steps *steps)
{
    free(steps->steps);
    free(steps->nth);
    free(steps->heard);
    free(steps->latest);
    *steps = (struct run_steps){ 0 };
}

bool run_steps_lead(const struct run_steps *steps, size_t earlier, size_t later)
{
    const struct run_step *step = &steps->steps[earlier];

    if (steps->steps[later].task == step->task)
        return earlier < later;
    return steps->heard && row(steps, steps->heard, later)[step->task] >= step->step;
}
