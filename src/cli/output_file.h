/* The file of -o: it appears when it is complete. If something goes wrong, a file that was there
 * before stays as it was. */
#ifndef CLI_OUTPUT_FILE_H
#define CLI_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Check, before the work begins, that the file can be made or replaced. Returns 0; or
 * EXIT_TOOL_FAILED, after a message on stderr. */
int output_file_check(const char *name);
/* Returns whether the two names are those of one file. The files need not exist yet. A device is
 * never the same. */
bool output_file_is_same(const char *name, const char *other);
/* Write the file beside its place, and move it there. A device or a pipe is written to directly.
 * Returns 0; or EXIT_TOOL_FAILED, after a message on stderr. */
int output_file_write(const char *name, const void *bytes, size_t size);

#endif
