/*
 * A walk through a run: for each moment of its story a frame for a terminal. The frame has the
 * sentence of the moment, the lanes up to then with what each task does, the things, the source
 * with the tasks that stand at its lines, and the log. Nothing of the future is in it.
 */
#ifndef SHOW_WALK_H
#define SHOW_WALK_H

#include "show/quiz.h"
#include "show/screen.h"
#include "show/story.h"

enum {
    WALK_ROWS_MIN = 20,
    WALK_COLUMNS_MIN = 60,
    WALK_ROWS = 24, /* on paper */
    WALK_COLUMNS = 80,
    WALK_COLUMNS_MAX = 500, /* on paper */
    WALK_COLUMNS_BOTH = 140,
};

enum walk_source_shown {
    WALK_BOTH, /* C and Python side by side; C where there is no room, or no Python */
    WALK_C,
    WALK_PYTHON, /* C where there is no Python */
};

/* What is known of the demo besides its run. */
struct walk_demo {
    const char *name, *title; /* "race.fixed" */
    const char *path;         /* "demos/production/queue.c" */
    const char *source;       /* the text of this file */
    /* The same program in Python; NULL: there is none. */
    const char *python_path, *python;
    const char *commentary; /* the same without the markup of a comment */
};

struct walk; /* a run that is laid out for a size of the screen */

/* What of the run is to be seen. */
struct walk_view {
    size_t moment; /* index in the story */
    bool remarks;  /* with the remark of each line of the log */
    enum walk_source_shown source;
    const struct quiz *question; /* in place of the log; NULL: none */
    const char *answer;          /* what is said of the answer, above the log; NULL: nothing */
    const char *page;            /* a text in place of the frame; NULL: none */
    size_t page_row;             /* the first row of it */
    const char *keys;            /* the last row */
    const char *note;            /* at the right in the last row; "": nothing */
};

/* Lay out the run. The stream and the demo must outlive it. Returns 0 or -ENOMEM. The caller calls
 * walk_free() in both cases. */
int walk_make(struct walk **walk, const struct stream *stream, const struct walk_demo *demo,
              size_t rows, size_t columns, enum symbols symbols);
void walk_free(struct walk *walk);
const struct story *walk_story(const struct walk *walk);
/* Returns whether there is a source in Python, and room for it beside that in C. */
bool walk_has_both(const struct walk *walk);
/* Draw the frame on a screen of the walk's size. Returns 0 or -ENOMEM. */
int walk_draw(struct walk *walk, const struct walk_view *view, struct screen *screen);
/* How many rows a page has, beyond those that fit on the screen. */
size_t walk_page_rest(const struct walk *walk, const char *page);
/* Append what the marks of the lanes mean, for a page. */
void walk_add_legend(struct text *text, bool ascii);
/* The first moment at this time or behind it; the first moment at which a line with this text is
 * printed; the next moment, from the one behind `moment` on and round, whose sentence has this
 * text, in upper or lower case. SIZE_MAX: there is none. */
size_t walk_find_time(const struct story *story, int64_t time);
size_t walk_find_line(const struct story *story, const char *text);
size_t walk_search(const struct story *story, size_t moment, const char *text);

#endif
