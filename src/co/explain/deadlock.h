/* The report on tasks that wait for each other. */
#ifndef CO_DEADLOCK_H
#define CO_DEADLOCK_H

#include "co/explain/known.h"

/* Add the report on a run in which nothing can ever happen again. The tasks still exist. */
void explain_deadlock(struct text *text, const struct known *known);
/* Add which task waits for what, while the run goes on. */
void explain_waits(struct text *text, const struct known *known);

#endif
