/* This module makes the text of a golden file from runs of its command. */
#ifndef CHECK_GOLDEN_REMAKE_H
#define CHECK_GOLDEN_REMAKE_H

#include "check/golden_draft.h"

/* All pointers are borrowed. */
struct golden_remake {
    const char *head;                          /* from golden_remake_head() */
    const struct golden_file *old;             /* NULL if there is none */
    const struct golden_file *probe;           /* the head, as a golden file */
    const struct shell_run *runs[GOLDEN_RUNS]; /* they all end in the same way */
    /* The result: the greatest difference in a step from line to line, in nanoseconds, if the new
     * file allows it by headers; otherwise 0. */
    int64_t spread;
};

/* Append the command and the headers: those of the old file, if there is one. `command` replaces
 * the command unless it is NULL, and `limit` the header unless it is negative. */
void golden_remake_head(struct text *head, const struct golden_file *old, const char *command,
                        int64_t limit);

/* Append the whole file. Returns 0 or -ENOMEM. */
int golden_remake_write(struct golden_remake *remake, struct text *made);

#endif
