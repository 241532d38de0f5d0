/* This module lists the runs that a selection of demos stands for: each demo's default and its
 * variants. */
#ifndef CHECK_CASES_H
#define CHECK_CASES_H

#include "check/check.h"

struct check_case {
    const struct check_demo *demo;
    const char *variant; /* NULL for the default */
    int exit_code;       /* the expected one */
};

/* Returns a new array in the order of the demos, which the caller frees; NULL if no memory is left.
 * `variant` is the same as in check_options. */
struct check_case *cases_make(const struct check_demo *demos, size_t demo_count,
                              const char *variant, size_t *count);

/* Returns the buffer with the case's name, which is also the name of its golden's file: "lock",
 * "rate-limit.fixed". A name that does not fit is cut short. */
enum { CASE_NAME_MAX = 256 };
const char *case_name(char buffer[CASE_NAME_MAX], const char *demo, const char *variant);

#endif
