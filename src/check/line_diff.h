/* This module shows people how one text differs from another, line by line. */
#ifndef CHECK_LINE_DIFF_H
#define CHECK_LINE_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct line_diff_text {
    const char *name;  /* shown in the heading */
    const char *bytes; /* borrowed; NULL if size is 0 */
    size_t size;
};

/*
 * Writes to `out` the changes that turn `before` into `after`, in the unified form that diff and
 * patch know, with `context` unchanged lines around each change. Writes nothing if the texts are
 * the same. Control characters are made visible. With `colour`, removed lines are red and added
 * lines are green. If thousands of lines differ, they are shown as replaced as a whole.
 *
 * If a line and the line that replaces it may look the same to a reader, lines that begin with "# "
 * follow and tell where the two part. They are written only for the first few such pairs.
 *
 * Returns 0 if the texts are the same, 1 if they differ, -ENOMEM if no memory is left. ferror(out)
 * tells of failures of `out`.
 */
int line_diff_write(FILE *out, const struct line_diff_text *before,
                    const struct line_diff_text *after, size_t context, bool colour);

#endif
