#include "check/read_back.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int read_back(int descriptor, void *bytes, size_t size)
{
    char *next = bytes;

    while (size) {
        ssize_t got = read(descriptor, next, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -errno : -EPROTO;
        next += got;
        size -= (size_t)got;
    }
    return 0;
}

void *read_back_array(int descriptor, size_t count, size_t size, int *rc)
{
    void *array = *rc < 0 ? NULL : malloc(count * size + 1);

    if (*rc == 0)
        *rc = array ? read_back(descriptor, array, count * size) : -ENOMEM;
    if (*rc < 0) {
        free(array);
        array = NULL;
    }
    return array;
}
