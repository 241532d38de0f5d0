/*
 * How long the machine keeps a thread from running: the time in which the thread is ready but has
 * no processor, as Linux counts it in /proc/self/schedstat. A run that is late although this count
 * stands still is late for a reason of its own.
 */
#ifndef RUN_DELAYS_H
#define RUN_DELAYS_H

#include <stddef.h>
#include <stdint.h>

/* All in nanoseconds. */
struct delay_sample {
    int64_t at;     /* CLOCK_MONOTONIC */
    int64_t waited; /* the count since its start */
};

/* All-zero has no samples. */
struct delays {
    struct delay_sample *samples; /* in the order of time */
    size_t count, capacity;
    int source;    /* where to read the count; -1: the system has none */
    int64_t began; /* CLOCK_MONOTONIC at the start of the run's time; INT64_MAX: unknown */
};

/* Count for the thread that started this process. A system without the count gives no samples. */
void delays_begin(struct delays *delays);
/* Take a sample; the run's clock shows `time`. Lack of memory loses the sample. */
void delays_note(struct delays *delays, int64_t time);
/* Take no more samples. */
void delays_end(struct delays *delays);
void delays_free(struct delays *delays);

/* How much the count grew between the last sample that is not behind `from` and the first sample
 * that is not before `to`. */
int64_t delays_between(const struct delays *delays, int64_t from, int64_t to);

#endif
