/* The growth of descriptors that are waited for. All are copies of the two ends of a pipe. */
#include "growth.h"

#include <sys/resource.h>

enum { MOST = 10000 };

static int copies[MOST];
static int ends[2];
static long noted;

/* n copies of an end. */
static int open_copies(long n, int end)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (pipe(ends) < 0)
        return -errno;
    for (long i = 0; i < n; i++)
        if ((copies[i] = dup(ends[end])) < 0)
            return -errno;
    return 0;
}

static void close_copies(long n)
{
    for (long i = 0; i < n; i++)
        close(copies[i]);
    close(ends[0]);
    close(ends[1]);
}

ASYNC(reader, int descriptor;)
{
    return co_wait_readable(my->descriptor);
}

static int create_readers(long n)
{
    await(open_copies(n, 0));
    growth_begin();
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(reader, copies[i]));
    return co_sleep(0);
}

static int wait_readable(long n)
{
    await(create_readers(n));
    if (write(ends[1], "", 1) != 1)
        return -errno;
    await(growth_gather(n));
    growth_end();
    close_copies(n);
    return 0;
}

static int cancel_readers(long n)
{
    await(create_readers(n));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[growth_scattered(i, n)]);
    await(growth_gather(n));
    growth_end();
    close_copies(n);
    return 0;
}

/* All wait for the same one. */
static int wait_for_the_same(long n)
{
    if (pipe(ends) < 0)
        return -errno;
    growth_create(n, CORO(reader, ends[0]));
    await(co_sleep(0));
    if (write(ends[1], "", 1) != 1)
        return -errno;
    await(growth_gather(n));
    close_copies(0);
    return 0;
}

static int note_call(void *argument)
{
    noted++;
    return 0;
}

static int add_callbacks(long n)
{
    await(open_copies(n, 1));
    noted = 0;
    growth_begin();
    for (long i = 0; i < n; i++)
        await(co_add_writer(copies[i], note_call, NULL));
    while (noted < n)
        await(co_sleep(0));
    for (long i = 0; i < n; i++)
        if (co_remove_writer(copies[i]) != 1)
            return -EIO;
    growth_end();
    close_copies(n);
    return 0;
}

/* One is waited for again and again while n others are, too. */
static int wait_among_many(long n)
{
    int pair[2];

    await(create_readers(n));
    if (pipe(pair) < 0 || write(pair[1], "", 1) != 1)
        return -errno;
    growth_begin();
    for (long i = 0; i < n; i++)
        await(co_wait_readable(pair[0]));
    growth_end();
    if (write(ends[1], "", 1) != 1)
        return -errno;
    await(growth_gather(n));
    close_copies(n);
    close(pair[0]);
    close(pair[1]);
    return 0;
}

const struct growth_row growth_descriptors[] = {
    ROW("wait_readable", wait_readable, .most = MOST, .sorts = true),
    ROW("wait_readable, virtual clock", wait_readable, .clock = CO_CLOCK_VIRTUAL, .most = MOST,
        .sorts = true),
    ROW("wait_readable cancelled", cancel_readers, .most = MOST, .sorts = true),
    ROW("wait_readable of the same", wait_for_the_same),
    ROW("add_writer and remove_writer", add_callbacks, .most = MOST),
    ROW("wait_readable among n others", wait_among_many, .most = MOST),
    { 0 },
};
