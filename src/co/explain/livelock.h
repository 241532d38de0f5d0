/* The report on tasks that run again and again. */
#ifndef CO_LIVELOCK_H
#define CO_LIVELOCK_H

#include "co/explain/known.h"

/* Add the report on a run in which time does not move. The tasks still exist. */
void explain_livelock(struct text *text, const struct known *known);

#endif
