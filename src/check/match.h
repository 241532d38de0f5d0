/* Which task of a run is which task of the reference, and which causes are the same. */
#ifndef CHECK_MATCH_H
#define CHECK_MATCH_H

#include "check/events.h"

#define NO_TASK UINT32_MAX

struct match {
    const struct events *reference;
    int64_t early;   /* nanoseconds by which delays may differ */
    uint32_t *tasks; /* by the run's ids: the reference's id, or NO_TASK. The caller frees it */
};

/* Match the tasks by name; several tasks may have one name: then the n-th of them is meant.
 * `reference` is given. 0 or -ENOMEM. */
int match_tasks(struct match *match, const struct events *run);

/* Is the run's cause the same as that of the reference? */
bool match_cause(const struct match *match, const struct co_cause *reference,
                 const struct co_cause *run);

#endif
