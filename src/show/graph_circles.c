/* Circles of tasks, in which each waits for the next. */
#include "co/explain/array.h"
#include "show/graph.h"

#include <stdlib.h>
#include <string.h>

/* ---- Edges ---- */

static int add_edge(struct graph *graph, uint32_t to)
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
    return 0;
}

/* While the run goes on, a task that awaits the first of several ends may go on without the
 * others. */
static int add_awaited(struct graph *graph, struct graph_task *task)
{
    const struct event *wait = task->span->wait;
    int rc = 0;

    task->first_edge = graph->edge_count;
    if (!graph->stuck && wait->awaits_count > 1 && strcmp(wait->text, "wait") == 0)
        return 0;
    for (uint32_t i = 0; i < wait->awaits_count && rc == 0; i++)
        rc = add_edge(graph, wait->awaits[i]);
    task->edge_count = graph->edge_count - task->first_edge;
    return rc;
}

/* While the run goes on, any of several holders may give a permit back. */
static int add_holders(struct graph *graph, struct graph_wait *wait)
{
    const struct hold *first = graph_next_hold(graph, wait, NULL);
    int rc = 0;

    wait->first_edge = graph->edge_count;
    if (!graph->stuck && first && graph_next_hold(graph, wait, first))
        return 0;
    for (const struct hold *hold = first; hold && rc == 0;
         hold = graph_next_hold(graph, wait, hold))
        rc = add_edge(graph, hold->task);
    wait->edge_count = graph->edge_count - wait->first_edge;
    return rc;
}

int graph_add_edges(struct graph *graph)
{
    int rc = 0;

    for (size_t i = 0; i < graph->task_count && rc == 0; i++) {
        struct graph_task *task = &graph->tasks[i];

        if (task->span && task->span->state == SPAN_JOIN && task->span->wait)
            rc = add_awaited(graph, task);
    }
    for (size_t i = 0; i < graph->wait_count && rc == 0; i++)
        rc = add_holders(graph, &graph->waits[i]);
    return rc;
}

/* ---- Circles ---- */

/* A walk along the edges. Its nodes are the tasks, and behind them what they wait for: a task that
 * waits leads there, and from there the edges lead to the holders. */
struct walk {
    struct graph *graph;
    size_t *way; /* the nodes from the root to the present one */
    size_t length;
    struct {
        enum { UNSEEN, ON_THE_WAY, SEEN } state;
        size_t edges; /* so many of them have been followed */
    } * marks;        /* of each node */
};

/* The node at the other end of the next edge that has not been followed; GRAPH_NONE: there is
 * none. */
static size_t follow(const struct walk *walk, size_t node)
{
    const struct graph *graph = walk->graph;
    size_t edge = walk->marks[node].edges++, tasks = graph->task_count;

    if (node >= tasks) {
        const struct graph_wait *wait = &graph->waits[node - tasks];

        return edge < wait->edge_count ? graph->edges[wait->first_edge + edge] : GRAPH_NONE;
    }
    if (graph->tasks[node].wait != GRAPH_NONE)
        return edge == 0 ? tasks + graph->tasks[node].wait : GRAPH_NONE;
    return edge < graph->tasks[node].edge_count ? graph->edges[graph->tasks[node].first_edge + edge]
                                                : GRAPH_NONE;
}

/* The way has come back to this node of it. A task that is in a circle already gets no other. */
static void close_circle(const struct walk *walk, size_t target)
{
    struct graph_task *tasks = walk->graph->tasks;
    size_t begin = walk->length, next = GRAPH_NONE, oldest = GRAPH_NONE, last = GRAPH_NONE;

    do {
        size_t node = walk->way[--begin];

        if (node >= walk->graph->task_count)
            continue;
        if (tasks[node].next != GRAPH_NONE)
            return;
        oldest = node < oldest ? node : oldest;
    } while (walk->way[begin] != target);
    for (size_t i = walk->length; i-- > begin;) {
        size_t node = walk->way[i];

        if (node >= walk->graph->task_count)
            continue;
        last = last == GRAPH_NONE ? node : last;
        tasks[node].next = next;
        next = node;
    }
    tasks[last].next = next;
    tasks[oldest].leads = true;
}

static void step_on(struct walk *walk, size_t node)
{
    walk->marks[node].state = ON_THE_WAY;
    walk->way[walk->length++] = node;
}

static void walk_from(struct walk *walk, size_t root)
{
    step_on(walk, root);
    while (walk->length) {
        size_t here = walk->way[walk->length - 1], target = follow(walk, here);

        if (target == GRAPH_NONE) {
            walk->marks[here].state = SEEN;
            walk->length--;
        } else if (walk->marks[target].state == ON_THE_WAY) {
            close_circle(walk, target);
        } else if (walk->marks[target].state == UNSEEN) {
            step_on(walk, target);
        }
    }
}

int graph_find_circles(struct graph *graph)
{
    size_t nodes = graph->task_count + graph->wait_count;
    struct walk walk = { .graph = graph };
    bool well;

    walk.way = calloc(nodes + 1, sizeof *walk.way);
    walk.marks = calloc(nodes + 1, sizeof *walk.marks);
    well = walk.way && walk.marks;
    for (size_t i = 0; well && i < graph->task_count; i++)
        if (walk.marks[i].state == UNSEEN)
            walk_from(&walk, i);
    free(walk.way);
    free(walk.marks);
    return well ? 0 : -ENOMEM;
}
