/*
 * The graph says which task waits for what at a moment of a run. Tasks point at the tasks whose
 * end they await, and at the things that they wait for; a thing points at the tasks that hold it.
 */
#ifndef SHOW_GRAPH_H
#define SHOW_GRAPH_H

#include "show/life.h"

#define GRAPH_NONE SIZE_MAX

/* A task that has begun and not ended. */
struct graph_task {
    const struct life_task *task;
    const struct span *span;       /* what it does; NULL: it runs */
    size_t wait;                   /* index in graph.waits; GRAPH_NONE: it waits for no thing */
    size_t first_edge, edge_count; /* in graph.edges: to the tasks that it awaits */
    size_t next;                   /* the next task of its circle; GRAPH_NONE: it is in none */
    bool leads;                    /* it is the oldest task of its circle */
};

/* What one or more tasks wait for: "an item of the queue". */
struct graph_wait {
    const char *text;               /* as in the EVENT_WAIT */
    uint32_t number;                /* of the thing; 0: unknown */
    const struct life_thing *thing; /* NULL: unknown */
    size_t first, count;            /* in graph.line: the waiters, first come, first served */
    size_t first_edge, edge_count;  /* in graph.edges: to its holders */
};

struct graph {
    const struct life *life;
    size_t events; /* so many events have happened */
    int64_t time;
    bool stuck;               /* at a deadlock or a livelock */
    bool interrupted;         /* where a signal has ended the run */
    bool overflown;           /* where the stack of life.overflow has ended the run */
    struct graph_task *tasks; /* in the order of creation */
    size_t task_count;
    struct graph_wait *waits; /* in the order in which their first waiters came */
    size_t wait_count;
    size_t *line;  /* indexes in `tasks`, wait by wait */
    size_t *edges; /* indexes in `tasks` */
    size_t edge_count, edge_capacity;
};

/* Make the graph of a moment: if `events` is not 0, behind so many events; else behind all
 * events up to the time `at`. If `at` is negative, the moment is the deadlock, the interruption,
 * or else the end of the stream. A deadlock is the end. Returns 0 or -ENOMEM. The caller calls
 * graph_free() in both cases. The graph borrows from `life`. */
int graph_make(struct graph *graph, const struct life *life, int64_t at, size_t events);
void graph_free(struct graph *graph);
/* The index in `tasks` of the task with this id; GRAPH_NONE: it has ended, or has not begun. */
size_t graph_find(const struct graph *graph, uint32_t id);
/* Returns whether the hold lasts at the moment. */
bool graph_holds(const struct graph *graph, const struct hold *hold);
/* Returns whether the stack of this task overflows at the moment. */
bool graph_overflows(const struct graph *graph, const struct graph_task *task);
/* The next hold of what is waited for that lasts at the moment, behind `last`; NULL: none. The
 * first call has NULL for `last`. */
const struct hold *graph_next_hold(const struct graph *graph, const struct graph_wait *wait,
                                   const struct hold *last);

/* For graph_make(): fill in the edges, and then the circles. -ENOMEM. */
int graph_add_edges(struct graph *graph);
int graph_find_circles(struct graph *graph);

#endif
