/* This module gives each box of a graph its place in a picture. Lengths are in units of SVG. */
#ifndef SHOW_GRAPH_LAYOUT_H
#define SHOW_GRAPH_LAYOUT_H

#include "show/graph.h"

enum {
    LAYOUT_TASK = 210,  /* the width of a task's box, */
    LAYOUT_THING = 250, /* and of a thing's */
    LAYOUT_BOX = 46,    /* the height of a box */
    LAYOUT_ROW = 62,    /* from box to box */
    LAYOUT_LINK = 26,   /* more, if a line with words passes between them */
    LAYOUT_LEVELS = 3,  /* columns of tasks that await tasks of other columns */
    LAYOUT_LINKS = 3,   /* at most so many holders of a thing are pointed at */
};

/* The middle of the left side of a box. */
struct place {
    double x, y;
    bool shown; /* false: the task is one of many that are only counted */
    bool room;  /* above the box, for a line with words */
};

struct layout {
    const struct graph *graph;
    struct place *tasks, *waits; /* of each */
    size_t *levels;              /* of each task: 0: it awaits no task that can be pointed at */
    size_t left_out;             /* so many tasks are not shown */
    double width, height;
    double task_x, thing_x;
    double lane_x; /* at the right of the things, for lines to boxes above */
    double cursor; /* where the next row goes */
};

/* Lay out the graph below `top`. Returns 0 or -ENOMEM. The caller calls layout_free() in both
 * cases. */
int layout_make(struct layout *layout, const struct graph *graph, double top);
void layout_free(struct layout *layout);
/* Returns whether the two boxes are neighbours, so that a line from the thing goes down to the
 * task's box and meets no other. */
bool layout_leads_down(const struct layout *layout, size_t wait, size_t task);

#endif
