/* Spans of a trace that may lie over steps: lives, waits, and what is held. */
#include "show/future.h"
#include "show/trace.h"
#include "show/words.h"

#include <string.h>

enum { SHOWN_NAMES = 3 };

/* One after the other, or one within the other: spans of one category and id are a tree. */
struct track {
    struct trace *trace;
    const char *category;
    uint32_t id;   /* of the task or the thing */
    uint32_t task; /* whose span it is */
    int64_t now;   /* no span of the track begins before it */
};

static void write_edge(struct track *track, const char *phase, int64_t time, const char *name)
{
    track->now = time > track->now ? time : track->now;
    trace_begin(track->trace, phase, track->category, track->task, track->now);
    fprintf(track->trace->file, ",\"id\":\"0x%x\"", track->id);
    trace_add_text(track->trace, "name", name);
    trace_end(track->trace);
}

/* ---- The lives of tasks ---- */

static void add_awaited(struct text *text, const struct life *life, const struct event *wait)
{
    text_add(text, "awaits");
    if (!wait->awaits_count)
        text_add(text, " tasks");
    else if (wait->awaits_count > SHOWN_NAMES)
        text_add(text, " %u tasks", wait->awaits_count);
    else
        for (uint32_t i = 0; i < wait->awaits_count; i++) {
            text_add(text, i ? i + 1 == wait->awaits_count ? " and " : ", " : " ");
            words_add_name(text, life_name(life, wait->awaits[i]));
        }
}

static void add_wait(struct text *text, const struct life *life, const struct event *wait)
{
    const struct life_thing *thing = life_thing(life, wait->thing);

    text_add(text, "waits ");
    words_add_goal(text, wait->text, thing ? thing->name : NULL);
}

/* "": a slice shows it, or there is nothing to see. */
static void add_state(struct text *text, const struct life *life, const struct life_task *task,
                      const struct span *span)
{
    if (is_future(life, task))
        text_add(text, "has no result");
    else if (span->state == SPAN_READY)
        text_add(text, "is ready");
    else if (span->state == SPAN_SLEEP)
        text_add(text, "sleeps");
    else if (span->state == SPAN_YIELD)
        text_add(text, "lets other tasks run");
    else if (span->state == SPAN_LATE)
        text_add(text, "is late");
    else if (span->state == SPAN_JOIN)
        add_awaited(text, life, span->wait);
    else if (span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE)
        add_wait(text, life, span->wait);
}

/* A span lasts from the end of the slot of its first event to the begin of that of its last. A
 * sleep that is over before the loop notices it ends at its own time. */
static int64_t end_of(const struct trace *trace, const struct span *span)
{
    const struct stream *stream = trace->life->stream;
    int64_t end = span->to < stream->count ? trace->slots[span->to].begin : trace->end;
    bool is_late = span->state == SPAN_SLEEP && span->to < stream->count &&
                   span->end < stream->events[span->to].time;

    return is_late && span->end < end ? span->end : end;
}

static void write_span(struct track *track, const struct life_task *task, const struct span *span)
{
    struct text name = { 0 };
    int64_t begin = track->trace->slots[span->from].end, end = end_of(track->trace, span);

    if (span->state == SPAN_LATE || begin < track->now)
        begin = track->now;
    add_state(&name, track->trace->life, task, span);
    if (name.length && begin < end) {
        write_edge(track, "b", begin, text_string(&name));
        write_edge(track, "e", end, text_string(&name));
    }
    track->trace->failed |= name.failed;
    text_free(&name);
}

static void write_life(struct trace *trace, const struct life_task *task)
{
    const struct event *events = trace->life->stream->events;
    struct track track = { trace, "task", task->id, task->id, 0 };
    struct text name = { 0 };

    words_add_name(&name, task->name);
    write_edge(&track, "b", trace->slots[task->made - events].begin, text_string(&name));
    for (size_t i = 0; i < task->span_count; i++)
        write_span(&track, task, &task->spans[i]);
    write_edge(&track, "e", task->ended ? trace->slots[task->ended - events].end : trace->end,
               text_string(&name));
    trace->failed |= name.failed;
    text_free(&name);
}

/* ---- The holders of locks ---- */

static void write_hold(struct track *track, const struct hold *hold)
{
    struct trace *trace = track->trace;
    bool is_over = hold->to < trace->life->stream->count;
    struct text name = { 0 };

    track->task = hold->task;
    text_add(&name, "held by ");
    words_add_name(&name, life_name(trace->life, hold->task));
    write_edge(track, "b", trace->slots[hold->from].begin, text_string(&name));
    write_edge(track, "e", is_over ? trace->slots[hold->to].end : trace->end, text_string(&name));
    trace->failed |= name.failed;
    text_free(&name);
}

static void write_holds(struct trace *trace, const struct life_thing *thing)
{
    struct track track = { trace, "lock", thing->number, thing->holds[0].task, 0 };
    struct text name = { 0 };

    words_add_thing(&name, thing->kind, thing->name);
    write_edge(&track, "b", trace->slots[thing->holds[0].from].begin, text_string(&name));
    for (size_t i = 0; i < thing->hold_count; i++)
        write_hold(&track, &thing->holds[i]);
    track.task = thing->holds[0].task;
    write_edge(&track, "e", track.now, text_string(&name));
    trace->failed |= name.failed;
    text_free(&name);
}

void trace_write_waits(struct trace *trace)
{
    const struct life *life = trace->life;

    for (size_t i = 0; i < life->task_count; i++)
        if (life->tasks[i].made)
            write_life(trace, &life->tasks[i]);
    for (size_t i = 0; i < life->thing_count; i++)
        if (life->things[i].hold_count && strcmp(life->things[i].kind, "lock") == 0)
            write_holds(trace, &life->things[i]);
}
