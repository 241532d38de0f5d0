/*
 * An attempt at an exercise, or at any demo: the user's file is built, its transcript and events
 * are compared with the goldens, and, if the demo is an exercise, other orders are explored. An
 * exercise is solved only if no order that is tried is bad.
 */
#ifndef TRY_ATTEMPT_H
#define TRY_ATTEMPT_H

#include "try/workshop.h"

enum attempt_end {
    ATTEMPT_SOLVED,
    ATTEMPT_REFUSED, /* it does not build, or does something else than what is wanted */
    ATTEMPT_BROKEN,  /* the tool itself failed */
};

struct attempt {
    /* What is judged, and how it is shown. All strings are borrowed. */
    const char *file; /* the user's */
    const char *name; /* the demo's */
    const char *root; /* the folder that holds golden/ */
    bool is_exercise;
    int width;  /* columns of the lanes */
    bool ascii; /* the lanes have no other characters */

    /* The result, which attempt_free() frees. */
    enum attempt_end end;
    struct text summary; /* a sentence that begins with the file */
    struct text details; /* lines for a person; may be empty */
};

/* Build the file and judge it. Returns 0; or -EINTR if SIGINT or SIGTERM came. */
int attempt_judge(struct attempt *attempt, struct workshop *workshop);
void attempt_free(struct attempt *attempt);

#endif
