/* This module finds the parts of a line that change from run to run, and writes placeholders for
 * them. */
#ifndef CHECK_GOLDEN_WORDS_H
#define CHECK_GOLDEN_WORDS_H

#include "check/pattern.h"
#include "co/explain/growing_text.h"

/* Append a pattern that fits each of the texts, with the text of the first one where all are the
 * same. */
void golden_words_pattern(struct text *pattern, const struct piece *texts, size_t count);

#endif
