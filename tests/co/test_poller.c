#include "scenario.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- Interrupts ---- */

static void on_signal(int number)
{
    (void)number;
    co_interrupt();
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

static void interrupt_in(double seconds)
{
    struct itimerval timer = { .it_value = { 0, (suseconds_t)(seconds * 1e6) } };

    catch_signals();
    setitimer(ITIMER_REAL, &timer, NULL);
}

ASYNC(sleep_until_interrupted)
{
    interrupt_in(0.02);
    return co_sleep(1000);
}

TEST(an_interrupt_wakes_a_loop_that_really_sleeps)
{
    double before = wall_clock();

    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_EQ(run_on(CO_CLOCK_PACED, CORO(sleep_until_interrupted)), -EINTR);
    ASSERT_TRUE(wall_clock() - before < 15);
}

/* ---- Descriptors ---- */

/* A real and a virtual run while all descriptors but `left` are taken. Returns what the real one
 * does. */
static int run_short_of_descriptors(rlim_t left)
{
    struct rlimit limit, usual;
    int first = dup(0);

    close(first);
    getrlimit(RLIMIT_NOFILE, &usual);
    limit = (struct rlimit){ (rlim_t)first + left, usual.rlim_max };
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    int real = run_on(CO_CLOCK_REAL, CORO(sleeper, 0.001, 0));
    int virtual = run(CORO(sleeper, 1, 0));
    setrlimit(RLIMIT_NOFILE, &usual);
    ASSERT_EQ(virtual, 0);
    return real;
}

TEST(without_descriptors_a_real_run_ends_with_an_error_and_a_virtual_one_needs_none)
{
    ASSERT_EQ(run_short_of_descriptors(3), 0);
    for (rlim_t left = 2; left > 0; left--) {
        int rc = run_short_of_descriptors(left);

        ASSERT_TRUE(rc == 0 || rc == -EMFILE);
    }
    ASSERT_EQ(run_short_of_descriptors(0), -EMFILE);
}
