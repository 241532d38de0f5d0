#include "co/explain/write.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* An error of the descriptor needs no look here: the next write() returns it. */
static void wait_until_writable(int descriptor)
{
    struct pollfd place = { .fd = descriptor, .events = POLLOUT };

    (void)poll(&place, 1, -1);
}

int write_all(int descriptor, const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size) {
        ssize_t written = write(descriptor, next, size);

        if (written >= 0) {
            next += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_until_writable(descriptor);
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}
