/* A file without a name, which ends with its last descriptor. */
#ifndef RUN_UNNAMED_FILE_H
#define RUN_UNNAMED_FILE_H

#include <stddef.h>

/* Returns a descriptor, which is closed on exec; or -errno. */
int unnamed_file(void);
/* Read the whole file, whatever the descriptor's position is. `bytes` gets memory for the caller to
 * free; NULL if the file is empty. Returns 0 or -errno. */
int unnamed_file_read(int descriptor, char **bytes, size_t *size);

#endif
