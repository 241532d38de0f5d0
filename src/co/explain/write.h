/* Writing to a descriptor, to the end. */
#ifndef CO_WRITE_H
#define CO_WRITE_H

#include <stddef.h>

/* Write all bytes; 0 or -errno. If the descriptor is non-blocking, wait until it is writable: such
 * a pipe or terminal may be shared with other programs, so its flags stay as they are. Signal
 * handlers may call this. */
int write_all(int descriptor, const void *bytes, size_t size);

#endif
