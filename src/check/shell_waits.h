/* This module tells for how long the machine has kept the processes of a command waiting for a
 * processor. */
#ifndef CHECK_SHELL_WAITS_H
#define CHECK_SHELL_WAITS_H

#include "run/delays.h"

/* The count so far. All-zero has counted nothing. */
struct shell_waits {
    int64_t sum;    /* of the processes that were there at the last count */
    int64_t waited; /* nanoseconds, over all counts */
    int64_t counted_at;
};

/* Count for this process and its descendants, and append a sample at the moment `now` of
 * CLOCK_MONOTONIC; unless the last count was less than 5 ms ago. The first sample is 0, however
 * long this process has waited before. Processes that have ended since the last count are missed.
 * If no memory is left, the sample is lost. */
void shell_waits_note(struct shell_waits *waits, int64_t now, struct delays *delays);

#endif
