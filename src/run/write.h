/* Writing to a descriptor, to the end. */
#ifndef RUN_WRITE_H
#define RUN_WRITE_H

#include <stddef.h>

/* Write all bytes; 0 or -errno. A descriptor that does not block is
 * waited for. Such pipes and terminals come from other programs, with which the process may share
 * them, so their flags stay as they are. Also for signal handlers. */
int write_all(int descriptor, const void *bytes, size_t size);

#endif
