/* Causes in words. */
#ifndef CHECK_CAUSE_H
#define CHECK_CAUSE_H

#include "run/run.h"

/*
 * Write the cause of the event in words: "own timer of 200 ms", "woken by line 3 of signaler",
 * "cancelled by task-3, whose timer of 450 ms was due". Delays have the digits that tell them from
 * others, down to the microsecond; `digits` more than 0 asks for so many significant ones. Returns
 * the length, as snprintf.
 */
int cause_words(char *buffer, size_t size, const struct stream *stream, const struct event *event);
int cause_words_exactly(char *buffer, size_t size, const struct stream *stream,
                        const struct event *event, int digits);

/* The timer that began the chain of wakes which led to the event: the event that has the timer as
 * its cause. NULL: the chain began in another way. */
const struct event *cause_first_timer(const struct stream *stream, const struct event *event);

#endif
