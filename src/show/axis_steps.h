/* What pictures with a time axis show of a run: its steps. */
#ifndef SHOW_AXIS_STEPS_H
#define SHOW_AXIS_STEPS_H

#include "show/groups.h"
#include "show/life.h"

/* A run, and which of its tasks share a lane. */
struct axis_run {
    const struct life *life;
    const struct groups *groups;
};

/* What shows of one step of a task: a hand-over to it, its lines, its end. Of tasks that share a
 * lane only the first has steps; of the tasks of a band, only their lines show. */
struct axis_step {
    size_t run; /* index of the run */
    const struct life_task *task;
    size_t group; /* index of the task's group */
    int64_t time;
    size_t first, last;            /* indexes of events */
    size_t first_line, line_count; /* indexes in life.lines */
    const struct event *end;       /* the task's EVENT_TASK_END; NULL: it does not end here */
    /* The wake by which another task let this one go on, and the other task's group. NULL: there is
     * no such wake. */
    const struct event *baton;
    size_t giver;
    size_t instant; /* index in axis.instants */
    /* Where the columns of its arrow, its lines and its end begin. */
    double baton_x, x, end_x;
};

/* Append the steps of a run to the array, in the order of running. There is room for as many as the
 * life has. Returns 0 or -ENOMEM. */
int axis_steps_add(struct axis_step *steps, size_t *count, const struct axis_run *run,
                   size_t run_index);

#endif
