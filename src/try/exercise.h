/* The source of an exercise. Its first comment says what is wanted, and has hints. */
#ifndef TRY_EXERCISE_H
#define TRY_EXERCISE_H

#include "co/explain/growing_text.h"

enum { EXERCISE_HINTS = 3 };

/* Append the source without its hints, which a user asks for one by one. */
void exercise_add_source(struct text *text, const char *source, size_t size);

/* Append the hint of this number, from 1, on one line. Append nothing if there is none. */
void exercise_add_hint(struct text *text, const char *source, size_t size, int number);

#endif
