/* What the text form of a run (events_text.h) has told up to some event. The writer and the reader
 * both keep it, so that the text need not repeat it. */
#ifndef RUN_EVENTS_KNOWN_H
#define RUN_EVENTS_KNOWN_H

#include "run/labels.h"
#include "run/stream.h"

struct events_task {
    uint32_t lines;        /* so many has it logged */
    uint32_t wakes;        /* the ordinal of the last wake that it caused since then */
    bool began, ended;     /* began: it was made */
    struct co_cause cause; /* why it was made or ran last */
};

/* All-zero knows nothing. */
struct events_known {
    struct labels tasks, things;
    struct events_task *states; /* by task id; that of the loop is the first */
    size_t count;
};

/* The state of the task. NULL: no memory. */
struct events_task *known_task(struct events_known *known, uint32_t task);
/* The cause of a task that lets the other tasks run and goes on. */
struct co_cause known_yield(const struct events_task *task, uint32_t id, int64_t time);
/* Returns whether a line with this cause needs no other words. */
bool known_is_usual(const struct events_task *task, const struct event *line);
/* Give the task or the thing that the event tells of its label. -ENOMEM. */
int known_name(struct events_known *known, const struct event *event);
/* Take an event in. -ENOMEM. */
int known_follow(struct events_known *known, const struct event *event);
void known_free(struct events_known *known);

#endif
