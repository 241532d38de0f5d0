#include "run/delays.h"

#include "test.h"

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS INT64_C(1000000)

static struct delay_sample samples[] = { { 10, 0 }, { 20, 3 }, { 30, 7 } };
static struct delays delays = { .samples = samples, .count = 3 };

TEST(growth_is_between_the_samples_around)
{
    ASSERT_EQ(delays_between(&delays, 20, 30), 4);
    ASSERT_EQ(delays_between(&delays, 19, 20), 3);
    ASSERT_EQ(delays_between(&delays, 21, 22), 4);
    ASSERT_EQ(delays_between(&delays, 10, 10), 0);
}

TEST(moments_outside_take_the_first_and_the_last_sample)
{
    ASSERT_EQ(delays_between(&delays, 0, 100), 7);
    ASSERT_EQ(delays_between(&delays, 50, 100), 0);
    ASSERT_EQ(delays_between(&delays, 0, 5), 0);
}

TEST(delay_is_zero_without_samples)
{
    struct delays none = { 0 };

    ASSERT_EQ(delays_between(&none, 0, 100), 0);
}

TEST(system_without_the_count_gives_no_samples)
{
    struct delays mine;

    delays_begin(&mine);
    delays_end(&mine);
    delays_note(&mine, 0);
    ASSERT_EQ(mine.count, 0);
    delays_free(&mine);
}

TEST(start_of_the_run_is_the_best_guess)
{
    struct delays mine;
    struct timespec began;

    clock_gettime(CLOCK_MONOTONIC, &began);
    delays_begin(&mine);
    if (mine.source < 0)
        test_skip("this system does not count how long a thread waits for a processor");
    delays_note(&mine, 0);
    delays_note(&mine, -50 * MS); /* this sample comes 50 ms after its time */
    ASSERT_EQ(mine.count, 2);
    ASSERT_TRUE(mine.began >= began.tv_sec * 1000 * MS + began.tv_nsec);
    ASSERT_TRUE(mine.began <= mine.samples[0].at);
    delays_end(&mine);
    delays_free(&mine);
}

/* A busy loop on the same processor takes half of it. */
TEST(thread_that_has_to_share_its_processor_waits)
{
    struct delays mine;
    cpu_set_t here;
    pid_t other;

    delays_begin(&mine);
    if (mine.source < 0)
        test_skip("this system does not count how long a thread waits for a processor");
    CPU_ZERO(&here);
    CPU_SET((unsigned)sched_getcpu(), &here);
    ASSERT_EQ(sched_setaffinity(0, sizeof here, &here), 0);
    other = fork();
    for (volatile bool busy = other == 0; busy;)
        ;
    delays_note(&mine, 0);
    for (clock_t began = clock(); clock() - began < CLOCKS_PER_SEC / 20;)
        ;
    delays_note(&mine, 0);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    ASSERT_TRUE(mine.samples[1].waited - mine.samples[0].waited > 10 * MS);
    delays_end(&mine);
    delays_free(&mine);
}
