/* The steps of a trace: when each task runs, what it logs then, and which task woke it. */
#include "show/trace.h"
#include "show/words.h"

#include <stdlib.h>

/* The step that a task makes, or has made last. */
struct step {
    size_t first, last; /* indexes of events */
    bool open;          /* the task has not let the loop go */
    bool begun;         /* the task has made a step */
    size_t cause;       /* the event of another task that let it make this step; SIZE_MAX: none */
    size_t wake;        /* the same of its next step */
};

struct walk {
    struct trace *trace;
    struct step *steps; /* of each task of life */
    size_t flows;
};

static const struct event *event_at(const struct walk *walk, size_t index)
{
    return &walk->trace->life->stream->events[index];
}

static struct step *step_of(const struct walk *walk, const struct life_task *task)
{
    return &walk->steps[task - walk->trace->life->tasks];
}

/* ---- Slices ---- */

static void add_place(struct trace *trace, const struct event *event)
{
    struct text place = { 0 };

    if (!event->file[0])
        return;
    text_add(&place, "%s:%d", event->file, event->line);
    trace_add_text(trace, "place", text_string(&place));
    trace->failed |= place.failed;
    text_free(&place);
}

/* A slice on the thread of a task. A viewer shows the time and the place of the event on demand. */
static void write_slice(struct trace *trace, const char *category, const char *name,
                        const struct event *event, uint32_t task, struct trace_slot slot)
{
    trace_begin(trace, "X", category, task, slot.begin);
    trace_add_time(trace, "dur", slot.end - slot.begin);
    trace_add_text(trace, "name", name);
    fprintf(trace->file, ",\"args\":{\"time_ns\":%lld", (long long)event->time);
    add_place(trace, event);
    putc('}', trace->file);
    trace_end(trace);
}

/* A job waits for a thread before it runs in one. */
static void write_job(struct trace *trace, const struct life_task *job)
{
    const struct stream *stream = trace->life->stream;

    for (const struct span *span = job->spans; span < job->spans + job->span_count; span++) {
        struct trace_slot slot = { trace->slots[span->from].begin, trace->end };

        if (span->to < stream->count)
            slot.end = trace->slots[span->to].end;
        if (span->state == SPAN_THREAD)
            write_slice(trace, "job", "runs in a thread", job->made, job->id, slot);
    }
}

/* A viewer shows the text of the line, as it is a slice within the step. */
static void write_line(struct trace *trace, const struct life_line *line)
{
    struct text text = { 0 };

    words_add_name(&text, line->event->text);
    write_slice(trace, "line", text_string(&text), line->event, line->event->task,
                trace->slots[line->index]);
    trace->failed |= text.failed;
    text_free(&text);
}

/* ---- Flows ---- */

static void write_flow_end(struct walk *walk, const char *phase, const char *name, uint32_t task,
                           int64_t time)
{
    trace_begin(walk->trace, phase, "wake", task, time);
    fprintf(walk->trace->file, ",\"id\":%zu", walk->flows);
    if (*phase == 'f')
        fputs(",\"bp\":\"e\"", walk->trace->file);
    trace_add_text(walk->trace, "name", name);
    trace_end(walk->trace);
}

/* A job has ended before the loop notices it. */
static int64_t leaving_time(const struct walk *walk, const struct life_task *waker, size_t wake)
{
    const struct trace_slot *slots = walk->trace->slots;
    size_t end;

    if (!waker->is_job || !waker->ended)
        return slots[wake].begin;
    end = (size_t)(waker->ended - walk->trace->life->stream->events);
    return slots[end < wake ? end : wake].begin;
}

/* The task begins the step for which the event `wake` has made it ready. */
static void write_flow(struct walk *walk, const struct life_task *task, size_t wake, int64_t time)
{
    const struct event *event = event_at(walk, wake);
    const struct life_task *waker = life_task(walk->trace->life, event->cause.by);
    const char *name = event->kind == EVENT_TASK ? "makes" : "wakes";

    walk->flows++;
    write_flow_end(walk, "s", name, waker->id, leaving_time(walk, waker, wake));
    write_flow_end(walk, "f", name, task->id, time);
}

