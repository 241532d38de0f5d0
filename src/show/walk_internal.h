/* What the files of walk_draw() share. */
#ifndef SHOW_WALK_INTERNAL_H
#define SHOW_WALK_INTERNAL_H

#include "show/beside.h"
#include "show/lanes_internal.h"
#include "show/walk.h"

/* Styles: the parameters of escape sequences. Bold, dim and reverse also tell without colours. */
#define STYLE_PLAIN ""
#define STYLE_STRONG "1"
#define STYLE_SOFT "2"
#define STYLE_NOW "1;32"
#define STYLE_BAD "1;31"
#define STYLE_BAR "7"

/* A line of a source. */
struct walk_line {
    struct text text; /* without its mark */
    char mark[12];    /* "[1]", to which the commentary refers; "" */
    size_t indent;    /* columns; SIZE_MAX: the line is empty */
};

struct walk_source {
    struct walk_line *lines;
    size_t count;
};

struct walk {
    const struct walk_demo *demo;
    size_t rows, columns;
    enum symbols symbols;
    struct lanes lanes; /* has the life */
    struct story story;
    struct walk_source c, python;
    struct beside beside;     /* the two without the commentary; its lines of C are those of c */
    size_t *twins;            /* by lines of C: the line of Python that says the same; 0: none */
    struct story_task *tasks; /* what each of life.tasks does at the moment, */
    const char **things;      /* and the state of each of life.things */
    size_t state_width;       /* columns at the right of the lanes */
    size_t thing_rows, source_rows, log_rows;
};

/* The parts of a frame, each from this row on. They return the row behind them. */
size_t walk_draw_lanes(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                       size_t row);
size_t walk_draw_things(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row);
size_t walk_draw_source(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row, size_t rows);
/* What takes the place of the log is the question, or the graph of a deadlock. */
int walk_draw_log(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                  size_t row, size_t rows);
/* The rows that the graph of the deadlock needs; 0: the moment is none. */
size_t walk_graph_rows(const struct walk *walk, const struct walk_view *view);
void walk_draw_page(const struct walk *walk, const struct walk_view *view, struct screen *screen);
/* A line from edge to edge, with a heading. */
void walk_draw_rule(struct screen *screen, size_t row, const char *heading);
bool walk_shows_both(const struct walk *walk, const struct walk_view *view);
/* The first column of Python, where it stands beside C. */
size_t walk_python_column(const struct walk *walk);

/* Read the lines of the sources. -ENOMEM. */
int walk_read_source(struct walk *walk);
void walk_free_source(struct walk *walk);
/* Prepare the lanes for the frame. -ENOMEM. */
int walk_place_lanes(struct walk *walk, const struct walk_view *view);

#endif
