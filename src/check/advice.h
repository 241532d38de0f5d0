/* This module writes the commands to type next, after a verdict. */
#ifndef CHECK_ADVICE_H
#define CHECK_ADVICE_H

#include "check/verdict.h"

enum { ADVICE_WIDTH = 80 }; /* columns; a line is longer only if its command is */

/* The options of this call that the next command has to repeat. The strings are borrowed. */
struct advice_call {
    /* the folder that holds golden/; NULL if the goldens are within the program */
    const char *root;
    bool root_was_given;
    uint32_t turns;        /* 0 if not given */
    const char *reference; /* NULL if not given */
    struct causal_limits limits;
};

struct advice_case {
    const char *chapter, *demo;
    const char *variant; /* NULL for the default */
    bool real;           /* the case is on the real clock */
    /* the path of a golden without a demo, and then `demo` is unused; otherwise NULL */
    const char *orphan;
    /* the path of a golden file, and then `demo` is the same; otherwise NULL */
    const char *file;
};

/* Write commands about a case that failed, is broken or inconclusive. Behind each command stands
 * its purpose. */
void advice_write(FILE *out, const struct advice_call *call, const struct advice_case *one,
                  const struct verdict *verdict);

/* Write the commands that mend a golden's file that cannot be read. */
void advice_mend(FILE *out, const struct advice_call *call, const struct advice_case *one,
                 const struct verdict_golden *golden);

#endif
