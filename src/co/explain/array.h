/* Arrays that grow. */
#ifndef CO_ARRAY_H
#define CO_ARRAY_H

#include <stddef.h>

/* Room for one more element behind `count` of them, each of `size` bytes. Returns the array, which
 * may have moved; NULL: there is no memory, and the array stays as it is. A NULL array is empty. */
void *array_room(void *array, size_t count, size_t *capacity, size_t size);

#endif
