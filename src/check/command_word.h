/* This module quotes a word of a command that a person may copy into a shell. */
#ifndef CHECK_COMMAND_WORD_H
#define CHECK_COMMAND_WORD_H

#include "co/explain/growing_text.h"

#include <stddef.h>

/* Returns the buffer with the word: as it is, or in single quotes if a shell would change its
 * meaning. A word that does not fit is cut short. */
const char *command_word(char *buffer, size_t size, const char *word);
/* Append the word in that form to a command. */
void command_add_word(struct text *command, const char *word);

#endif
