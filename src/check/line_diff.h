/* How one text differs from another, line by line, for people. */
#ifndef CHECK_LINE_DIFF_H
#define CHECK_LINE_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct line_diff_text {
    const char *name;  /* for the heading */
    const char *bytes; /* borrowed; NULL if size is 0 */
    size_t size;
};

/*
 * Writes to `out` what turns `before` into `after`, in the unified form that diff and patch know,
 * with `context` unchanged lines around each change; nothing if the texts are the same. Control
 * characters are made visible. `colour`: removed lines in red, added ones in green. Where thousands
 * of lines differ, they are shown as replaced as a whole.
 *
 * Behind it, in lines that begin with "# ", it says where a line and the one that replaces it part
 * that a reader might take for the same; only of the first few.
 *
 * Returns 0 if the texts are the same, 1 if they differ, -ENOMEM. Failures of `out` are left in
 * ferror(out).
 */
int line_diff_write(FILE *out, const struct line_diff_text *before,
                    const struct line_diff_text *after, size_t context, bool colour);

#endif
