/* What a task does, in words: the part of a line of the text form (events_text.h) that follows the
 * time. */
#ifndef RUN_EVENTS_PHRASE_H
#define RUN_EVENTS_PHRASE_H

#include "co/explain/growing_text.h"
#include "run/events_known.h"

/* Returns whether the text has a place for events of this kind. */
bool phrase_exists(const struct event *event);
/* Add the label of the task; "the loop" for 0. */
void phrase_add_task(struct text *text, const struct events_known *known, uint32_t task);
/* Add what the task does: "waits for lock-1", "is woken by Worker-1 1.1". `traits` are those that
 * the event does not show, see events_forms.h. The event has a place in the text. */
void phrase_add(struct text *text, const struct events_known *known, const struct event *event,
                unsigned traits);
/* The same without the cause, without times and without counts: "is woken". */
void phrase_add_bare(struct text *text, const struct events_known *known, const struct event *event,
                     unsigned traits);

#endif
