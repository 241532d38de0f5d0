/*
 * What this machine did while demos ran on the real clock: when it was late by itself. A canary
 * (check/canary.h) records it beside the runs.
 */
#ifndef CHECK_MACHINE_H
#define CHECK_MACHINE_H

#include "run/delays.h"

#include <stdbool.h>
#include <stdint.h>

/* A processor let a thread that sleeps come up late: due at `from`, it ran at `to`.
 * CLOCK_MONOTONIC, nanoseconds. */
struct machine_stall {
    unsigned processor;
    int64_t from, to;
};

/* All-zero: the machine was not watched, so nothing is known about it. */
struct machine {
    bool watched;
    struct machine_stall *stalls; /* those of one processor are together, and do not overlap */
    size_t stall_count;
    bool has_pressure;
    struct delays pressure; /* the time in which at least one task of the system had to wait */
};

void machine_free(struct machine *machine);

/* How long the processor that stalled most did so between the two moments; INT64_MAX if the machine
 * was not watched. */
int64_t machine_stalled(const struct machine *machine, int64_t from, int64_t to);
/* How long some task of the system waited for a processor then; INT64_MAX if that is unknown. */
int64_t machine_pressure(const struct machine *machine, int64_t from, int64_t to);

#endif
