#include "run/order_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool order_is_foreign(const struct stream *stream)
{
    const struct event *last = stream->count ? &stream->events[stream->count - 1] : NULL;

    return last && last->kind == EVENT_RUN_END && last->number;
}

static int copy_readings(struct order *order, const struct co_record *record)
{
    size_t size = record->count * sizeof *record->readings;

    order->record.readings = malloc(size + 1);
    if (!order->record.readings)
        return -ENOMEM;
    memcpy(order->record.readings, record->readings, size);
    order->record.count = order->record.capacity = record->count;
    return 0;
}

static void say_lines(struct order *order, const struct stream *stream)
{
    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_LINE)
            order_say(&order->said, stream->events[i].text, stream->events[i].time);
}

/* ---- Steps ---- */

/* For each task, by its id. */
struct past_task {
    uint32_t nth, steps; /* among those of its name; that it has begun by something inside */
    bool from_outside;   /* something outside has made it ready */
};

struct past_run {
    struct order *order;
    const struct stream *stream;
    struct past_task *tasks;
    uint32_t running; /* the task whose step is the last of the order; 0: none */
    bool *is_placed;  /* the line, by the index of its event, is one of a step */
};

static void count_name(struct past_run *run, uint32_t task)
{
    const char *name = stream_task_name(run->stream, task);

    run->tasks[task].nth = 1;
    for (uint32_t other = task - 1; other; other--)
        if (strcmp(stream_task_name(run->stream, other), name) == 0) {
            run->tasks[task].nth = run->tasks[other].nth + 1;
            break;
        }
}

/* Callbacks are the task 0, which has no name. */
static struct order_past past_of(const struct past_run *run, uint32_t task)
{
    struct order_past past = { .step = { .nth = task ? run->tasks[task].nth : 1 } };

    if (task)
        co_format(past.step.task, sizeof past.step.task, "%s", stream_task_name(run->stream, task));
    return past;
}

/* How many steps a task needs to hear from a child or a peer depends on the system. */
static int note_step(struct past_run *run, const struct event *event)
{
    struct past_task *task = &run->tasks[event->task];
    struct order_past past = past_of(run, event->task);

    run->running = task->from_outside ? 0 : event->task;
    past.is_heard = task->from_outside;
    past.step.step = past.is_heard ? 0 : ++task->steps;
    past.at = event->time;
    return order_add_past(run->order, &past);
}

static int note_line(struct past_run *run, size_t index)
{
    const struct event *event = &run->stream->events[index];

    run->is_placed[index] = event->task == run->running;
    return run->is_placed[index] ? order_add_line(run->order, event->time) : 0;
}

static int note_event(struct past_run *run, size_t index)
{
    const struct event *event = &run->stream->events[index];

    if (!event->task || event->task > run->stream->task_count)
        return 0;
    if (event->kind == EVENT_TASK)
        count_name(run, event->task);
    else if (event->kind == EVENT_WAKE)
        run->tasks[event->task].from_outside = event->cause.kind == CO_CAUSE_OUTSIDE;
    else if (event->kind == EVENT_STEP)
        return note_step(run, event);
    else if (event->kind == EVENT_LINE)
        return note_line(run, index);
    return 0;
}

/* ---- Lines of no step ---- */

static int add_line(struct past_run *run, uint32_t task, int64_t time, bool is_first)
{
    struct order_past past = past_of(run, task);
    int rc = is_first ? order_add_past(run->order, &past) : 0;

    return rc == 0 ? order_add_line(run->order, time) : rc;
}

static int add_lines(struct past_run *run, uint32_t task)
{
    bool is_first = true;
    int rc = 0;

    for (size_t i = 0; i < run->stream->count && rc == 0; i++) {
        const struct event *event = &run->stream->events[i];

        if (event->kind == EVENT_LINE && event->task == task && !run->is_placed[i]) {
            rc = add_line(run, task, event->time, is_first);
            is_first = false;
        }
    }
    return rc;
}

static int record_steps(struct past_run *run)
{
    int rc = 0;

    for (size_t i = 0; i < run->stream->count && rc == 0; i++)
        rc = note_event(run, i);
    for (uint32_t task = 0; task <= run->stream->task_count && rc == 0; task++)
        rc = add_lines(run, task);
    return rc;
}

int order_record(struct order *order, const struct stream *stream, const struct co_record *record)
{
    struct past_run run = { .order = order, .stream = stream };
    int rc = -ENOMEM;

    say_lines(order, stream);
    if (!order_is_foreign(stream))
        return copy_readings(order, record);
    run.tasks = calloc(stream->task_count + 1, sizeof *run.tasks);
    run.is_placed = calloc(stream->count + 1, sizeof *run.is_placed);
    if (run.tasks && run.is_placed)
        rc = record_steps(&run);
    free(run.tasks);
    free(run.is_placed);
    return rc;
}
