/* Which runs a selection of demos stands for: each demo's default and its variants. */
#ifndef CHECK_CASES_H
#define CHECK_CASES_H

#include "check/check.h"

struct check_case {
    const struct check_demo *demo;
    const char *variant; /* NULL: the default */
    int exit_code;       /* expected */
};

/* A new array, for the caller to free, in the order of the demos; `variant` as in check_options.
 * NULL: no memory. */
struct check_case *cases_make(const struct check_demo *demos, size_t demo_count,
                              const char *variant, size_t *count);

/* "lock", "rate-limit.fixed": as its golden's file is called. Cut short if it does not fit. Returns
 * the buffer. */
enum { CASE_NAME_MAX = 256 };
const char *case_name(char buffer[CASE_NAME_MAX], const char *demo, const char *variant);

#endif
