/*
 * The views of a run. Each view takes the event stream of any run, on any clock, of any variant.
 * It writes a picture of it: for a terminal, for a page, or for another program.
 */
#ifndef SHOW_H
#define SHOW_H

#include "run/run.h"

struct show_options {
    const char *title; /* "lock", "race.fixed"; for a heading where the view has one */
    int width;         /* columns of the terminal, from 40 */
    bool ascii;        /* for a terminal: no character beyond ASCII, also in names */
    bool color;        /* use the terminal's own palette */
    /* The moment to show, in nanoseconds since the start of the run; negative: the end, or the
     * deadlock. An interrupted run ends when it is interrupted. */
    int64_t at;
    /* If it is not 0, show the moment behind so many events, whatever `at` is. On the virtual clock
     * many moments have the same time. */
    size_t events;
};

/*
 * Each function returns 0; -ENOMEM; or -EIO if the file cannot be written. An empty stream, and a
 * stream that ends in the middle of a run, give a picture of what is there.
 */

/* The lanes of `count` runs, one above the other on one axis, as text. The options have one title
 * for each run. */
int show_lanes(FILE *file, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options);
/* The lanes as an SVG file, for light and dark pages, without a script. */
int show_svg(FILE *file, const struct stream *stream, const struct show_options *options);
/* Which task waits for what at the moment, and which task holds it: as text, and as an SVG file. */
int show_graph(FILE *file, const struct stream *stream, const struct show_options *options);
int show_graph_svg(FILE *file, const struct stream *stream, const struct show_options *options);
/* The trace format of Chrome and Perfetto (JSON). */
int show_trace(FILE *file, const struct stream *stream, const struct show_options *options);

/* What a page says of the demo that ran. A text that is NULL or "" is left out. */
struct show_demo {
    const char *name;    /* "lock" */
    const char *variant; /* NULL: the default */
    const char *title;
    const char *note; /* what the variant shows; or the tutorial's flaw that the default shows */
    bool is_flaw;     /* it is the flaw */
    const char *chapter, *section, *tutorial;
    /* In a book: the names of other pages, and of the page that has all variants; NULL: none. */
    const char *front, *before, *next, *variants;
    const char *path;   /* of its source: "demos/production/lock.c" */
    const char *source; /* the source, which begins with the commentary */
    size_t source_length;
    /* The same program in Python, which stands beside it; NULL: there is none. */
    const char *python_path, *python;
    size_t python_length;
};
enum { PAGE_BYTES_MAX = 100000 };
/* A page: commentary, lanes, source, states and log, with a script that steps through the run. It
 * needs no other file. Of a run that would make it larger than PAGE_BYTES_MAX it shows the
 * beginning, and says so. */
int show_html(FILE *file, const struct stream *stream, const struct show_demo *demo);

/* The log with remarks is a view of a run that goes on: see show/why.h. */

#endif
