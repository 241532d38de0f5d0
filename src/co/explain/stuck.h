/*
 * Tasks that can never go on, as a graph. A task points at the tasks that it awaits, and at the
 * tasks that hold the resource that it waits for.
 */
#ifndef CO_STUCK_H
#define CO_STUCK_H

#include "co/co.h"

struct stuck {
    struct co_task *task;
    uint32_t id;
    uint32_t first_edge, edge_count; /* to the tasks that it points at */
    /* Private, for the walk through the graph. */
    uint32_t next_edge;
    uint32_t place; /* on the way */
    enum { UNSEEN, ON_THE_WAY, SEEN } state;
    bool shown; /* for the caller */
};

struct stuck_graph {
    struct stuck *stuck; /* sorted by id; without futures */
    uint32_t count;
    uint32_t *edges; /* indexes into `stuck` */
    uint32_t edge_count, edge_capacity;
    /* Private. `way`: the tasks from the root of a walk to its present task. `in_circle`: for each
     * place on the way, the length of the way up to and including the last task in a circle. */
    uint32_t *way, *in_circle;
    struct co_task **named; /* room for all pending tasks */
    size_t named_capacity;
};

/* Make the graph of all pending tasks of the loop. False: there is no memory; the caller must still
 * free the graph. */
bool stuck_graph_make(struct stuck_graph *graph);
void stuck_graph_free(struct stuck_graph *graph);
/* NULL: the task has ended, or the id is that of a future or a callback. */
struct stuck *stuck_find(const struct stuck_graph *graph, uint32_t id);
/* Write the tasks and futures that the task awaits into graph->named; returns their number. */
size_t stuck_awaited(struct stuck_graph *graph, const struct stuck *stuck);
/* Visit circles that have no task in common, until every circle of the graph shares a task with a
 * visited circle. A circle is given as the indexes of its tasks: each task points at the next, and
 * the last one points at the first. The time is linear in tasks and edges. */
void stuck_circles(struct stuck_graph *graph,
                   void (*visit)(void *context, const uint32_t *circle, uint32_t length),
                   void *context);

#endif
