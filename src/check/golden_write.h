/* This module writes golden files. */
#ifndef CHECK_GOLDEN_WRITE_H
#define CHECK_GOLDEN_WRITE_H

#include "check/golden_draft.h"

/* Append the lines of a command: "$ " before the first one and "> " before the others. */
void golden_write_command(struct text *out, const char *command);
/* Append the lines of a draft, and the end of the file. An empty line stands first if the first
 * line could be taken for a header. */
void golden_write_body(struct text *out, const struct draft *draft, const struct golden_end *end);

#endif
