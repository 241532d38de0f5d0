#include "check/canary.h"

#include "story.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void pause_milliseconds(long milliseconds)
{
    struct timespec pause = { 0, milliseconds * MS };

    nanosleep(&pause, NULL);
}

/* The only child of this process. */
static pid_t child_process(void)
{
    char path[64];
    FILE *file;
    int child = 0;

    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    file = fopen(path, "r");
    if (!file)
        test_skip("this system does not list the children of a process");
    if (fscanf(file, "%d", &child) != 1)
        child = 0;
    fclose(file);
    return child;
}

TEST(canary_that_is_held_up_records_a_stall)
{
    struct canary *canary = canary_begin();
    struct machine machine;
    int64_t held, released;
    pid_t process;

    ASSERT_TRUE(canary != NULL);
    process = child_process();
    ASSERT_TRUE(process > 0);
    held = now();
    ASSERT_EQ(kill(process, SIGSTOP), 0);
    pause_milliseconds(100);
    released = now();
    ASSERT_EQ(kill(process, SIGCONT), 0);
    pause_milliseconds(20);
    canary_end(canary, &machine);
    ASSERT_TRUE(machine.watched);
    /* The first deadline that it misses is up to one period behind. */
    ASSERT_TRUE(machine_stalled(&machine, held, released) >= 100 * MS - CANARY_PERIOD);
    machine_free(&machine);
}

TEST(stall_that_has_not_ended_counts)
{
    struct canary *canary = canary_begin();
    struct machine machine;
    int64_t held;

    ASSERT_TRUE(canary != NULL);
    ASSERT_EQ(kill(child_process(), SIGSTOP), 0);
    held = now();
    pause_milliseconds(60);
    canary_end(canary, &machine);
    ASSERT_TRUE(machine.watched);
    ASSERT_TRUE(machine_stalled(&machine, held, now()) >= 60 * MS - CANARY_PERIOD);
    machine_free(&machine);
}

TEST(canary_that_dies_has_not_watched)
{
    struct canary *canary = canary_begin();
    struct machine machine;
    siginfo_t ended;
    pid_t process;

    ASSERT_TRUE(canary != NULL);
    process = child_process();
    ASSERT_EQ(kill(process, SIGTERM), 0);
    ASSERT_EQ(waitid(P_PID, (id_t)process, &ended, WEXITED | WNOWAIT), 0);
    canary_end(canary, &machine);
    ASSERT_EQ(machine_stalled(&machine, 0, 1), INT64_MAX);
    machine_free(&machine);
}

TEST(machine_is_unknown_without_a_canary)
{
    struct machine machine;

    canary_end(NULL, &machine);
    ASSERT_EQ(machine_stalled(&machine, 0, 1), INT64_MAX);
    ASSERT_EQ(machine_pressure(&machine, 0, 1), INT64_MAX);
    machine_free(&machine);
}
