/* Judges a run on the virtual clock: what it has printed must be its golden transcripts, byte for
 * byte. */
#ifndef CHECK_EXACT_H
#define CHECK_EXACT_H

#include "check/children.h"
#include "check/transcript.h"
#include "check/verdict.h"

/* The goldens of a case. All-zero `errors`: the run must say nothing on stderr. */
struct exact_goldens {
    const struct transcript *log;
    const struct transcript *errors;
};

/* Set the verdict, whose sides refer to the run and the goldens. */
void exact_judge(const struct child *run, const struct exact_goldens *goldens,
                 int expected_exit_code, struct verdict *verdict);

/* Does the run's log have these bytes? */
bool exact_same_log(const struct child *run, const struct transcript *golden);

#endif
