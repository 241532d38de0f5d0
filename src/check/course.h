/* The course of a run: its events as the text form of a run (run/events_text.h) tells them, so that
 * two runs can be compared. */
#ifndef CHECK_COURSE_H
#define CHECK_COURSE_H

#include "run/events_known.h"

/* One event. */
struct told {
    const struct event *event; /* of the stream */
    const char *task;          /* the task's label */
    char *deed;                /* what the task does, without the cause, times and counts */
    const char *by;            /* the label of the task that the cause is by */
    const char *thing;         /* the label of the thing; "" if there is none */
};

/* The stream must outlive it. All-zero is empty. */
struct course {
    const struct stream *stream;
    struct events_known known;
    struct told *items;
    size_t count;
};

/* Prepare the course of the stream. Returns 0 or -ENOMEM. The caller frees it in both cases. */
int course_prepare(struct course *course, const struct stream *stream);
void course_free(struct course *course);

/* Returns the first event from `from` on that is of this task; NULL if there is none. */
const struct told *course_next(const struct course *course, const struct told *from,
                               const char *task);

#endif
