/*
 * Compares the output of a command with a golden file.
 *
 * Stdout and stderr are two streams, and each keeps its order. Between the two, time alone decides,
 * because two pipes do not tell which of two lines was written first.
 *
 * The times are judged by src/check/instants.h, in the order of the file. Marked lines may change
 * places, but the times stay at their places.
 */
#ifndef CHECK_GOLDEN_MATCH_H
#define CHECK_GOLDEN_MATCH_H

#include "check/causal.h"
#include "check/golden_file.h"
#include "check/shell_run.h"

/* The tolerances and the limit of the start, in nanoseconds; `start` is negative if there is
 * none. */
struct golden_limits {
    int64_t early, late, start;
};

/* The first difference, by the order of the file. The pointers are borrowed. */
struct golden_match {
    enum difference kind;
    const struct golden_item *expected; /* NULL if the golden has no line there */
    const struct shell_line *actual;    /* NULL if the command printed no line there */
    size_t lines;                       /* if missing or extra: the number of lines in a row */
    bool is_newline;   /* the text is right, but not the newline at its end, or its absence */
    bool is_unstamped; /* the line lacks a stamp of the golden's kind */
    bool is_start;     /* the first line came too late */
    bool is_unordered; /* no line of those that may change places is this one */

    /* If too early or too late: the steps since the line before, which is NULL for the start. */
    const struct golden_item *expected_before;
    int64_t expected_step, actual_step;
    /* If too early, too late or out of order: how late something must have been for that, and the
     * time of the run in which it was. */
    int64_t beyond;
    int64_t from, until;

    size_t matched;
    int64_t lateness; /* the greatest, of all lines up to the first difference */
    struct captures captures;
};

/* Compare. Returns 0 or -ENOMEM. */
int golden_match(const struct golden_file *file, const struct shell_lines *output,
                 const struct golden_limits *limits, struct golden_match *match);

#endif
