/*
 * This module tells when this machine was late by itself while demos ran on the real clock. A
 * canary (check/canary.h) records that beside the runs.
 */
#ifndef CHECK_MACHINE_H
#define CHECK_MACHINE_H

#include "run/delays.h"

#include <stdbool.h>
#include <stdint.h>

/* A stall of a processor: a sleeping thread was due at `from` and ran only at `to`. Both are
 * nanoseconds of CLOCK_MONOTONIC. */
struct machine_stall {
    unsigned processor;
    int64_t from, to;
};

/* The record of a machine. An all-zero record means that the machine was not watched, so nothing is
 * known about it. */
struct machine {
    bool watched;
    struct machine_stall *stalls; /* the stalls of one processor are together, and do not overlap */
    size_t stall_count;
    bool has_pressure;
    struct delays pressure; /* the time for which at least one task of the system had to wait */
};

void machine_free(struct machine *machine);

/* Returns how long the processor that stalled most did so between the two moments; INT64_MAX if the
 * machine was not watched. */
int64_t machine_stalled(const struct machine *machine, int64_t from, int64_t to);
/* Returns how long some task of the system waited for a processor between the two moments;
 * INT64_MAX if that is unknown. */
int64_t machine_pressure(const struct machine *machine, int64_t from, int64_t to);

#endif
