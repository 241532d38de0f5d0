/* A pipe of one page that does not block its writer, and a reader that waits until it is full. */
#ifndef SLOW_READER_H
#define SLOW_READER_H

#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

static inline void make_small_pipe(int ends[2])
{
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
#ifdef F_SETPIPE_SZ
    (void)fcntl(ends[1], F_SETPIPE_SZ, 1); /* rounded up to a page */
#endif
    ASSERT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
}

static inline bool is_full(const int ends[2])
{
    struct pollfd writable = { .fd = ends[1], .events = POLLOUT };

    return poll(&writable, 1, 0) == 0;
}

/* Wait until the pipe is full, or `over`, and take what there is. The writer has met a full pipe
 * before each byte that it could not write at once. Returns how many bytes were read. */
static inline size_t read_when_full(const int ends[2], char *bytes, size_t size,
                                    bool (*over)(void *argument), void *argument)
{
    struct pollfd readable = { .fd = ends[0], .events = POLLIN };

    while (!is_full(ends) && !over(argument))
        sched_yield();
    if (poll(&readable, 1, 0) != 1)
        return 0;
    ssize_t count = read(ends[0], bytes, size);
    ASSERT_TRUE(count >= 0);
    return (size_t)count;
}

#endif
