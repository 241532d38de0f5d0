/*
 * Compares the plain text of any program's timestamped output with a golden transcript.
 *
 * Order and text must be the same, byte for byte, but for two things that people add to a
 * transcript when they show it:
 *
 *     ...                       a line of its own: any number of lines of the golden
 *     some text  ← remark       behind at least two blanks, an arrow and a remark
 *
 * Time is judged without knowing what caused a line. Its cause is an earlier line, so the line must
 * come, from at least one of the lines of the last COMPARE_INSTANTS instants, after the time that
 * the golden has between the two: not more than `early` sooner, not more than `late` later. So
 * small delays may add up along a chain of lines, and none is blamed for those before it; and when
 * a chain has fallen behind, a line of another task, which is on time, is not too early. What
 * happened more instants ago is no excuse: else the range would grow with a long transcript. Where
 * the two clocks have their zero does not matter. Behind an elision the lines before it count.
 *
 * A transcript without any stamp is compared by order and text alone; compare_report() says so.
 */
#ifndef CHECK_COMPARE_H
#define CHECK_COMPARE_H

#include "check/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* U+2190, a leftwards arrow. */
#define COMPARE_ARROW "\xe2\x86\x90"

enum { COMPARE_INSTANTS = 16 };
#define COMPARE_TOLERANCE_MAX INT64_C(86400000000000)

/* In nanoseconds: from 0 to COMPARE_TOLERANCE_MAX, a day. */
struct compare_options {
    int64_t early;
    int64_t late;
};

/*
 * 50 ms: room for a clock that ticks in steps of 16 ms and timers that come up to 30 ms late on a
 * busy machine, and for the demos whose random delays are within 40 ms of the tutorial's; a tenth
 * of the half second that is a fault.
 */
#define COMPARE_DEFAULTS ((struct compare_options){ .early = 50000000, .late = 50000000 })

enum compare_kind {
    COMPARE_SAME,
    COMPARE_WRONG_TEXT,    /* another text in place of the expected one */
    COMPARE_MISSING_LINES, /* `lines` lines of the golden, from `expected` on */
    COMPARE_EXTRA_LINES,   /* `lines` lines of the transcript, from `actual` on */
    COMPARE_SWAPPED_LINES, /* `actual` and the line after it have changed places */
    COMPARE_NO_STAMP, /* the text is right, but no stamp of the transcript's kind is before it */
    COMPARE_TOO_EARLY,
    COMPARE_TOO_LATE,
};

/* The first difference. Lines belong to the two transcripts; times are nanoseconds. */
struct compare_result {
    enum compare_kind kind;
    /* In the golden and in the transcript. NULL behind the end, both if there is no difference. */
    const struct transcript_line *expected;
    const struct transcript_line *actual;
    /* How many lines are missing or extra, and where the first missing one comes later, or NULL. */
    size_t lines;
    const struct transcript_line *elsewhere;

    /* Too early or too late: the lines before, the steps from those to these, what would have been
     * accepted. */
    const struct transcript_line *expected_before;
    const struct transcript_line *actual_before;
    int64_t expected_step;
    int64_t actual_step;
    int64_t earliest_step;
    int64_t latest_step;

    /* Up to the first difference: lines that are right, those of them whose time was judged, and
     * lines of the golden for which "..." stands. */
    size_t matched;
    size_t judged;
    size_t elided;
    /* How far lines left the range that the instants before them span. Not negative. */
    int64_t most_early;
    int64_t most_late;
};

/* Never fails and allocates nothing. Both transcripts are borrowed and must outlive the result. */
struct compare_result compare_transcripts(const struct transcript *golden,
                                          const struct transcript *transcript,
                                          const struct compare_options *options);

struct mojibake;

/* What was compared, for the report. All is borrowed. */
struct compare_subject {
    const char *golden_name, *transcript_name; /* as a person would type them */
    unsigned flaws;                            /* of the transcript */
    const struct mojibake *mojibake; /* it was turned back from this; NULL: it is as it was read */
};

/* Is the transcript what the golden says, byte for byte but for remarks, elisions and times? */
bool compare_agrees(const struct compare_result *result, const struct compare_subject *subject);

/*
 * Writes to `out` what a person wants to know: one sentence if both are the same, else what differs
 * first, the lines one above the other with their numbers, what is allowed, and the command to type
 * next. Options appear as `--early=SECONDS` and `--late=SECONDS` of `asyncdemo compare GOLDEN
 * TRANSCRIPT`.
 */
void compare_report(FILE *out, const struct compare_result *result,
                    const struct compare_options *options, const struct compare_subject *subject);

#endif
