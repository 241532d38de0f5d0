#include "run/events_forms.h"

#include <string.h>

/* clang-format off */
const struct form event_forms[] = {
    { EVENT_TASK,     0, TRAIT_JOB,                     "is made for a thread %c" },
    { EVENT_TASK,     0, 0,                             "is made %c" },
    { EVENT_WAIT,     0, TRAIT_AWAITS,                  "waits for the end of %a (%g" },
    { EVENT_WAIT,     0, TRAIT_THING | TRAIT_TEXT,      "waits for %p" },
    { EVENT_WAIT,     0, TRAIT_TEXT,                    "waits for %x" },
    { EVENT_WAIT,     0, TRAIT_DUE,                     "sleeps until %u" },
    { EVENT_WAIT,     0, TRAIT_YIELD,                   "lets other tasks run" },
    { EVENT_WAIT,     0, 0,                             "sleeps" },
    { EVENT_WAKE,     0, TRAIT_RESULT,                  "is woken with %r %c" },
    { EVENT_WAKE,     0, 0,                             "is woken %c" },
    { EVENT_LINE,     0, TRAIT_OWN_CAUSE,               "prints, %c: %x" },
    { EVENT_LINE,     0, TRAIT_TEXT,                    "prints %x" },
    { EVENT_LINE,     0, 0,                             "leaves a line empty" },
    { EVENT_TASK_END, 0, TRAIT_RESULT | TRAIT_TEXT,     "ends with %r: %x" },
    { EVENT_TASK_END, 0, TRAIT_RESULT,                  "ends with %r" },
    { EVENT_TASK_END, 0, TRAIT_TEXT,                    "ends: %x" },
    { EVENT_TASK_END, 0, 0,                             "ends" },
    { EVENT_RUN_END,  0, TRAIT_RESULT | TRAIT_TEXT,     "ends with %r: %x" },
    { EVENT_RUN_END,  0, TRAIT_RESULT,                  "ends with %r" },
    { EVENT_RUN_END,  0, TRAIT_TEXT,                    "ends: %x" },
    { EVENT_RUN_END,  0, 0,                             "ends" },
    { EVENT_TOUCH, CO_VERB_TAKE,    TRAIT_COUNT,        "takes %h, %k left" },
    { EVENT_TOUCH, CO_VERB_TAKE,    0,                  "takes %h" },
    { EVENT_TOUCH, CO_VERB_RELEASE, TRAIT_COUNT,        "releases %h, %k free" },
    { EVENT_TOUCH, CO_VERB_RELEASE, 0,                  "releases %h" },
    { EVENT_TOUCH, CO_VERB_PUT,     TRAIT_WHAT,         "puts %i into %h, %k in it" },
    { EVENT_TOUCH, CO_VERB_PUT,     0,                  "puts an item into %h, %k in it" },
    { EVENT_TOUCH, CO_VERB_GET,     TRAIT_WHAT,         "gets %i from %h, %k in it" },
    { EVENT_TOUCH, CO_VERB_GET,     0,                  "gets an item from %h, %k in it" },
    { EVENT_TOUCH, CO_VERB_DONE,    0,             "finishes an item of %h, %k left to finish" },
    { EVENT_TOUCH, CO_VERB_SET,     0,                  "sets %h" },
    { EVENT_TOUCH, CO_VERB_CLEAR,   0,                  "clears %h" },
    { EVENT_TOUCH, CO_VERB_NOTIFY,  0,                  "notifies %h, %k go on" },
};

/* A task that makes another one is its cause as a task that wakes it is. */
const struct form cause_forms[] = {
    { CO_CAUSE_TASK,    0, 0,                           "by %b %n" },
    { CO_CAUSE_TIMER,   0, TRAIT_BY_OTHER,              "after %d of %b" },
    { CO_CAUSE_TIMER,   0, 0,                           "after %d" },
    { CO_CAUSE_THREAD,  0, 0,                           "by the end of %b %j" },
    { CO_CAUSE_LOOP,    0, TRAIT_WHAT,                  "by the loop, %i" },
    { CO_CAUSE_LOOP,    0, 0,                           "by the loop" },
    { CO_CAUSE_OUTSIDE, 0, TRAIT_BY_OTHER | TRAIT_WHAT, "from outside by %b, %i" },
    { CO_CAUSE_OUTSIDE, 0, TRAIT_BY_OTHER,              "from outside by %b" },
    { CO_CAUSE_OUTSIDE, 0, TRAIT_WHAT,                  "from outside, %i" },
    { CO_CAUSE_OUTSIDE, 0, 0,                           "from outside" },
};

const struct form_part form_parts[] = {
    { "an item of ", "" },
    { "a free place in ", "" },
    { "a permit of ", "" },
    { "the lock of ", "" },
    { "bytes of ", "" },
    { "room in ", "" },
    { "the end of ", "" },
    { "", " to be finished" },
    { "", " to be closed" },
    { "", "" },
};
/* clang-format on */

const size_t event_form_count = sizeof event_forms / sizeof *event_forms;
const size_t cause_form_count = sizeof cause_forms / sizeof *cause_forms;
const size_t form_part_count = sizeof form_parts / sizeof *form_parts;

static unsigned traits_of(const struct event *event)
{
    const struct co_cause *cause = &event->cause;
    bool by_other = cause->kind == CO_CAUSE_OUTSIDE ? cause->by != 0 : cause->by != event->task;

    return (event->is_job ? TRAIT_JOB : 0u) | (event->awaits_count ? TRAIT_AWAITS : 0u) |
           (event->due ? TRAIT_DUE : 0u) | (event->thing ? TRAIT_THING : 0u) |
           (event->text[0] ? TRAIT_TEXT : 0u) | (event->result ? TRAIT_RESULT : 0u) |
           (event->count ? TRAIT_COUNT : 0u) | (event->what[0] ? TRAIT_WHAT : 0u) |
           (by_other ? TRAIT_BY_OTHER : 0u);
}

static const struct form *choose(const struct form *forms, size_t count, int kind,
                                 enum co_verb verb, unsigned traits)
{
    for (size_t i = 0; i < count; i++)
        if (forms[i].kind == kind && forms[i].verb == verb && !(forms[i].needs & ~traits))
            return &forms[i];
    return NULL;
}

const struct form *form_of_event(const struct event *event, unsigned traits)
{
    enum co_verb verb = event->kind == EVENT_TOUCH ? event->verb : CO_VERB_NONE;

    return choose(event_forms, event_form_count, (int)event->kind, verb, traits_of(event) | traits);
}

const struct form *form_of_cause(const struct event *event)
{
    enum co_cause_kind kind = event->cause.kind;
    unsigned traits = traits_of(event);

    /* Only a wake says what the cause is; a task that is made has its function there. */
    if (event->kind != EVENT_WAKE)
        traits &= ~(unsigned)TRAIT_WHAT;
    return choose(cause_forms, cause_form_count,
                  (int)(kind == CO_CAUSE_START ? CO_CAUSE_TASK : kind), CO_VERB_NONE, traits);
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), size = strlen(end);

    return length >= size && strcmp(text + length - size, end) == 0;
}

const struct form_part *form_part(const char *text)
{
    const struct form_part *part = form_parts;

    while (!begins_with(text, part->before) || !ends_with(text, part->after))
        part++;
    return part;
}
