/* The files of show_svg() share this header. Lengths are in units of SVG, which are pixels of a
 * page. */
#ifndef SHOW_SVG_INTERNAL_H
#define SHOW_SVG_INTERNAL_H

#include "show/axis.h"
#include "show/lane.h"
#include "show/marks.h"

enum {
    SVG_STEP = 21,     /* the width of a column */
    SVG_LANE = 38,     /* the height of a lane */
    SVG_LABEL = 26,    /* the most characters of a lane's name, */
    SVG_NOTE = 40,     /* and of what is said at its end */
    SVG_NEVER = 26,    /* a task that never goes on waits so far beyond the end of the run */
    SVG_OVERFLOW = 12, /* of the mark of a stack overflow */
};

/* The styles of stretches, from those behind to those before. */
enum svg_path {
    SVG_HELD,
    SVG_LATE,
    SVG_OWN,
    SVG_BUSY,
    SVG_WAIT,
    SVG_JOIN,
    SVG_OUTSIDE,
    SVG_THREAD,
    SVG_NEVER_ENDS,
    SVG_PATHS,
};

struct svg {
    const struct life *life;
    const char *name; /* of the run */
    struct groups groups;
    struct lane *lanes; /* for each group */
    struct axis_run run;
    struct axis axis;
    double head;   /* the height above the lanes */
    bool on_page;  /* the picture is a part of a page, which has a script */
    bool is_plain; /* the stretches of the lanes say nothing when the pointer rests on them, so
                      that those of a lane share elements; only on a page */
    struct text paths[SVG_PATHS];    /* what waits for svg_end_stretches() */
    double width, left, top, bottom; /* the lanes begin at the left and end at the bottom */
    bool seen[MARK_COUNT];           /* the marks that the legend explains */
    struct text text;                /* the file */
    struct text words;               /* a text that is being put together */
};

struct svg_arrow {
    char path[160]; /* its line, up to the head */
    double x, tip;  /* the head's */
    bool down;
};

/* Lay out the picture of svg->life below svg->head. Returns 0 or -ENOMEM. The caller calls
 * svg_free() in both cases. */
int svg_make(struct svg *svg);
void svg_free(struct svg *svg);
/* Append the ruler and the lanes; on a page without the names, which have a place of their own. */
void svg_draw_lanes(struct svg *svg);
/* Put a description of the run in words together, for a reader that does not see the picture. */
void svg_describe(struct svg *svg);
/* Put the number of the tasks and the time of the run together. */
void svg_add_extent(struct svg *svg);

/* Where a place on the axis, and the middle of a lane, lie in the picture. */
static inline double svg_x(const struct svg *svg, double axis_x)
{
    return svg->left + axis_x;
}
static inline double svg_y(const struct svg *svg, size_t row)
{
    return svg->top + SVG_LANE * (double)row + SVG_LANE / 2.0;
}
/* The middle of the mark of the step's lines, or of its end, or of its arrow. */
double svg_center(const struct svg *svg, const struct axis_step *step);
/* Returns whether the step has a mark or an arrow of its own. */
bool svg_shows(const struct axis_step *step);

/* Append svg->words, and empty them: as they are, and as the title of an element, which a browser
 * shows when the pointer rests on it. */
void svg_add_words(struct svg *svg);
void svg_add_title(struct svg *svg);

/* Append the shape of a mark, without a title: a mark that goes from a place to another place, and
 * a mark that lies at a place. The legend will explain it. */
void svg_add_stretch(struct svg *svg, enum mark mark, double from, double to, double y);
/* Append the shapes of a plain picture since the last call. */
void svg_end_stretches(struct svg *svg);
/* The frame of a task that holds something, behind another shape. */
void svg_add_frame(struct svg *svg, double from, double to, double y);
void svg_add_point(struct svg *svg, enum mark mark, double x, double y);
void svg_add_arrow(struct svg *svg, const struct svg_arrow *arrow);
/* Append the disc of lines with a label. Returns half of its width. */
double svg_add_disc(struct svg *svg, const char *label, double x, double y);

/* Where the event with this index lies, and where the time behind it begins. */
double svg_event_x(const struct svg *svg, size_t event, double *behind);

/* The style sheet: the forms, and the colours as palette_add_sheet() takes them. */
extern const char svg_shapes[], svg_colors[];
void svg_add_style(struct svg *svg);
/* Append the name of a lane. */
void svg_draw_name(struct svg *svg, size_t row);
/* Append what each task does with its time, and how many tasks of a band are under way. */
void svg_draw_lane(struct svg *svg, size_t row);
/* Append what the waits of a lane are for, where there is room. */
void svg_draw_words(struct svg *svg, size_t row);
/* Append the ruler, and what shows where time stands still, below all else. */
void svg_draw_ruler(struct svg *svg);
/* Append the part of the arrows that lies behind all lanes; their rest; the marks of a lane. */
void svg_draw_stems(struct svg *svg);
void svg_draw_arrows(struct svg *svg);
void svg_draw_marks(struct svg *svg, size_t row);
/* Append the legend as elements of a page. */
void svg_add_legend(struct svg *svg);
/* Append the legend, or the log, below `y`. Returns where it ends. */
double svg_draw_legend(struct svg *svg, double y);
double svg_draw_log(struct svg *svg, double y);

#endif
