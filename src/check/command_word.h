/* A word of a command that a person may copy into a shell. */
#ifndef CHECK_COMMAND_WORD_H
#define CHECK_COMMAND_WORD_H

#include <stddef.h>

/* The word as it is, or in single quotes if a shell would take it for something else. Cut short if
 * it does not fit. Returns the buffer. */
const char *command_word(char *buffer, size_t size, const char *word);

#endif
