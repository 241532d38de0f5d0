#include "check/transcript_stamp.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

/* 2026-11-30 */
static const int64_t today = 20787;

/* Reads it as a stamp before "text", and returns whether it is one of this kind alone. */
static bool reads(const char *stamp, enum transcript_stamp kind, struct transcript_time *read)
{
    char line[128];
    int kinds = 0;
    bool found = false;

    test_note("%s", stamp);
    snprintf(line, sizeof line, "%s text", stamp);
    for (enum transcript_stamp any = TRANSCRIPT_STAMP_NONE; any <= TRANSCRIPT_STAMP_DATE; any++) {
        const char *at = line;
        struct transcript_time time;

        if (!transcript_stamp_read(any, &at, line + strlen(line), &time)) {
            ASSERT_TRUE(at == line);
            continue;
        }
        ASSERT_STR_EQ(at, "text");
        kinds++;
        found |= any == kind;
        *read = time;
    }
    ASSERT_TRUE(kinds <= 1);
    return found;
}

static void assert_read(const char *stamp, enum transcript_stamp kind, int64_t day,
                        double milliseconds)
{
    struct transcript_time read = { 0 };

    ASSERT_TRUE(reads(stamp, kind, &read));
    ASSERT_EQ(read.day, day);
    ASSERT_EQ(read.time, milliseconds * 1e6);
}

TEST(stamp_of_each_kind_is_read_as_this_kind_alone)
{
    assert_read("[00:00:01.250]", TRANSCRIPT_STAMP_CLOCK, 0, 1250);
    assert_read("[  1.250]", TRANSCRIPT_STAMP_ELAPSED, 0, 1250);
    assert_read("[+1.250]", TRANSCRIPT_STAMP_DELTA, 0, 1250);
    assert_read("[2026-11-30 00:00:01.250]", TRANSCRIPT_STAMP_DATE, today, 1250);
}

TEST(python_logging_and_iso_8601_are_read)
{
    assert_read("2026-11-30 00:01:01,123", TRANSCRIPT_STAMP_DATE, today, 61123);
    assert_read("[2026-11-30 00:01:01,123]", TRANSCRIPT_STAMP_DATE, today, 61123);
    assert_read("2026-11-30T00:01:01.123456", TRANSCRIPT_STAMP_DATE, today, 61123.456);
    assert_read("2026-11-30T00:01:01", TRANSCRIPT_STAMP_DATE, today, 61000);
    assert_read("2026-11-30T00:01:01.5Z", TRANSCRIPT_STAMP_DATE, today, 61500);
    assert_read("2026-11-30T01:01:01.5+01:00", TRANSCRIPT_STAMP_DATE, today, 61500);
    assert_read("2026-11-30T01:31:01.5+0130", TRANSCRIPT_STAMP_DATE, today, 61500);
    assert_read("2026-11-30T01:01:01.5+01", TRANSCRIPT_STAMP_DATE, today, 61500);
    assert_read("2026-11-30T00:00:00-00:30", TRANSCRIPT_STAMP_DATE, today, 1800000);
    assert_read("2026-11-30T00:00:00+00:30", TRANSCRIPT_STAMP_DATE, today, -1800000);
}

TEST(days_are_those_of_the_calendar)
{
    assert_read("1970-01-01 00:00:00", TRANSCRIPT_STAMP_DATE, 0, 0);
    assert_read("1969-12-31 00:00:00", TRANSCRIPT_STAMP_DATE, -1, 0);
    assert_read("2000-02-29 00:00:00", TRANSCRIPT_STAMP_DATE, 11016, 0);
    assert_read("2000-03-01 00:00:00", TRANSCRIPT_STAMP_DATE, 11017, 0);
    assert_read("2024-02-29 00:00:00", TRANSCRIPT_STAMP_DATE, 19782, 0);
    assert_read("0001-01-01 00:00:00", TRANSCRIPT_STAMP_DATE, -719162, 0);
    assert_read("9999-12-31 00:00:00", TRANSCRIPT_STAMP_DATE, 2932896, 0);
}

TEST(almost_a_date_is_not_a_date)
{
    static const char *const stamps[] = {
        "2026-11-30",
        "2026-13-30 00:00:00",
        "2026-00-30 00:00:00",
        "2026-11-31 00:00:00",
        "2026-02-29 00:00:00",
        "1900-02-29 00:00:00",
        "2026-11-00 00:00:00",
        "0000-11-30 00:00:00",
        "26-11-30 00:00:00",
        "2026-11-30 24:00:00",
        "2026-11-30 00:60:00",
        "2026-11-30  00:00:00",
        "2026-11-30 00:00:00,",
        "2026-11-30 00:00:00,1x",
        "2026-11-30 00:00:00+1",
        "2026-11-30 00:00:00+01:",
        "2026-11-30 00:00:00+24:00",
        "2026-11-30 00:00:00+01:60",
        "[2026-11-30 00:00:00",
        "2026-11-30 00:00:00]",
        "2026/11/30 00:00:00",
        "2026-11-30T00:00",
    };
    struct transcript_time read;

    for (size_t i = 0; i < sizeof stamps / sizeof stamps[0]; i++)
        ASSERT_TRUE(!reads(stamps[i], TRANSCRIPT_STAMP_DATE, &read));
}

TEST(a_stamp_may_end_the_line)
{
    const char *line = "2026-11-30 00:00:01", *at = line;
    struct transcript_time read;

    ASSERT_TRUE(transcript_stamp_read(TRANSCRIPT_STAMP_DATE, &at, line + strlen(line), &read));
    ASSERT_TRUE(at == line + strlen(line));
    at = line;
    ASSERT_TRUE(!transcript_stamp_read(TRANSCRIPT_STAMP_DATE, &at, line + strlen(line) - 1, &read));
}
