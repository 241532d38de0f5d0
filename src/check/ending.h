/* Judges how a run has ended, whatever it has printed. */
#ifndef CHECK_ENDING_H
#define CHECK_ENDING_H

#include "check/children.h"
#include "check/verdict.h"

/* True, and the verdict's kind, difference and message are set, if it has not ended as it
 * should. */
bool ending_judge(const struct child *run, int expected_exit_code, struct verdict *verdict);

/* Add to the message how main ended, and where, if that is known: "; main ended at 0.300 with
 * CancelledError, at demos/production/lock.c:12". */
void ending_add(struct verdict *verdict, const struct stream *stream);

#endif
