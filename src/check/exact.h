/* This module judges a run on the virtual clock: its output must be its golden transcripts, byte
 * for byte, and so must its events, if there is a golden of these. */
#ifndef CHECK_EXACT_H
#define CHECK_EXACT_H

#include "check/children.h"
#include "check/golden_events.h"
#include "check/transcript.h"
#include "check/verdict.h"

/* The goldens of a case. If `errors` is all-zero, the run must print nothing on stderr. `events` is
 * NULL if the events are not judged. */
struct exact_goldens {
    const struct transcript *log;
    const struct transcript *errors;
    const struct golden_events *events;
};

/* Set the verdict of a run, which has told its events if these are judged. The sides of the verdict
 * refer to the run and the goldens, which must outlive it. */
void exact_judge(const struct child *run, const struct exact_goldens *goldens,
                 int expected_exit_code, struct verdict *verdict);

/* Returns whether the run's log has the bytes of the golden. */
bool exact_same_log(const struct child *run, const struct transcript *golden);

#endif
