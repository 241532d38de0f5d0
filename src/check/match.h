/* This module matches the tasks and the causes of a run with those of the reference. */
#ifndef CHECK_MATCH_H
#define CHECK_MATCH_H

#include "check/events.h"

#define NO_TASK UINT32_MAX

struct match {
    const struct events *reference;
    int64_t early; /* delays may differ by so many nanoseconds */
    /* the reference's id, or NO_TASK, for each id of the run. The caller frees the array */
    uint32_t *tasks;
};

/* Match the tasks by name. If several tasks have one name, the n-th task of the run matches the
 * n-th task of the reference. The caller sets `reference` first. Returns 0 or -ENOMEM. */
int match_tasks(struct match *match, const struct events *run);

/* Returns whether the run's cause is the same as the reference's. */
bool match_cause(const struct match *match, const struct co_cause *reference,
                 const struct co_cause *run);

#endif
