/* Causal paths between the lines of a run, by vector clocks (Fidge 1988, Mattern 1989). */
#ifndef CHECK_PATHS_H
#define CHECK_PATHS_H

#include "check/events.h"

/* Each line, in the order of the group `lines`, has a row: how many lines of the tasks that log at
 * all (a column each) have a causal path to it. */
struct paths {
    uint32_t *heard;
    uint32_t *column; /* of a task; or NO_TASK */
    size_t columns;
};

/* 0, or -ENOMEM; paths_free() is right in both cases, and for all-zero. */
int paths_find(struct paths *paths, const struct events *events);
void paths_free(struct paths *paths);
/* The row of the task's n-th line. */
const uint32_t *paths_to(const struct paths *paths, const struct events *events, uint32_t task,
                         size_t n);

#endif
