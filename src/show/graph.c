/* The tasks of a moment, and what they wait for. */
#include "show/graph.h"
#include "show/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The moment ---- */

static bool is_end(const struct event *event)
{
    return event->kind == EVENT_REPORT &&
           (strncmp(event->text, "DEADLOCK", 8) == 0 || strncmp(event->text, "LIVELOCK", 8) == 0);
}

/* An interruption cancels the tasks of the loop. */
static bool is_interruption(const struct event *event)
{
    return event->kind == EVENT_WAKE && event->cause.kind == CO_CAUSE_LOOP &&
           event->result == -ECANCELED && !event->what[0];
}

/* The index of the first event of the interruption that ended the run; the number of events: no
 * interruption did. */
static size_t find_interruption(const struct stream *stream)
{
    size_t found = stream->count;

    if (!stream->count || stream->events[stream->count - 1].kind != EVENT_RUN_END ||
        stream->events[stream->count - 1].result != -EINTR)
        return found;
    for (size_t i = 0; i < stream->count; i++)
        if (is_interruption(&stream->events[i]) &&
            (i == 0 || !is_interruption(&stream->events[i - 1])))
            found = i;
    return found;
}

static void find_moment(struct graph *graph, int64_t at, size_t events)
{
    const struct stream *stream = graph->life->stream;
    size_t interruption = find_interruption(stream);
    int64_t now = 0;

    for (; graph->events < stream->count; graph->events++) {
        const struct event *event = &stream->events[graph->events];

        now = event->time > now ? event->time : now;
        if (events ? graph->events >= events : at >= 0 && now > at)
            break;
        graph->time = now;
        graph->stuck = is_end(event);
        graph->interrupted = !events && at < 0 && graph->events == interruption;
        graph->overflown = event == graph->life->overflow;
        if (graph->stuck || graph->interrupted || graph->overflown)
            return;
    }
    if (!events && at >= 0 && at < graph->life->end)
        graph->time = at;
}

/* Returns whether the event has happened. */
static bool has_happened(const struct graph *graph, const struct event *event)
{
    return event && (size_t)(event - graph->life->stream->events) < graph->events;
}

bool graph_holds(const struct graph *graph, const struct hold *hold)
{
    return hold->from < graph->events && hold->to >= graph->events;
}

/* ---- Tasks ---- */

bool graph_overflows(const struct graph *graph, const struct graph_task *task)
{
    return graph->overflown && task->task->ended == graph->life->overflow;
}

static const struct span *span_at(const struct graph *graph, const struct life_task *task)
{
    for (size_t i = task->span_count; i-- > 0;)
        if (task->spans[i].from < graph->events && task->spans[i].to >= graph->events)
            return &task->spans[i];
    return NULL;
}

static bool is_a_wait(const struct span *span)
{
    return span && span->wait && (span->state == SPAN_WAIT || span->state == SPAN_OUTSIDE);
}

static void add_tasks(struct graph *graph)
{
    for (size_t i = 0; i < graph->life->task_count; i++) {
        const struct life_task *task = &graph->life->tasks[i];

        if (has_happened(graph, task->made) && !has_happened(graph, task->ended))
            graph->tasks[graph->task_count++] = (struct graph_task){
                .task = task, .span = span_at(graph, task), .wait = GRAPH_NONE, .next = GRAPH_NONE
            };
    }
}

size_t graph_find(const struct graph *graph, uint32_t id)
{
    const struct life_task *task = life_task(graph->life, id);
    size_t low = 0, high = graph->task_count;

    while (task && low < high) {
        size_t middle = low + (high - low) / 2;

        if (graph->tasks[middle].task < task)
            low = middle + 1;
        else
            high = middle;
    }
    return task && low < graph->task_count && graph->tasks[low].task == task ? low : GRAPH_NONE;
}

/* ---- What they wait for ---- */

static const struct event *wait_of(const struct graph *graph, size_t task)
{
    return graph->tasks[task].span->wait;
}

/* Two tasks wait for the same if both want an item of one queue; not if the other wants room. */
static int compare_things(const struct event *a, const struct event *b)
{
    const struct words_wait *goal_a = words_wait(a->text), *goal_b = words_wait(b->text);

    if (a->thing != b->thing)
        return a->thing < b->thing ? -1 : 1;
    if (a->thing && goal_a != goal_b)
        return goal_a < goal_b ? -1 : 1;
    return a->thing ? 0 : strcmp(a->text, b->text);
}

static int compare_waiters(const void *a, const void *b, void *context)
{
    const struct graph *graph = context;
    const struct event *first = wait_of(graph, *(const size_t *)a);
    const struct event *second = wait_of(graph, *(const size_t *)b);
    int order = compare_things(first, second);

    if (order)
        return order;
    return first < second ? -1 : first > second;
}

static int compare_waits(const void *a, const void *b, void *context)
{
    const struct graph *graph = context;
    const struct graph_wait *first = a, *second = b;

    return wait_of(graph, graph->line[first->first]) < wait_of(graph, graph->line[second->first])
               ? -1
               : 1;
}

static void add_waits(struct graph *graph, size_t waiters)
{
    for (size_t i = 0; i < waiters; i++) {
        const struct event *wait = wait_of(graph, graph->line[i]);

        if (i == 0 || compare_things(wait_of(graph, graph->line[i - 1]), wait) != 0)
            graph->waits[graph->wait_count++] =
                (struct graph_wait){ .text = wait->text,
                                     .number = wait->thing,
                                     .thing = life_thing(graph->life, wait->thing),
                                     .first = i };
        graph->waits[graph->wait_count - 1].count++;
    }
}

static void find_waits(struct graph *graph)
{
    size_t waiters = 0;

    for (size_t i = 0; i < graph->task_count; i++)
        if (is_a_wait(graph->tasks[i].span))
            graph->line[waiters++] = i;
    qsort_r(graph->line, waiters, sizeof *graph->line, compare_waiters, graph);
    add_waits(graph, waiters);
    qsort_r(graph->waits, graph->wait_count, sizeof *graph->waits, compare_waits, graph);
    for (size_t i = 0; i < graph->wait_count; i++)
        for (size_t k = 0; k < graph->waits[i].count; k++)
            graph->tasks[graph->line[graph->waits[i].first + k]].wait = i;
}

const struct hold *graph_next_hold(const struct graph *graph, const struct graph_wait *wait,
                                   const struct hold *last)
{
    const struct life_thing *thing = wait->thing;
    const struct hold *hold = last ? last + 1 : thing ? thing->holds : NULL;

    for (; thing && hold < thing->holds + thing->hold_count; hold++)
        if (graph_holds(graph, hold))
            return hold;
    return NULL;
}

/* ---- The graph ---- */

int graph_make(struct graph *graph, const struct life *life, int64_t at, size_t events)
{
    size_t most = life->task_count + 1;
    int rc = 0;

    *graph = (struct graph){ .life = life };
    find_moment(graph, at, events);
    graph->tasks = calloc(most, sizeof *graph->tasks);
    graph->waits = calloc(most, sizeof *graph->waits);
    graph->line = calloc(most, sizeof *graph->line);
    if (!graph->tasks || !graph->waits || !graph->line)
        return -ENOMEM;
    add_tasks(graph);
    find_waits(graph);
    rc = graph_add_edges(graph);
    return rc < 0 ? rc : graph_find_circles(graph);
}

void graph_free(struct graph *graph)
{
    free(graph->tasks);
    free(graph->waits);
    free(graph->line);
    free(graph->edges);
    *graph = (struct graph){ 0 };
}
