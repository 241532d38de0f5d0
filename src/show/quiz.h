/*
 * The question which line a run prints next. Its answers are lines of this very run. A question
 * stands before the step that prints the line, since what leads up to the line would give it away.
 */
#ifndef SHOW_QUIZ_H
#define SHOW_QUIZ_H

#include "show/story.h"

enum { QUIZ_ANSWERS = 4 };

struct quiz {
    size_t moment;                /* the question is put here, */
    size_t printed;               /* and answered here: moments of the story */
    size_t answers[QUIZ_ANSWERS]; /* moments that print the lines to choose from */
    size_t count;
    size_t right; /* index in `answers` */
};

/* The next question at the moment or behind it. Returns false if there is none: a question needs
 * two answers. */
bool quiz_ask(const struct story *story, size_t moment, struct quiz *quiz);

#endif
