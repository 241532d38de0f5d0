#include "check/transcript_stamp.h"

#include "co/monotonic.h"

/* Read at least `least` and at most `most` digits. */
static bool read_digits(const char **at, const char *end, int least, int most, int64_t *value)
{
    int digits = 0;

    *value = 0;
    while (*at < end && digits < most && **at >= '0' && **at <= '9') {
        *value = *value * 10 + (*(*at)++ - '0');
        digits++;
    }
    return digits >= least;
}

static bool read_character(const char **at, const char *end, char character)
{
    if (*at >= end || **at != character)
        return false;
    (*at)++;
    return true;
}

/* Read one to nine digits behind the point. */
static bool read_fraction(const char **at, const char *end, int64_t *nanoseconds)
{
    const char *digits = *at;

    if (!read_digits(at, end, 1, 9, nanoseconds))
        return false;
    for (long i = *at - digits; i < 9; i++)
        *nanoseconds *= 10;
    return true;
}

static void skip_blanks(const char **at, const char *end)
{
    while (*at < end && **at == ' ')
        (*at)++;
}

/* ---- Time of day, and seconds ---- */

/* Read a time such as "08:49:08". */
static bool read_whole_seconds(const char **at, const char *end, int64_t *time)
{
    int64_t hour, minute, second;

    if (!read_digits(at, end, 2, 2, &hour) || !read_character(at, end, ':') ||
        !read_digits(at, end, 2, 2, &minute) || !read_character(at, end, ':') ||
        !read_digits(at, end, 2, 2, &second))
        return false;
    *time = ((hour * 60 + minute) * 60 + second) * NANOSECONDS;
    return hour < 24 && minute < 60 && second <= 60; /* 60: a leap second */
}

static bool read_time_of_day(const char **at, const char *end, int64_t *time)
{
    int64_t fraction;

    if (!read_whole_seconds(at, end, time) || !read_character(at, end, '.') ||
        !read_fraction(at, end, &fraction))
        return false;
    *time += fraction;
    return true;
}

static bool read_seconds(const char **at, const char *end, int64_t *time)
{
    int64_t seconds, fraction;

    skip_blanks(at, end);
    if (!read_digits(at, end, 1, 9, &seconds) || !read_character(at, end, '.') ||
        !read_fraction(at, end, &fraction))
        return false;
    *time = seconds * NANOSECONDS + fraction;
    return true;
}

static bool read_difference(const char **at, const char *end, int64_t *time)
{
    skip_blanks(at, end);
    return read_character(at, end, '+') && read_seconds(at, end, time);
}

/* ---- Date and time ---- */

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && is_leap);
}

/* Returns the days since 1970-01-01 in the Gregorian calendar, for years that are not negative, by
 * Howard Hinnant's days_from_civil. There, a year begins in March, so that the leap day is its
 * last. */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
    int64_t years = month > 2 ? year : year - 1;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return years * 365 + years / 4 - years / 100 + years / 400 + day_of_year - 719468;
}

static bool read_date(const char **at, const char *end, int64_t *day)
{
    int64_t year, month, day_of_month;

    if (!read_digits(at, end, 4, 4, &year) || !read_character(at, end, '-') ||
        !read_digits(at, end, 2, 2, &month) || !read_character(at, end, '-') ||
        !read_digits(at, end, 2, 2, &day_of_month))
        return false;
    if (year < 1 || month < 1 || month > 12 || day_of_month < 1 ||
        day_of_month > days_of_month(year, month))
        return false;
    *day = day_number(year, month, day_of_month);
    return true;
}

/* Read a zone as nanoseconds east of UTC: "Z", "+01", "+0100", "+01:00" or nothing. */
static bool read_zone(const char **at, const char *end, int64_t *east)
{
    int64_t hours, minutes = 0;
    bool is_west;

    *east = 0;
    if (read_character(at, end, 'Z'))
        return true;
    is_west = read_character(at, end, '-');
    if (!is_west && !read_character(at, end, '+'))
        return true;
    if (!read_digits(at, end, 2, 2, &hours))
        return false;
    if (read_character(at, end, ':') || (*at < end && **at >= '0' && **at <= '9')) {
        if (!read_digits(at, end, 2, 2, &minutes))
            return false;
    }
    *east = (hours * 60 + minutes) * 60 * NANOSECONDS * (is_west ? -1 : 1);
    return hours < 24 && minutes < 60;
}

static bool read_date_and_time(const char **at, const char *end, struct transcript_time *read)
{
    int64_t fraction = 0, east;

    if (!read_date(at, end, &read->day))
        return false;
    if (!read_character(at, end, 'T') && !read_character(at, end, ' '))
        return false;
    if (!read_whole_seconds(at, end, &read->time))
        return false;
    if ((read_character(at, end, '.') || read_character(at, end, ',')) &&
        !read_fraction(at, end, &fraction))
        return false;
    if (!read_zone(at, end, &east))
        return false;
    read->time += fraction - east;
    return true;
}

/* ---- Any of them ---- */

static bool read_kind(enum transcript_stamp kind, const char **at, const char *end,
                      struct transcript_time *read)
{
    switch (kind) {
    case TRANSCRIPT_STAMP_NONE:
        break;
    case TRANSCRIPT_STAMP_CLOCK:
        return read_time_of_day(at, end, &read->time);
    case TRANSCRIPT_STAMP_ELAPSED:
        return read_seconds(at, end, &read->time);
    case TRANSCRIPT_STAMP_DELTA:
        return read_difference(at, end, &read->time);
    case TRANSCRIPT_STAMP_DATE:
        return read_date_and_time(at, end, read);
    }
    return false;
}

bool transcript_stamp_read(enum transcript_stamp kind, const char **at, const char *end,
                           struct transcript_time *read)
{
    const char *here = *at;
    bool is_in_brackets = read_character(&here, end, '[');

    *read = (struct transcript_time){ 0 };
    if ((!is_in_brackets && kind != TRANSCRIPT_STAMP_DATE) || !read_kind(kind, &here, end, read))
        return false;
    if (is_in_brackets && !read_character(&here, end, ']'))
        return false;
    if (here < end && !read_character(&here, end, ' '))
        return false;
    *at = here;
    return true;
}
