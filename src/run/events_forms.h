/*
 * The sentences of the text form of a run (events_text.h): a pattern for each kind of event and of
 * cause. The writer fills a pattern in, and the reader recognizes it.
 */
#ifndef RUN_EVENTS_FORMS_H
#define RUN_EVENTS_FORMS_H

#include "run/stream.h"

/* The properties of an event that choose its form. */
enum form_trait {
    TRAIT_JOB = 1 << 0,       /* a thread runs the task */
    TRAIT_AWAITS = 1 << 1,    /* it waits for tasks */
    TRAIT_DUE = 1 << 2,       /* the wait has a time */
    TRAIT_THING = 1 << 3,     /* the event names a thing */
    TRAIT_TEXT = 1 << 4,      /* the text is not empty */
    TRAIT_RESULT = 1 << 5,    /* the result is not 0 */
    TRAIT_COUNT = 1 << 6,     /* the count is not 0 */
    TRAIT_WHAT = 1 << 7,      /* `what` is not empty */
    TRAIT_BY_OTHER = 1 << 8,  /* the cause is of another task than the event */
    TRAIT_OWN_CAUSE = 1 << 9, /* a line that has another cause than its task */
    TRAIT_YIELD = 1 << 10,    /* the task waits, and makes itself ready at once */
};

/*
 * In a pattern, % and a letter stand for a part of the event:
 *
 *   a  the awaited tasks                    j  by_line of the cause
 *   b  the task that the cause is by        k  the count
 *   c  the cause                            n  by_line and ordinal of the cause
 *   d  the cause's delay                    p  the thing that is waited for, with its part
 *   g  the text and a closing parenthesis   r  the result
 *   h  the thing                            u  the time until which the task sleeps
 *   i  `what` as a word                     x  the text, to the end of the line
 */
struct form {
    int kind; /* of the event, or of its cause */
    enum co_verb verb;
    unsigned needs; /* traits */
    char pattern[48];
};

extern const struct form event_forms[], cause_forms[];
extern const size_t event_form_count, cause_form_count;

/* The forms have the order of preference: the first form that fits is the fullest. `traits` are
 * those that the event alone does not show. NULL: the event has no place in the text. */
const struct form *form_of_event(const struct event *event, unsigned traits);
/* Never NULL. */
const struct form *form_of_cause(const struct event *event);

/* The words around a thing that is waited for: "an item of queue-1", "queue-1 to be finished". */
struct form_part {
    char before[24], after[24];
};
/* The part that the text of the wait names. Never NULL. */
const struct form_part *form_part(const char *text);
extern const struct form_part form_parts[];
extern const size_t form_part_count;

#endif
