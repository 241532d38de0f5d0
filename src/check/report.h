/* What a check has found, for people and for machines. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/causal.h"
#include "check/verdict.h"

struct report_case {
    const char *chapter, *demo;
    const char *variant; /* NULL: the default */
    bool real;           /* the clock */
    int64_t took;        /* nanoseconds of real time */
    struct verdict verdict;
};

struct report {
    const struct report_case *cases;
    size_t count;
    struct causal_limits limits;
    int64_t took;         /* of all together; nanoseconds of real time */
    enum symbols symbols; /* these two: for people */
    bool colour;
};

/* How often each kind of verdict was given. */
struct report_counts {
    size_t passed, failed, skipped, inconclusive, broken;
};
struct report_counts report_count(const struct report *report);

/* All that is to be said about a case that did not simply pass, each line with two blanks before
 * it. */
void report_explain(FILE *out, const struct report *report, const struct report_case *one);

void report_human(FILE *out, const struct report *report);
void report_tap(FILE *out, const struct report *report);
void report_junit(FILE *out, const struct report *report);
void report_json(FILE *out, const struct report *report);

#endif
