/* Reading back what a child process has written to a file. */
#ifndef CHECK_READ_BACK_H
#define CHECK_READ_BACK_H

#include <stddef.h>

/* Read so many bytes. 0; -EPROTO: the file is shorter; or the error of read(). */
int read_back(int descriptor, void *bytes, size_t size);
/* Returns a new array of at least one byte, which the caller frees. NULL: *rc is negative, and may
 * have been negative before. Errors: those of read_back(), and -ENOMEM. */
void *read_back_array(int descriptor, size_t count, size_t size, int *rc);

#endif
