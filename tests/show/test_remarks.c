/* The rule of remarks, for every demo and variant on the virtual clock: the times in a remark add up
 * to the time that has passed since the task's line before, or since the task was made. */
#include "check/children.h"
#include "cli/syllabus.h"
#include "show/account.h"

#include "test.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 256, TASKS_MAX = 1024 };

/* ---- The times in a remark ---- */

struct sum {
    double least, most; /* nanoseconds; a time in words is rounded */
};

/* By how much a duration in words may differ from the duration, as seconds have three digits. */
static double rounding(double value, double unit)
{
    if (unit == 1e9)
        return 0.5 * pow(10, floor(log10(value)) - 2) * unit;
    return (unit == 1e6 && value < 10 ? 0.05 : 0.5) * unit;
}

/* Read "1.27 s" at the text. False: there is no duration. */
static bool read_duration(const char *text, struct sum *sum)
{
    static const struct {
        const char *name;
        double nanoseconds;
    } units[] = { { " us", 1e3 }, { " ms", 1e6 }, { " s", 1e9 } };
    char *end;
    double value = strtod(text, &end);

    for (size_t i = 0; end > text && i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].name);
        double unit = units[i].nanoseconds;

        if (strncmp(end, units[i].name, length) == 0 && !isalpha((unsigned char)end[length])) {
            sum->least += value * unit - rounding(value, unit);
            sum->most += value * unit + rounding(value, unit);
            return true;
        }
    }
    return false;
}

/* "slept 10 ms twice": the times that the part counts. */
static double times_of(const char *part, size_t length)
{
    const char *end = part + length, *number = end - strlen(" times");

    if (length > 6 && strncmp(end - 6, " twice", 6) == 0)
        return 2;
    if (length < 8 || strncmp(number, " times", 6) != 0)
        return 1;
    while (number > part && number[-1] >= '0' && number[-1] <= '9')
        number--;
    return strtod(number, NULL);
}

/* A part has the time that it took once. Another task's limit is not time that it took. */
static void add_part(const char *part, size_t length, struct sum *sum)
{
    const char *given = memmem(part, length, " had given it ", 14), *end = part + length;
    double times = times_of(part, length);
    struct sum own = { 0 };

    if (given)
        end = given;
    for (const char *at = part; at < end; at++)
        if ((at == part || at[-1] == ' ') && *at >= '0' && *at <= '9' && read_duration(at, &own)) {
            sum->least += own.least * times;
            sum->most += own.most * times;
            return;
        }
}

static struct sum sum_of(const char *remark)
{
    struct sum sum = { 0 };

    while (*remark) {
        const char *end = strstr(remark, "; ");
        size_t length = end ? (size_t)(end - remark) : strlen(remark);

        add_part(remark, length, &sum);
        remark += length + (end ? 2 : 0);
    }
    return sum;
}

TEST(durations_of_a_remark_are_read_with_their_rounding)
{
    struct sum sum = sum_of("made by main (line 27); slept 10 ms");

    ASSERT_TRUE(sum.least < 10e6 && sum.most > 10e6 && sum.most < 10.6e6);
    sum = sum_of(
        "slept 200 ms 4 times; 3 more waits or sleeps, 1.27 s in all; waited 2 s for the lock, and was the 2nd waiter to go on");
    ASSERT_TRUE(sum.least < 4.07e9 && sum.most > 4.07e9 && sum.most - sum.least < 0.03e9);
    sum = sum_of("cancelled after 2 s of sleep: main had given it 2 s");
    ASSERT_TRUE(sum.least < 2e9 && sum.most > 2e9 && sum.most < 2.1e9);
    sum = sum_of("slept 0.5 s twice");
    ASSERT_TRUE(sum.least < 1e9 && sum.most > 1e9);
    sum = sum_of("all 3 tasks had ended, job-5 last; waited for 3 tasks");
    ASSERT_EQ(sum.most, 0);
}

/* ---- The rule ---- */

static int64_t since[TASKS_MAX]; /* the task's line before, or its beginning */

static size_t check_line(const struct account *account, const struct event *event)
{
    const char *remark = account_remark(account);
    struct sum sum = sum_of(remark);
    int64_t passed = event->time - since[event->task];

    since[event->task] = event->time;
    if ((double)passed >= sum.least - 1 && (double)passed <= sum.most + 1)
        return 0;
    printf("# %.6f %s: %.6f s have passed: %s\n", (double)event->time / 1e9, event->text,
           (double)passed / 1e9, remark);
    return 1;
}

/* Returns the number of lines that break the rule. */
static size_t check_stream(const struct stream *stream)
{
    struct account account = { 0 };
    size_t bad = 0;

    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];

        ASSERT_TRUE(event->task < TASKS_MAX);
        ASSERT_EQ(account_take(&account, event), 0);
        if (event->kind == EVENT_TASK)
            since[event->task] = event->time;
        if (event->kind == EVENT_LINE && event->task)
            bad += check_line(&account, event);
    }
    account_free(&account);
    return bad;
}

static struct child children[RUNS_MAX];

static size_t add_runs(const struct syllabus_entry *entry, size_t count)
{
    const struct child child = { .demo = entry->demo,
                                 .clock = CO_CLOCK_VIRTUAL,
                                 .time_limit = INT64_C(60000000000) };

    children[count++] = child;
    for (size_t i = 0; i < DEMO_VARIANTS_MAX && entry->demo->variants[i].name; i++) {
        children[count] = child;
        children[count++].variant = entry->demo->variants[i].name;
    }
    return count;
}

TEST(times_of_each_remark_add_up)
{
    size_t count = 0, lines = 0, bad = 0;
    char reasons[IO_REASONS_MAX];

    for (size_t i = 0; i < syllabus_count; i++)
        if (!io_libraries_missing(syllabus[i].demo->needs, reasons))
            count = add_runs(&syllabus[i], count);
    ASSERT_EQ(children_run(children, count, 4, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        test_note("%s %s", children[i].demo->identifier,
                  children[i].variant ? children[i].variant : "");
        ASSERT_EQ(children[i].end, CHILD_ENDED);
        bad += check_stream(&children[i].stream);
        lines += children[i].stream.count;
        child_free(&children[i]);
    }
    ASSERT_EQ(bad, 0);
    ASSERT_TRUE(lines > 1000);
}
