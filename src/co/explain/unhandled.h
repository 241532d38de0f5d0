/* Sentences about errors that no task handles. */
#ifndef CO_UNHANDLED_H
#define CO_UNHANDLED_H

#include "co/explain/known.h"

/* Add what a report of the runtime says to a person; nothing, if the report of a deadlock has said
 * it already. */
void explain_unhandled(struct text *text, const struct known *known,
                       const struct co_report *report);

#endif
