/*
 * To be preloaded: a clock of a machine so slow that time passes between any two looks at it. It is
 * that of the child processes alone: their supervisor ends a run that takes 20 s, and its own looks
 * must not make these pass.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pid_t supervisor;

__attribute__((constructor)) static void note_supervisor(void)
{
    supervisor = getpid();
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    static _Atomic int64_t passed;
    const char *step = getenv("SLOW_CLOCK_STEP"); /* nanoseconds */
    int rc = (int)syscall(SYS_clock_gettime, clock, time);
    int64_t nanoseconds;

    if (rc < 0 || clock != CLOCK_MONOTONIC || !step || getpid() == supervisor)
        return rc;
    nanoseconds = atomic_fetch_add(&passed, atoll(step)) + time->tv_nsec;
    time->tv_sec += nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
    return 0;
}
