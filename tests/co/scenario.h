/*
 * What the tests of src/co have in common. A case is the main coroutine of a run; what happens in
 * it, in which order, is said in words:
 *
 *     ASYNC_TEST(a_task_first_runs_in_the_next_turn)
 *     {
 *         struct co_task *task = co_create_task(CORO(say_hello));
 *
 *         say("created");
 *         await(co_await(task));
 *         SAID("created hello");
 *         return 0;
 *     }
 *
 * Time is virtual, so a case takes none and goes the same way every time.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "co/sugar.h"
#include "test.h"

#include <ctype.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A callback may ignore some of its arguments. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* ---- Words ---- */

static char words[8192];

/* Append words, with a blank before them. */
__attribute__((format(printf, 1, 2), unused)) static void say(const char *format, ...)
{
    size_t used = strlen(words);
    va_list arguments;

    if (used && used < sizeof words - 1)
        words[used++] = ' ';
    va_start(arguments, format);
    vsnprintf(words + used, sizeof words - used, format, arguments);
    va_end(arguments);
}

/* What has been said since the start or the last SAID. */
#define SAID(expected)                                                                             \
    do {                                                                                           \
        ASSERT_STR_EQ(words, expected);                                                            \
        words[0] = '\0';                                                                           \
    } while (0)

/* ---- Turns ---- */

/* Let n turns pass. */
__attribute__((unused)) static int turns(int n)
{
    for (int i = 0; i < n; i++)
        await(co_sleep(0));
    return 0;
}

/* How many times this task has to yield until the other has ended. */
__attribute__((unused)) static int turns_until_done(const struct co_task *task)
{
    int count = 0;

    for (; !co_task_done(task); count++)
        await(co_sleep(0));
    return count;
}

/* Says ".1", ".2" and so on, one number a turn: they show in which turn other tasks speak. */
ASYNC(turn_counter, int count;)
{
    for (int i = 1; i <= my->count; i++) {
        say(".%d", i);
        await(co_sleep(0));
    }
    return 0;
}

/* Ends after so many turns, in which it says nothing. */
ASYNC(ends_after, int count;)
{
    return turns(my->count);
}

/* ---- Coroutines that many cases need ---- */

/* Sleeps, then returns its result. */
ASYNC(sleeper, double seconds; int result;)
{
    await(co_sleep(my->seconds));
    return my->result;
}

/* Returns in its first turn; a negative result is an error, with a text. */
ASYNC(returner, int result; const char *text;)
{
    if (my->text)
        return co_raise(my->result, "%s", my->text);
    return my->result;
}

/* Awaits the task and says its result. */
ASYNC(awaiter, struct co_task *task; const char *name;)
{
    int rc = co_await(my->task);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

/* Waits for ever, and says so when it is cancelled. */
ASYNC(stuck, const char *name;)
{
    struct co_event never = { 0 };
    int rc = co_event_wait(&never);

    say("%s:%s", my->name, co_error_name(rc));
    return rc;
}

/* Sleeps, and says when it wakes. */
ASYNC(sleep_and_say, const char *name; double seconds;)
{
    int rc = co_sleep(my->seconds);

    say("%s%s", my->name, rc < 0 ? ":cancel" : "");
    return rc;
}

/* Waits for ever; when it is cancelled it says so and takes some time to clean up. */
ASYNC(clean_up, const char *name; double seconds;)
{
    struct co_event never = { 0 };
    int rc = co_event_wait(&never);

    say("%s:cancel", my->name);
    int interrupted = co_sleep(my->seconds);
    say("%s:%s", my->name, interrupted < 0 ? "interrupted" : "clean");
    return rc;
}

/* Cancels them, each after some turns, at any point of what they do. */
ASYNC(canceller, struct co_task **tasks; size_t count;)
{
    for (size_t i = 0; i < my->count; i++) {
        await(turns((int)(co_random() % 5)));
        co_task_cancel(my->tasks[i]);
    }
    return 0;
}

/* ---- Memory ---- */

/* The memory of so many tasks that ended last is not used again. */
#if defined(__SANITIZE_ADDRESS__)
enum { TASKS_KEPT = CO_ENDED_TASKS_KEPT };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { TASKS_KEPT = CO_ENDED_TASKS_KEPT };
#else
enum { TASKS_KEPT = 0 };
#endif
#else
enum { TASKS_KEPT = 0 };
#endif

/* How many different tasks this has been given. */
__attribute__((unused)) static size_t different(const struct co_task *task)
{
    static const struct co_task *seen[2 * CO_ENDED_TASKS_KEPT];
    static size_t count;
    size_t i = 0;

    while (i < count && seen[i] != task)
        i++;
    ASSERT_TRUE(i < COUNT(seen));
    seen[i] = task;
    return count = i == count ? count + 1 : count;
}

/* ---- Runs ---- */

/* Seconds on the real clock. */
__attribute__((unused)) static double wall_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

__attribute__((unused)) static int run_on(enum co_clock clock, struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = clock });
}

__attribute__((unused)) static int run(struct co_coro main)
{
    return run_on(CO_CLOCK_VIRTUAL, main);
}

/* Says what is reported: "MESSAGE:ERROR:TEXT". */
__attribute__((unused)) static int say_report(void *context, const struct co_report *report)
{
    (void)context;
    say("%s:%s:%s", report->message, report->code ? co_error_name(report->code) : "", report->text);
    return 0;
}

/* On the virtual clock, with reports said. */
__attribute__((unused)) static int run_reporting(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .report = say_report });
}

/* In each of many orders of the ready queue. */
__attribute__((unused)) static void run_shuffled(struct co_coro main)
{
    const char *fewer = getenv("TEST_SEEDS");
    uint64_t seeds = test_is_short_of_memory() ? 1 : fewer ? strtoull(fewer, NULL, 10) : 1000;

    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .shuffle = true, .seed = seed };

        test_note("seed %llu", (unsigned long long)seed);
        words[0] = '\0';
        ASSERT_EQ(co_run(main, &options), 0);
    }
}

/* An allocation of the runtime fails: the first, then, in a run of its own, the second, and so on.
 * Each time the run comes to an end, well or with an error that says what was missing. */
__attribute__((unused)) static void run_short_of_memory(enum co_clock clock, struct co_coro main)
{
    bool failed = true;

    for (uint64_t n = 1; failed; n++) {
        test_note("allocation %llu", (unsigned long long)n);
        words[0] = '\0';
        co_fail_allocation(n, false);
        int rc = run_on(clock, main);
        failed = co_allocations() == n;
        if (!failed || (rc != -ENOMEM && rc != -EMFILE && rc != -EAGAIN))
            ASSERT_EQ(rc, 0);
        co_fail_allocation(0, false);
    }
}

/* A case that is the main coroutine of a run. It returns 0 when all went well. */
#define ASYNC_TEST(name)                                                                           \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        ASSERT_EQ(run(main), 0);                                                                   \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

/* The same on each of the two clocks. */
#define TEST_ON_BOTH_CLOCKS(name)                                                                  \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        ASSERT_EQ(run_on(CO_CLOCK_VIRTUAL, main), 0);                                              \
        ASSERT_EQ(run_on(CO_CLOCK_REAL, main), 0);                                                 \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

/* The same in 1,000 random orders of the ready queue: what holds in any order. */
#define SHUFFLED_TEST(name)                                                                        \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        run_shuffled(main);                                                                        \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

/* The same with each allocation failing in turn. It returns the first error. */
#define MEMORY_TEST(name)                                                                          \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        run_short_of_memory(CO_CLOCK_VIRTUAL, main);                                               \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

#endif
