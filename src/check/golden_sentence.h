/* This module writes the sentences that tell a person how a command's output differs from its
 * golden file. */
#ifndef CHECK_GOLDEN_SENTENCE_H
#define CHECK_GOLDEN_SENTENCE_H

#include "check/golden_verdict.h"

/* Say in the verdict what differs: the output, the end, or both. */
void golden_sentence(const struct golden_case *one, const struct golden_match *match,
                     enum difference end, struct verdict *verdict);

/* Returns whether the golden has a line of stderr. */
bool golden_expects_errors(const struct golden_file *file);

#endif
