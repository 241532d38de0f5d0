/* This module tells in words where two texts part, because two texts that look the same need not be
 * the same. */
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
 * Write a sentence or two about texts that differ: at which character, counted from 1, they part,
 * and the character of each text there, with its number, because it may be invisible. The
 * characters that make up one letter or symbol are kept together.
 *
 *     They part at character 4: the golden has a blank (U+0020),
 *     the transcript its end. Only blanks differ.
 *
 * Each line begins with `indent`.
 */
void parting_write(FILE *out, const char *indent, const struct parting_text *one,
                   const struct parting_text *other);

/* Returns whether a reader might take these texts, which differ, for the same: if only blanks
 * differ, if one text has a character beyond ASCII where they part, or if one text has there the
 * characters that the other one is shown as. */
bool parting_is_hidden(const struct parting_text *one, const struct parting_text *other);

#endif
