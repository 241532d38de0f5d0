/*
 * What the benchmark programs have in common. Each runs one workload once, on the real clock:
 *
 *     NAME COUNT [STACK_KIB]
 *
 * and prints its figures, one a line: a name, a blank, a number. Beside NAME.c stands NAME.py, the
 * same program for asyncio. `run` runs the two in turn and makes a table of what they print.
 */
#ifndef BENCH_H
#define BENCH_H

#include "demo.h"

#include <stdlib.h>
#include <time.h>
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_DUMP_STATS_AT(part) ((void)(part))
#endif

static inline double seconds_on(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Processor time of this process, in seconds. Unlike the wall clock it stands still while others
 * have the processor. */
static inline double process_time(void)
{
    return seconds_on(CLOCK_PROCESS_CPUTIME_ID);
}

static inline void figure(const char *name, double value)
{
    printf("%s %.2f\n", name, value);
}

/* What each of so many operations took since `began`, in nanoseconds. Under callgrind their
 * instructions become a part of its file, which `instructions` reads. */
static inline void figure_each(const char *name, double began, double operations)
{
    char part[64];

    figure(name, (process_time() - began) / operations * 1e9);
    snprintf(part, sizeof part, "%s %.0f", name, operations);
    CALLGRIND_DUMP_STATS_AT(part);
}

struct measure {
    long count;
};

static inline int bench_main(int argc, char **argv, int (*measure)(void *arguments))
{
    struct measure arguments = { argc > 1 ? atol(argv[1]) : 0 };
    struct co_options options = { .stack_size = argc > 2 ? (size_t)atol(argv[2]) << 10 : 0 };

    if (arguments.count <= 0) {
        fprintf(stderr, "How often? It is run as: %s COUNT [STACK_KIB]\n", argv[0]);
        return 2;
    }
    int rc = co_run((struct co_coro){ measure, &arguments, sizeof arguments, "measure", 0, NULL },
                    &options);
    if (rc < 0) {
        fprintf(stderr, "%s failed: %s\n", argv[0], co_error_message(rc));
        return rc == -ENOSYS ? 77 : 5;
    }
    return 0;
}

/* The main coroutine of a program, whose `my->count` says how often, and its main function. */
#define MEASURE                                                                                    \
    static int measure_body(struct measure *my);                                                   \
    static int measure_start(void *my)                                                             \
    {                                                                                              \
        return measure_body(my);                                                                   \
    }                                                                                              \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return bench_main(argc, argv, measure_start);                                              \
    }                                                                                              \
    static int measure_body(struct measure *my)

#endif
