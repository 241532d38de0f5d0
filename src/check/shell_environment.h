/* The environment of a command of a golden file. */
#ifndef CHECK_SHELL_ENVIRONMENT_H
#define CHECK_SHELL_ENVIRONMENT_H

#include <stddef.h>

/* Make the environment of this process, with the usual variables (see check/shell_run.h) and these
 * changes: "NAME=VALUE" sets and "NAME" takes away a variable. The strings are borrowed, and the
 * caller frees the array, which ends with NULL. NULL: no memory is left. */
char **shell_environment(char *const *changes, size_t count);

#endif
