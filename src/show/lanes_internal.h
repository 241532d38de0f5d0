/* The files of show_lanes() share this header. */
#ifndef SHOW_LANES_INTERNAL_H
#define SHOW_LANES_INTERNAL_H

#include "show/axis.h"
#include "show/grid.h"
#include "show/lane.h"
#include "show/show.h"

enum { LANES_EDGE = 3 }; /* columns: a space, the frame, and the last column of the grid */

struct lanes_run {
    const char *title;
    struct stream spelled; /* for ASCII; else empty */
    struct life life;
    struct groups groups;
    struct lane *lanes; /* for each group */
    struct grid grid;
};

struct lanes {
    struct show_options options;
    struct lanes_run *runs;
    size_t count;
    struct axis_run *axis_runs;
    struct axis axis;
    size_t label_width, note_width;
    size_t label_wanted; /* columns of the label, if the picture were wide enough */
    bool notes_below;    /* there is no room for them at the right */
    /* The events behind the one with this index, and the columns behind `now`, are the future: they
     * have a place on the axis, and are not drawn. SIZE_MAX: all is drawn. */
    size_t until, now;
};

/* Read the runs, of each at most so many lanes, for lanes_place() and lanes_draw(). The caller
 * calls lanes_free() in any case. Returns 0 or -ENOMEM. */
int lanes_read(struct lanes *lanes, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options, size_t most);
/* Lay out the runs on a common axis, in the room that labels and notes leave. -ENOMEM. */
int lanes_place(struct lanes *lanes);
/* Read, lay out and draw the runs. The caller calls lanes_free() in any case. -ENOMEM. */
int lanes_make(struct lanes *lanes, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options);
void lanes_free(struct lanes *lanes);

/* Draw a run into its grid, anew. Returns 0 or -ENOMEM. */
int lanes_draw(struct lanes *lanes, size_t run);
/* Draw the arrow that leads to the step. When all arrows of a run are drawn, tie each of them to
 * the mark that it comes from. */
void lanes_draw_arrow(struct grid *grid, const struct axis_step *step);
void lanes_tie_arrows(struct grid *grid);

/* Append the lanes of all runs, the ruler, and the legend. */
void lanes_print(struct text *text, const struct lanes *lanes);
void lanes_print_ruler(struct text *text, const struct lanes *lanes);
void lanes_print_legend(struct text *text, const struct lanes *lanes);

#endif
