/*
 * The canary is a process beside the runs. Its only work is to wake up on time, and it records each
 * time it was late. It sleeps to deadlines CANARY_PERIOD apart, with one thread on each processor,
 * because a single processor can be late. Like the runs, it has a session of its own, so that the
 * system gives it the same kind of share. It takes less than 1 % of each processor.
 */
#ifndef CHECK_CANARY_H
#define CHECK_CANARY_H

#include "check/machine.h"

enum {
    CANARY_PERIOD = 5000000,    /* nanoseconds */
    CANARY_STALL_MIN = 1000000, /* nanoseconds; a shorter stall is not recorded */
};

struct canary;

/* Start to watch the machine. Returns NULL if the system has no process or memory for the
 * canary. */
struct canary *canary_begin(void);
/* Stop the canary, and fill `machine` with its record; the caller frees it with machine_free(). If
 * `canary` is NULL, the record says that the machine was not watched. */
void canary_end(struct canary *canary, struct machine *machine);

#endif
