/* This module describes causes in words. */
#ifndef CHECK_CAUSE_H
#define CHECK_CAUSE_H

#include "run/run.h"

/*
 * Write the cause of the event in words: "own timer of 200 ms", "woken by line 3 of signaler",
 * "cancelled by task-3, whose timer of 450 ms was due". Delays have as many digits as distinguish
 * them, down to the microsecond. If `digits` is more than 0, delays have so many significant
 * digits. Returns the length, as snprintf does.
 */
int cause_words(char *buffer, size_t size, const struct stream *stream, const struct event *event);
int cause_words_exactly(char *buffer, size_t size, const struct stream *stream,
                        const struct event *event, int digits);

/* Returns the event that a timer caused and that began the chain of wakes which led to `event`;
 * NULL if the chain began in another way. */
const struct event *cause_first_timer(const struct stream *stream, const struct event *event);

#endif
