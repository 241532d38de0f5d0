/* Where two texts part, in words, since two that look the same need not be the same. */
#ifndef CHECK_PARTING_H
#define CHECK_PARTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct parting_text {
    const char *whose; /* "the golden" */
    const char *text;
    size_t length;
};

/*
 * Write a sentence or two about texts that differ: at which character, counted from 1, and what
 * each has there, by number, since it may be invisible. What makes up one letter or symbol is kept
 * together.
 *
 *     They part at character 4: the golden has a blank (U+0020),
 *     the transcript its end. Only blanks differ.
 *
 * Each line begins with `indent`.
 */
void parting_write(FILE *out, const char *indent, const struct parting_text *one,
                   const struct parting_text *other);

/* Might a reader take these texts, which differ, for the same? True if only blanks differ, if one
 * of them has no character of ASCII where they part, or if one has there what the other is shown
 * as. */
bool parting_is_hidden(const struct parting_text *one, const struct parting_text *other);

#endif
