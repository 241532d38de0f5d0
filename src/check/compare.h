/*
 * Compares the plain text of any program's timestamped output with a golden transcript.
 *
 * Order and text must be the same, byte for byte, except for two things that people add to a
 * transcript when they show it:
 *
 *  ...                       a line of its own: it stands for any number of lines of the golden
 *  some text  ← remark       at least two blanks, an arrow (or <-) and a remark behind the text
 *
 * The times are judged by src/check/instants.h: at most `early` too short and at most `late` too
 * long. After an elision, the lines before it still count.
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

/* The UTF-8 of U+2190, a leftwards arrow. */
#define COMPARE_ARROW "\xe2\x86\x90"
#define COMPARE_ASCII_ARROW "<-"

#define COMPARE_TOLERANCE_MAX INT64_C(86400000000000)

/* Tolerances in nanoseconds, from 0 to COMPARE_TOLERANCE_MAX, which is a day. */
struct compare_options {
    int64_t early;
    int64_t late;
};

/*
 * 50 ms are enough for a clock that ticks in steps of 16 ms, for timers that come up to 30 ms late
 * on a busy machine, and for the demos whose random delays are within 40 ms of the tutorial's. They
 * are a tenth of the half second that is a fault.
 */
#define COMPARE_DEFAULTS ((struct compare_options){ .early = 50000000, .late = 50000000 })

enum compare_kind {
    COMPARE_SAME,
    COMPARE_WRONG_TEXT,    /* the line has another text than the expected one */
    COMPARE_MISSING_LINES, /* `lines` lines of the golden are missing, from `expected` on */
    COMPARE_EXTRA_LINES,   /* `lines` lines of the transcript are extra, from `actual` on */
    COMPARE_SWAPPED_LINES, /* `actual` and the line after it have changed places */
    COMPARE_NO_STAMP, /* the text is right, but no stamp of the transcript's kind precedes it */
    COMPARE_TOO_EARLY,
    COMPARE_TOO_LATE,
};

/* The first difference. Its lines belong to the two transcripts; times are in nanoseconds. */
struct compare_result {
    enum compare_kind kind;
    /* The line of the golden and the line of the transcript. A line is NULL behind the end; both
     * are NULL if there is no difference. */
    const struct transcript_line *expected;
    const struct transcript_line *actual;
    /* The number of lines that are missing or extra. If the first missing line comes later,
     * `elsewhere` is that line; otherwise NULL. */
    size_t lines;
    const struct transcript_line *elsewhere;

    /* If too early or too late: the lines before, the steps from those lines to these, and the
     * range of steps that would have been accepted. */
    const struct transcript_line *expected_before;
    const struct transcript_line *actual_before;
    int64_t expected_step;
    int64_t actual_step;
    int64_t earliest_step;
    int64_t latest_step;

    /* Counts up to the first difference: the lines that are right, those whose time was judged, and
     * the lines of the golden for which "..." stands. */
    size_t matched;
    size_t judged;
    size_t elided;
    /* The greatest distances of lines from the range that the instants before them span. Not
     * negative. */
    int64_t most_early;
    int64_t most_late;
};

/* Compare two transcripts. The function never fails and allocates nothing. Both transcripts are
 * borrowed and must outlive the result. */
struct compare_result compare_transcripts(const struct transcript *golden,
                                          const struct transcript *transcript,
                                          const struct compare_options *options);

struct mojibake;

/* The two transcripts, for the report. All strings are borrowed. */
struct compare_subject {
    const char *golden_name, *transcript_name; /* the paths, as a person would type them */
    unsigned flaws;                            /* the flaws of the transcript */
    /* the mojibake that the transcript was turned back from; NULL if none */
    const struct mojibake *mojibake;
};

/* Returns whether the transcript is the golden, byte for byte except for remarks, elisions and
 * times. */
bool compare_agrees(const struct compare_result *result, const struct compare_subject *subject);

/*
 * Writes the result to `out` for a person: one sentence if both are the same. Otherwise it writes
 * the first difference, with the lines one above the other and their numbers, the allowed times,
 * and the command to type next. Options appear as `--early=SECONDS` and `--late=SECONDS` of
 * `asyncdemo compare GOLDEN TRANSCRIPT`.
 */
void compare_report(FILE *out, const struct compare_result *result,
                    const struct compare_options *options, const struct compare_subject *subject);

#endif
