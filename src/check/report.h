/* What a check has found, for people and for machines. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/advice.h"
#include "check/check.h"
#include "check/verdict.h"

#include <limits.h>

struct report_case {
    struct advice_case what;
    int64_t took; /* nanoseconds of real time */
    struct verdict verdict;
};

struct report {
    const struct report_case *cases;
    size_t count;
    struct advice_call call;
    size_t unjudged;      /* runs that an interrupt has kept from being judged */
    int64_t took;         /* of all together; nanoseconds of real time */
    enum symbols symbols; /* these two: for people */
    bool colour;
};

/* How often each kind of verdict was given. */
struct report_counts {
    size_t passed, failed, skipped, inconclusive, broken;
};
struct report_counts report_count(const struct report *report);

/* "12 passed, 1 failed, 2 skipped" and a newline. Inconclusive counts as skipped, broken as
 * failed. */
void report_counts_write(FILE *out, const struct report *report);

/* All that is to be said about a case that did not simply pass, each line with two blanks before
 * it. */
void report_explain(FILE *out, const struct report *report, const struct report_case *one);

/* Where a golden is that this is about, or could be: "golden/CHAPTER/DEMO.txt", below the folder
 * that holds golden/. Returns the buffer. */
const char *report_golden_path(char path[PATH_MAX], const struct report_case *one);
/* The line of the golden with the first difference; 0: it is not known, or about no line. */
size_t report_golden_line(const struct report_case *one);

/* "lock on the virtual clock". Returns the buffer, whose text is cut short if it does not fit. */
enum { REPORT_TITLE_MAX = 320 };
const char *report_title(char title[REPORT_TITLE_MAX], const struct report_case *one);

/* Write the report in a form. */
void report_write(FILE *out, const struct report *report, enum check_format format);
/* As check_demos() returns it. */
int report_exit_code(const struct report *report);

void report_human(FILE *out, const struct report *report);
void report_tap(FILE *out, const struct report *report);
void report_junit(FILE *out, const struct report *report);
void report_json(FILE *out, const struct report *report);
void report_github(FILE *out, const struct report *report);

#endif
