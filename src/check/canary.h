/*
 * A canary: a process beside the runs that has nothing to do but to be on time, and records when
 * it was not. It sleeps to deadlines PERIOD apart, with one thread on each processor, because a
 * processor can be late alone. Like the runs it has a session of its own, so that the system gives
 * it the same kind of share. It takes less than 1 % of each processor.
 */
#ifndef CHECK_CANARY_H
#define CHECK_CANARY_H

#include "check/machine.h"

enum {
    CANARY_PERIOD = 5000000,    /* nanoseconds */
    CANARY_STALL_MIN = 1000000, /* what is less is not worth a record */
};

struct canary;

/* Start to watch the machine. NULL: the system has no process or memory for it. */
struct canary *canary_begin(void);
/* Stop, and tell what the canary saw; `machine` is to be freed by machine_free(). NULL: the machine
 * was not watched. */
void canary_end(struct canary *canary, struct machine *machine);

#endif
