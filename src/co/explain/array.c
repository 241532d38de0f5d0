#include "co/explain/array.h"

#include <stdint.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 8 };

void *array_room(void *array, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity * 2 : FIRST_CAPACITY;

    if (count < *capacity)
        return array;
    if (larger > SIZE_MAX / size)
        return NULL;
    array = realloc(array, larger * size);
    if (array)
        *capacity = larger;
    return array;
}