/* Perfetto binds the end of a flow to the slice that it has read last, so the slice comes first. */
static void close_step(struct walk *walk, const struct life_task *task)
{
    const struct trace_slot *slots = walk->trace->slots;
    struct step *step = step_of(walk, task);
    struct trace_slot slot;

    if (!step->open)
        return;
    slot = (struct trace_slot){ slots[step->first].begin, slots[step->last].end };
    write_slice(walk->trace, "step", step->begun ? "goes on" : "begins",
                event_at(walk, step->first), task->id, slot);
    if (step->cause != SIZE_MAX)
        write_flow(walk, task, step->cause, slot.begin);
    step->open = false;
    step->begun = true;
}

/* Returns whether a step or a job of another task made the task ready. */
static bool is_from_another(const struct walk *walk, const struct event *event)
{
    const struct life_task *waker = life_task(walk->trace->life, event->cause.by);

    if ((event->kind != EVENT_WAKE && event->kind != EVENT_TASK) || !waker || !waker->made ||
        waker->id == event->task)
        return false;
    if (event->cause.kind == CO_CAUSE_THREAD)
        return waker->is_job;
    return (event->cause.kind == CO_CAUSE_TASK || event->cause.kind == CO_CAUSE_START) &&
           (waker->is_job || step_of(walk, waker)->open);
}

static void note_wake(struct walk *walk, size_t index)
{
    const struct event *event = event_at(walk, index);
    const struct life_task *woken = life_task(walk->trace->life, event->task);

    if (woken && !woken->is_job && (event->kind == EVENT_WAKE || event->kind == EVENT_TASK))
        step_of(walk, woken)->wake = is_from_another(walk, event) ? index : SIZE_MAX;
}

/* ---- The walk through the steps ---- */

static void enter_step(struct walk *walk, const struct life_task *task, size_t first)
{
    struct step *step = step_of(walk, task);

    if (event_at(walk, first)->kind == EVENT_STEP)
        close_step(walk, task);
    if (step->open)
        return;
    step->open = true;
    step->first = step->last = first;
    step->cause = step->wake;
    step->wake = SIZE_MAX;
}

/* A step that goes on later is a long one, on the real clock. Callbacks have no waits. A task wakes
 * others after its end, in its last step. */
static void leave_step(struct walk *walk, const struct life_task *task, size_t last)
{
    struct step *step = step_of(walk, task);

    step->last = last;
    if (!task->made || event_at(walk, last)->kind == EVENT_WAIT ||
        (task->ended && task->ended <= event_at(walk, last)))
        close_step(walk, task);
}

static void walk_steps(struct walk *walk)
{
    const struct life *life = walk->trace->life;
    const struct life_step *step = life->steps, *end = step + life->step_count;

    for (size_t i = 0; i < life->stream->count; i++) {
        const struct life_task *task = step < end ? life_task(life, step->task) : NULL;
        bool runs = task && !task->is_job;

        if (runs && i == step->first)
            enter_step(walk, task, i);
        note_wake(walk, i);
        if (step == end || i != step->last)
            continue;
        if (runs)
            leave_step(walk, task, i);
        step++;
    }
    for (size_t i = 0; i < life->task_count; i++)
        close_step(walk, &life->tasks[i]);
}

int trace_write_steps(struct trace *trace)
{
    const struct life *life = trace->life;
    struct walk walk = { .trace = trace,
                         .steps = calloc(life->task_count + 1, sizeof *walk.steps) };

    if (!walk.steps)
        return -ENOMEM;
    for (size_t i = 0; i < life->task_count; i++) {
        walk.steps[i].wake = walk.steps[i].cause = SIZE_MAX;
        if (life->tasks[i].is_job && life->tasks[i].made)
            write_job(trace, &life->tasks[i]);
    }
    walk_steps(&walk);
    for (size_t i = 0; i < life->line_count; i++)
        write_line(trace, &life->lines[i]);
    free(walk.steps);
    return 0;
}
