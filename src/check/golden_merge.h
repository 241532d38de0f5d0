/* This module puts the lines of an old golden file and the lines of new runs together. */
#ifndef CHECK_GOLDEN_MERGE_H
#define CHECK_GOLDEN_MERGE_H

#include "check/golden_draft.h"

/*
 * Merge one stream. `stream` has the old items, and the lines of the first run; `fresh` is the
 * draft of this stream. Where an old item fits a line, the item stays as it was written, and its
 * stamp, too, if it differs by no more than `tolerance`; "..." stays where lines around it stay.
 * Other lines are taken from `fresh`. Appends to `merged`. Returns 0 or -ENOMEM.
 */
int golden_merge(struct draft *merged, struct golden_lines *stream, const struct draft *fresh,
                 const struct shell_run *first, int64_t tolerance);

#endif
