/* The commands to type next, after a verdict. */
#ifndef CHECK_ADVICE_H
#define CHECK_ADVICE_H

#include "check/verdict.h"

enum { ADVICE_WIDTH = 80 }; /* of the lines, where the commands allow it */

/* How the program was called, as far as the next command has to be called alike. Borrowed. */
struct advice_call {
    const char *root; /* the folder that holds golden/; NULL: the goldens are within the program */
    bool root_was_given;
    uint32_t turns;        /* 0: not given */
    const char *reference; /* NULL: not given */
    struct causal_limits limits;
};

struct advice_case {
    const char *chapter, *demo;
    const char *variant; /* NULL: the default */
    bool real;           /* the clock */
    const char *orphan;  /* the path of a golden without a demo; then `demo` is none */
};

/* Write commands about a case that failed, is broken or inconclusive, each with what it is for. */
void advice_write(FILE *out, const struct advice_call *call, const struct advice_case *one,
                  const struct verdict *verdict);

/* Write the commands that mend a golden's file, which cannot be read as it is. */
void advice_mend(FILE *out, const struct advice_call *call, const struct advice_case *one,
                 const struct verdict_golden *golden);

#endif
