/* This module judges how a run ended, not what the run printed. */
#ifndef CHECK_ENDING_H
#define CHECK_ENDING_H

#include "check/children.h"
#include "check/verdict.h"

/* Returns true if the run did not end as it should; then the verdict's kind, difference and message
 * are set. */
bool ending_judge(const struct child *run, int expected_exit_code, struct verdict *verdict);

/* Add to the message how main ended, and where, if both are known: "; main ended at 0.300 with
 * CancelledError, at demos/production/lock.c:12". */
void ending_add(struct verdict *verdict, const struct stream *stream);

#endif
