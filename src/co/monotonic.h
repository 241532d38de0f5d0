/* Nanoseconds of the real clock. */
#ifndef CO_MONOTONIC_H
#define CO_MONOTONIC_H

#include <stdint.h>
#include <time.h>

#define NANOSECONDS INT64_C(1000000000)

/* Since some moment in the past; the system's time of day has no part in it. */
static inline int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

#endif
