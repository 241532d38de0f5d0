/* Circles of tasks, in which each waits for the next. */
#include "show/array.h"
#include "show/graph.h"

#include <stdlib.h>
#include <string.h>

/* ---- Edges ---- */

static int add_edge(struct graph *graph, struct graph_task *from, uint32_t to)
{
    size_t target = graph_find(graph, to);
    size_t *edges;

    if (target == GRAPH_NONE)
        return 0;
    edges = array_room(graph->edges, graph->edge_count, &graph->edge_capacity, sizeof *edges);
    if (!edges)
        return -ENOMEM;
    graph->edges = edges;
    graph->edges[graph->edge_count++] = target;
    from->edge_count++;
    return 0;
}

/* While the run goes on, a task that awaits the first of several ends may go on without the
 * others. */
static int add_awaited(struct graph *graph, struct graph_task *from)
{
    const struct event *wait = from->span->wait;
    int rc = 0;

    if (!graph->stuck && wait->awaits_count > 1 && strcmp(wait->text, "wait") == 0)
        return 0;
    for (uint32_t i = 0; i < wait->awaits_count && rc == 0; i++)
        rc = add_edge(graph, from, wait->awaits[i]);
    return rc;
}

/* The same holds for a permit that any of several holders may give back. */
static int add_holders(struct graph *graph, struct graph_task *from)
{
    const struct graph_wait *wait = &graph->waits[from->wait];
    const struct hold *first = graph_next_hold(graph, wait, NULL);
    int rc = 0;

    if (!graph->stuck && first && graph_next_hold(graph, wait, first))
        return 0;
    for (const struct hold *hold = first; hold && rc == 0;
         hold = graph_next_hold(graph, wait, hold))
        rc = add_edge(graph, from, hold->task);
    return rc;
}

int graph_add_edges(struct graph *graph)
{
    int rc = 0;

    for (size_t i = 0; i < graph->task_count && rc == 0; i++) {
        struct graph_task *task = &graph->tasks[i];

        task->first_edge = graph->edge_count;
        if (task->span && task->span->state == SPAN_JOIN && task->span->wait)
            rc = add_awaited(graph, task);
        else if (task->wait != GRAPH_NONE)
            rc = add_holders(graph, task);
    }
    return rc;
}

/* ---- Circles ---- */

/* A walk along the edges. */
struct walk {
    struct graph *graph;
    size_t *way; /* the tasks from the root to the present one */
    size_t length;
    struct {
        enum { UNSEEN, ON_THE_WAY, SEEN } state;
        size_t edges; /* so many of them have been followed */
    } * marks;        /* of each task */
};

/* The way has come back to the task `target`. */
static void close_circle(const struct walk *walk, size_t target)
{
    struct graph_task *tasks = walk->graph->tasks;
    size_t begin = walk->length, oldest = target;

    while (walk->way[begin - 1] != target)
        if (tasks[walk->way[--begin]].next != GRAPH_NONE)
            return;
    if (tasks[target].next != GRAPH_NONE)
        return;
    for (size_t i = begin - 1; i < walk->length; i++) {
        tasks[walk->way[i]].next = i + 1 < walk->length ? walk->way[i + 1] : target;
        if (walk->way[i] < oldest)
            oldest = walk->way[i];
    }
    tasks[oldest].leads = true;
}

static void step_on(struct walk *walk, size_t task)
{
    walk->marks[task].state = ON_THE_WAY;
    walk->way[walk->length++] = task;
}

static void walk_from(struct walk *walk, size_t root)
{
    const struct graph *graph = walk->graph;

    step_on(walk, root);
    while (walk->length) {
        size_t here = walk->way[walk->length - 1], target;

        if (walk->marks[here].edges == graph->tasks[here].edge_count) {
            walk->marks[here].state = SEEN;
            walk->length--;
            continue;
        }
        target = graph->edges[graph->tasks[here].first_edge + walk->marks[here].edges++];
        if (walk->marks[target].state == ON_THE_WAY)
            close_circle(walk, target);
        else if (walk->marks[target].state == UNSEEN)
            step_on(walk, target);
    }
}

int graph_find_circles(struct graph *graph)
{
    struct walk walk = { .graph = graph };
    bool well;

    walk.way = calloc(graph->task_count + 1, sizeof *walk.way);
    walk.marks = calloc(graph->task_count + 1, sizeof *walk.marks);
    well = walk.way && walk.marks;
    for (size_t i = 0; well && i < graph->task_count; i++)
        if (walk.marks[i].state == UNSEEN)
            walk_from(&walk, i);
    free(walk.way);
    free(walk.marks);
    return well ? 0 : -ENOMEM;
}
