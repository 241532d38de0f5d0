/* A graph as text. */
#ifndef SHOW_GRAPH_TEXT_H
#define SHOW_GRAPH_TEXT_H

#include "show/graph.h"
#include "show/line.h"
#include "show/show.h"

/* The page that the parts of the graph are added to. */
struct graph_page {
    const struct graph *graph;
    struct line line;
    size_t label; /* columns of a task's name */
    bool compact; /* the page is narrow: places are left out */
    struct text *text;
};

/* Append the graph, without a heading. If there is no memory, text->failed is set. */
void graph_add_text(struct text *text, const struct graph *graph,
                    const struct show_options *options);
/* Append "at 0.600 s: a deadlock" or the like. */
void graph_add_heading(struct text *text, const struct graph *graph, const char *title);

/* A row of text begins with the name of a task and the begin of its wait. */
void graph_begin_row(struct graph_page *page, const struct graph_task *task);
/* Add an arrow to what follows in the row. */
void graph_add_arrow(struct graph_page *page);
/* Add a sentence below a row, in several lines if it is long. */
void graph_add_note(struct graph_page *page, const struct text *note);
/* Add the tasks of this `struct graph_wait` that are in no circle, of which there must be one. */
void graph_add_wait(struct graph_page *page, const void *wait);
/* Add the circle of which this `struct graph_task` is the leader. */
void graph_add_circle(struct graph_page *page, const void *leader);

#endif
