/* Which task of a run is which task of the reference: the one with its name. */
#ifndef CHECK_MATCH_H
#define CHECK_MATCH_H

#include "check/events.h"

#define NO_TASK UINT32_MAX

/* A new array, for the caller to free: by the run's ids, the reference's id or NO_TASK. Several
 * tasks may have one name: then the n-th of them is meant. NULL: no memory. */
uint32_t *match_tasks(const struct events *reference, const struct events *run);

#endif
