#include "check/transcript_clock.h"

#include "co/monotonic.h"

static const int64_t DAY = 24 * 60 * 60 * NANOSECONDS;

/* The limit is 73 years, so that sums and differences of a few times fit into 64 bits. A stamp
 * beyond the limit is taken for text. */
static const int64_t TIME_MAX = INT64_MAX / 4;

/* Returns the time on the nearest day. The stamp has only the time of day, so the day is the one
 * that makes the step shorter than half a day. */
static int64_t on_nearest_day(int64_t time_of_day, int64_t before)
{
    int64_t time = before - before % DAY + time_of_day;

    if (time - before > DAY / 2)
        return time - DAY;
    if (before - time > DAY / 2)
        return time + DAY;
    return time;
}

/* Compute the time of a stamp. Returns false if the time is beyond TIME_MAX, so that the text is no
 * stamp. */
static bool time_of_stamp(const struct transcript_clock *clock, enum transcript_stamp kind,
                          const struct transcript_time *read, int64_t *time)
{
    int64_t days = clock->begun ? read->day - clock->first_day : 0;

    if (days > TIME_MAX / DAY || days < -TIME_MAX / DAY)
        return false;
    *time = days * DAY + read->time;
    if (kind == TRANSCRIPT_STAMP_DELTA)
        *time += clock->time;
    else if (kind == TRANSCRIPT_STAMP_CLOCK && clock->begun)
        *time = on_nearest_day(read->time, clock->time);
    return *time <= TIME_MAX && *time >= -TIME_MAX;
}

bool transcript_clock_read(struct transcript_clock *clock, const char **at, const char *end)
{
    enum transcript_stamp kind = clock->kind ? clock->kind : TRANSCRIPT_STAMP_CLOCK;
    enum transcript_stamp last = clock->kind ? clock->kind : TRANSCRIPT_STAMP_DATE;

    for (; kind <= last; kind++) {
        const char *behind = *at;
        struct transcript_time read;
        int64_t time;

        if (!transcript_stamp_read(kind, &behind, end, &read) ||
            !time_of_stamp(clock, kind, &read, &time))
            continue;
        if (!clock->begun)
            clock->first_day = read.day;
        clock->begun = true;
        clock->kind = kind;
        clock->time = time;
        *at = behind;
        return true;
    }
    return false;
}
