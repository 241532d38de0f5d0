/*
 * Differences of time that rounding explains. A program of another compiler, or on another machine,
 * may round the time of a timer to the nanosecond before or after. Each timer of a chain adds its
 * own rounding.
 */
#ifndef CHECK_ROUNDING_H
#define CHECK_ROUNDING_H

#include "run/stream.h"

/* Returns how many nanoseconds rounding may add up to in a run like this one on the virtual clock:
 * one for each moment at which something happens, and at least one. No chain of timers has more
 * links than the run has moments. */
int64_t rounding_of(const struct stream *stream);

#endif
