#include "co/explain/write.h"

#include "slow_reader.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 100000 };

struct reading {
    int ends[2];
    pthread_t writer;
    bool interrupts; /* signal the writer before each read */
    _Atomic bool written;
    char bytes[SIZE];
    size_t size;
};

static bool is_written(void *reading)
{
    return ((struct reading *)reading)->written;
}

static void *read_slowly(void *argument)
{
    struct reading *reading = argument;
    size_t count;

    do {
        count = read_when_full(reading->ends, reading->bytes + reading->size, SIZE - reading->size,
                               is_written, reading);
        reading->size += count;
        if (reading->interrupts && !reading->written)
            pthread_kill(reading->writer, SIGUSR1);
    } while (count || !reading->written);
    return NULL;
}

static char sent[SIZE];

/* The bytes arrive, and the flags of the descriptor are as before. */
static void write_to_a_slow_reader(bool interrupts, size_t at_once)
{
    static struct reading reading;
    pthread_t reader;

    reading.writer = pthread_self();
    reading.interrupts = interrupts;
    make_small_pipe(reading.ends);
    for (size_t i = 0; i < SIZE; i++)
        sent[i] = (char)(i * 7);
    ASSERT_EQ(pthread_create(&reader, NULL, read_slowly, &reading), 0);
    for (size_t done = 0; done < SIZE; done += at_once)
        ASSERT_EQ(write_all(reading.ends[1], sent + done, at_once), 0);
    reading.written = true;
    pthread_join(reader, NULL);
    ASSERT_EQ(reading.size, SIZE);
    ASSERT_TRUE(memcmp(reading.bytes, sent, SIZE) == 0);
    ASSERT_TRUE(fcntl(reading.ends[1], F_GETFL) & O_NONBLOCK);
    close(reading.ends[0]);
    close(reading.ends[1]);
}

TEST(write_waits_for_a_non_blocking_pipe)
{
    write_to_a_slow_reader(false, SIZE);
}

TEST(write_waits_line_by_line)
{
    write_to_a_slow_reader(false, 50);
}

static void do_nothing(int signal)
{
    (void)signal;
}

TEST(signals_do_not_cut_a_write_short)
{
    struct sigaction action = { .sa_handler = do_nothing };

    sigaction(SIGUSR1, &action, NULL);
    write_to_a_slow_reader(true, SIZE);
}

TEST(closed_reader_is_an_error)
{
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    make_small_pipe(ends);
    close(ends[0]);
    ASSERT_EQ(write_all(ends[1], "text", 4), -EPIPE);
    ASSERT_EQ(write_all(ends[1], "", 0), 0);
    close(ends[1]);
}

static void *close_when_full(void *argument)
{
    int *ends = argument;

    while (!is_full(ends))
        sched_yield();
    close(ends[0]);
    return NULL;
}

TEST(reader_that_closes_during_a_wait_is_an_error)
{
    pthread_t reader;
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    make_small_pipe(ends);
    ASSERT_EQ(pthread_create(&reader, NULL, close_when_full, ends), 0);
    ASSERT_EQ(write_all(ends[1], sent, SIZE), -EPIPE);
    pthread_join(reader, NULL);
    close(ends[1]);
}

TEST(closed_descriptor_is_an_error)
{
    ASSERT_EQ(write_all(-1, "text", 4), -EBADF);
}
