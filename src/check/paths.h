/* This module finds the causal paths between the lines of a run, by vector clocks (Fidge 1988,
 * Mattern 1989). */
#ifndef CHECK_PATHS_H
#define CHECK_PATHS_H

#include "check/events.h"

/* Each line has a row, in the order of the group `lines`. Each task that logs at all has a column:
 * the number of its lines with a causal path to the line. */
struct paths {
    uint32_t *heard;
    uint32_t *column; /* for each task: its column, or NO_TASK */
    size_t columns;
};

/* Find the paths. Returns 0 or -ENOMEM. The caller frees `paths` in both cases; an all-zero `paths`
 * may be freed, too. */
int paths_find(struct paths *paths, const struct events *events);
void paths_free(struct paths *paths);
/* Returns the row of the task's n-th line. */
const uint32_t *paths_to(const struct paths *paths, const struct events *events, uint32_t task,
                         size_t n);

#endif
