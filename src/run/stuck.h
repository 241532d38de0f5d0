/*
 * Tasks that can never go on, as a graph: each points at those that it awaits, and at those that
 * hold what it waits for.
 */
#ifndef RUN_STUCK_H
#define RUN_STUCK_H

#include "co/co.h"

struct stuck {
    struct co_task *task;
    uint32_t id;
    uint32_t first_edge, edge_count; /* to those it points at */
    /* Private, while the graph is walked through. */
    uint32_t next_edge;
    uint32_t place; /* on the way */
    enum { UNSEEN, ON_THE_WAY, SEEN } state;
    bool shown; /* for the caller */
};

struct stuck_graph {
    struct stuck *stuck; /* by id; futures are not among them */
    uint32_t count;
    uint32_t *edges; /* indexes of `stuck` */
    uint32_t edge_count, edge_capacity;
    /* Private: from the root of a walk to where it is; and for each place on the way how many tasks
     * there are from the root to the last one that is in a circle, that one included. */
    uint32_t *way, *in_circle;
    struct co_task **named; /* room for all pending tasks */
    size_t named_capacity;
};

/* Of all pending tasks of the loop. False: there is no memory; the graph is to be freed all the
 * same. */
bool stuck_graph_make(struct stuck_graph *graph);
void stuck_graph_free(struct stuck_graph *graph);
/* NULL: it has ended, or is a future or a callback. */
struct stuck *stuck_find(const struct stuck_graph *graph, uint32_t id);
/* Write the tasks and futures that it awaits into graph->named; returns how many. */
size_t stuck_awaited(struct stuck_graph *graph, const struct stuck *stuck);
/* Visit circles that have no task in common, until every circle of tasks shares a task with one
 * that was visited. A circle is the indexes of its tasks, of which each points at the next and the
 * last one at the first. Linear in tasks and edges. */
void stuck_circles(struct stuck_graph *graph,
                   void (*visit)(void *context, const uint32_t *circle, uint32_t length),
                   void *context);

#endif
