/* This module follows the time stamps of a text from line to line. */
#ifndef CHECK_TRANSCRIPT_CLOCK_H
#define CHECK_TRANSCRIPT_CLOCK_H

#include "check/transcript_stamp.h"

/* All-zero: the first stamp decides about the kind of all stamps. A caller may set the kind. */
struct transcript_clock {
    enum transcript_stamp kind;
    bool begun;        /* a stamp was read */
    int64_t first_day; /* the day of the first stamp, if the stamp has a date */
    int64_t time;      /* the time of the last stamp, in nanoseconds; 0 before the first */
};

/*
 * Read the stamp at the beginning of a line, move `*at` behind it and its blank, and set the
 * clock's time. Midnight may come between two stamps without a date. Returns false if the line has
 * no stamp of the clock's kind; then `*at` stays.
 */
bool transcript_clock_read(struct transcript_clock *clock, const char **at, const char *end);

#endif
