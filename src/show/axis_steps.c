#include "show/axis_steps.h"

#include <errno.h>
#include <stdlib.h>

struct reader {
    const struct life *life;
    const struct groups *groups;
    const struct event **wakes; /* for each of life.tasks, the wake before its next step, or NULL */
    size_t event, line;         /* those before are read */
};

static size_t group_of(const struct reader *reader, const struct life_task *task)
{
    return reader->groups->group_of[task - reader->life->tasks];
}

/* Keep the latest wake of each task, up to the event with this index. */
static void read_wakes(struct reader *reader, size_t end)
{
    const struct stream *stream = reader->life->stream;

    for (; reader->event < end; reader->event++) {
        const struct event *event = &stream->events[reader->event];
        const struct life_task *task =
            event->kind == EVENT_WAKE ? life_task(reader->life, event->task) : NULL;

        if (task)
            reader->wakes[task - reader->life->tasks] = event;
    }
}

/* An arrow leads from one lane to another, and a band's tasks cannot be told apart. */
static void take_baton(struct reader *reader, struct axis_step *step)
{
    const struct event **wake = &reader->wakes[step->task - reader->life->tasks];
    const struct life_task *giver =
        *wake && (*wake)->cause.by ? life_task(reader->life, (*wake)->cause.by) : NULL;

    if (giver && giver != step->task && (*wake)->cause.kind != CO_CAUSE_START) {
        step->giver = group_of(reader, giver);
        if (step->giver != step->group && !reader->groups->groups[step->giver].band)
            step->baton = *wake;
    }
    *wake = NULL;
}

static void take_lines(struct reader *reader, struct axis_step *step)
{
    const struct life *life = reader->life;

    while (reader->line < life->line_count && life->lines[reader->line].index < step->first)
        reader->line++;
    step->first_line = reader->line;
    while (reader->line < life->line_count && life->lines[reader->line].index <= step->last)
        reader->line++;
    step->line_count = reader->line - step->first_line;
}

/* Returns whether the step shows. */
static bool read_step(struct reader *reader, const struct life_step *from, struct axis_step *step)
{
    const struct life_task *task = life_task(reader->life, from->task);
    const struct event *events = reader->life->stream->events;
    const struct group *group;

    if (!task)
        return false;
    step->task = task;
    step->group = group_of(reader, task);
    step->time = from->time;
    step->first = from->first;
    step->last = from->last;
    group = &reader->groups->groups[step->group];
    take_lines(reader, step);
    if (group->band)
        return step->line_count > 0;
    read_wakes(reader, step->first);
    take_baton(reader, step);
    if (task->ended && task->ended >= events + step->first && task->ended <= events + step->last)
        step->end = task->ended;
    return task == group->tasks[0];
}

int axis_steps_add(struct axis_step *steps, size_t *count, const struct axis_run *run,
                   size_t run_index)
{
    const struct life *life = run->life;
    struct reader reader = { life, run->groups, NULL, 0, 0 };

    reader.wakes = calloc(life->task_count + 1, sizeof *reader.wakes);
    if (!reader.wakes)
        return -ENOMEM;
    for (size_t i = 0; i < life->step_count; i++) {
        struct axis_step step = { .run = run_index };

        if (read_step(&reader, &life->steps[i], &step))
            steps[(*count)++] = step;
    }
    free(reader.wakes);
    return 0;
}
