/*
 * The time axis gives each event of a run its place in a picture: in columns of a terminal, or in
 * the units of SVG.
 *
 * In a loop nothing takes time but waiting: many steps share one instant, and a reader wants to see
 * their order. So the axis has two scales. Between instants it is linear. At an instant time stands
 * still, and each step that shows something has columns of its own, in the order of running. Each
 * column belongs to one step of a run, so no arrow crosses a mark.
 */
#ifndef SHOW_AXIS_H
#define SHOW_AXIS_H

#include "show/axis_steps.h"

struct axis_scale {
    double width; /* of the axis */
    double step;  /* the width of a column */
    double least; /* the least width of the time between two instants */
    bool whole;   /* all places are whole numbers */
    bool apart;   /* an arrow has a column of its own, before the mark that it leads to */
};

/* What the width allows. */
enum axis_stage {
    AXIS_STEPS,    /* each step has its columns */
    AXIS_INSTANTS, /* one column for each instant, and no room for arrows */
    AXIS_LINEAR,   /* one scale for all, without columns */
};

struct axis_instant {
    int64_t begin, end; /* of its steps; on the virtual clock they are the same */
    double x, end_x;    /* the columns of its steps lie between these */
    double columns;     /* the width of these columns */
    double gap;         /* the width of the time up to the next instant */
};

struct axis {
    const struct axis_run *runs;
    size_t run_count;
    struct axis_scale scale;
    enum axis_stage stage;
    struct axis_step *steps; /* run by run, in the order of running */
    size_t step_count;
    struct axis_step **by_task; /* the steps, task by task */
    struct axis_instant *instants;
    size_t instant_count;
    int64_t end;   /* of the longest run */
    double size;   /* the width in use */
    double needed; /* the least width that has columns for each step */
};

/* Lay out the runs, one above the other, on a common axis. It borrows the runs. Returns 0 or
 * -ENOMEM. The caller calls axis_free() in both cases. */
int axis_make(struct axis *axis, const struct axis_run *runs, size_t count,
              const struct axis_scale *scale);
void axis_free(struct axis *axis);

/* The first step of the task that ends at or behind the event with this index; NULL: there is
 * none. */
const struct axis_step *axis_step_of(const struct axis *axis, size_t run,
                                     const struct life_task *task, size_t event);
/* Where a stretch of the task's life begins that the event began, at this time. */
double axis_begin_x(const struct axis *axis, size_t run, const struct life_task *task, size_t event,
                    int64_t time);
/* Where a stretch of the task's life ends that the event ended: at the arrow or the mark of the
 * task's next step. */
double axis_end_x(const struct axis *axis, size_t run, const struct life_task *task, size_t event,
                  int64_t time);
/* Where a time lies, and which time a place stands for. */
double axis_time_x(const struct axis *axis, int64_t time);
int64_t axis_time_at(const struct axis *axis, double x);

#endif
