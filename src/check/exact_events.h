/* This module judges the events of a run on the virtual clock by the golden of events. */
#ifndef CHECK_EXACT_EVENTS_H
#define CHECK_EXACT_EVENTS_H

#include "check/children.h"
#include "check/golden_events.h"
#include "check/verdict.h"

/* Judge the events of a run that has told them (child_tell). If the verdict is passed, an event
 * that differs makes it failed. If the verdict is about a line, and the run departs from the golden
 * before that line or in its place, the verdict becomes one about that event, and its message ends
 * with the line. If the verdict is about the end of the run, its message gets what differed before.
 * Its sides refer to the run and the golden, which must outlive it. */
void exact_events_judge(const struct child *run, const struct golden_events *golden,
                        struct verdict *verdict);

#endif
