/* This module reports the findings of a check to people and to machines. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/advice.h"
#include "check/check.h"
#include "check/verdict.h"
#include "check/verdicts.h"

#include <limits.h>

struct report_case {
    struct advice_case what;
    int64_t took; /* nanoseconds of real time */
    struct verdict verdict;
    const struct verdicts *verdicts; /* if it was run again and again; otherwise NULL */
};

struct report {
    const struct report_case *cases;
    size_t count;
    struct advice_call call;
    enum check_inconclusive inconclusive; /* it has changed the verdicts already */
    size_t unjudged;      /* the number of runs that an interrupt kept from being judged */
    int64_t took;         /* the real time of all runs together, in nanoseconds */
    enum symbols symbols; /* this and the next one are for the human report */
    bool colour;
};

/* The number of verdicts of each kind. */
struct report_counts {
    size_t passed, failed, skipped, inconclusive, broken;
};
struct report_counts report_count(const struct report *report);

/* Write "12 passed, 1 failed, 1 broken, 2 skipped" and a newline. An inconclusive case counts as
 * skipped. */
void report_counts_write(FILE *out, const struct report *report);

/* Explain a case that did not simply pass. Each line begins with two blanks. */
void report_explain(FILE *out, const struct report *report, const struct report_case *one);

/* Returns the buffer with the path of the case's golden, or of the golden that it would have:
 * "golden/CHAPTER/DEMO.txt", below the folder that holds golden/. */
const char *report_golden_path(char path[PATH_MAX], const struct report_case *one);
/* Returns the line of the golden with the first difference; 0 if it is not known, or if the
 * difference is in no line. */
size_t report_golden_line(const struct report_case *one);

/* Returns the place in the source that the reader should look at. Its file is "" if that is not
 * known. */
struct verdict_place report_place(const struct report_case *one);

/* Returns the buffer with the case's title: "lock on the virtual clock". A title that does not fit
 * is cut short. */
enum { REPORT_TITLE_MAX = 320 };
const char *report_title(char title[REPORT_TITLE_MAX], const struct report_case *one);

/* Write the report in this format. */
void report_write(FILE *out, const struct report *report, enum check_format format);
/* Returns the exit code that check_demos() returns. */
int report_exit_code(const struct report *report);

void report_human(FILE *out, const struct report *report);
void report_tap(FILE *out, const struct report *report);
void report_junit(FILE *out, const struct report *report);
void report_json(FILE *out, const struct report *report);
void report_github(FILE *out, const struct report *report);

#endif
