/*
 * The time stamp before a line of a transcript, which a blank or the line's end follows:
 *
 *     [08:49:08.869]                   time of day; midnight may come between two lines
 *     [  0.010] or [000.010]           seconds since the start
 *     [+0.010]                         seconds since the line before
 *     2026-11-30 09:21:32,123          date and time, as Python's logging writes them
 *     2026-11-30T09:21:32.123+01:00    and as ISO 8601 does: T or a blank between them, a point or
 *                                      a comma before the fraction, which may be absent, and the
 *                                      zone: none, Z, +01, +0100 or +01:00
 *
 * Date and time may stand in brackets, too.
 */
#ifndef CHECK_TRANSCRIPT_STAMP_H
#define CHECK_TRANSCRIPT_STAMP_H

#include <stdbool.h>
#include <stdint.h>

enum transcript_stamp {
    TRANSCRIPT_STAMP_NONE,
    TRANSCRIPT_STAMP_CLOCK,
    TRANSCRIPT_STAMP_ELAPSED,
    TRANSCRIPT_STAMP_DELTA,
    TRANSCRIPT_STAMP_DATE,
};

/* The day and the time in a stamp. */
struct transcript_time {
    int64_t day; /* days since 1970-01-01; 0 if the stamp has no date */
    /* nanoseconds; with a date, since midnight in UTC, and perhaps of a neighbouring day */
    int64_t time;
};

/* Read a stamp of this kind, and move `*at` behind it and its blank. Returns false if there is
 * none; then `*at` stays. */
bool transcript_stamp_read(enum transcript_stamp kind, const char **at, const char *end,
                           struct transcript_time *read);

#endif
