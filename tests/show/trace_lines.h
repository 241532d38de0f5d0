/* A trace, read back: each of its events is a line. */
#ifndef TESTS_SHOW_TRACE_LINES_H
#define TESTS_SHOW_TRACE_LINES_H

#include "show/events.h"

enum { TRACE_LINES = 4096 };

static struct {
    const char *lines[TRACE_LINES];
    size_t count;
} trace;

/* The line of an event as the value of a member, without its quotes. Returns "" if it has none. */
EVENTS const char *member(const char *line, const char *key)
{
    static char values[8][256];
    static unsigned turn;
    char *value = values[turn++ % 8], quoted[64];
    const char *at;

    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    at = strstr(line, quoted);
    if (!at)
        return "";
    at += strlen(quoted);
    if (*at == '"')
        snprintf(value, 256, "%.*s", (int)strcspn(at + 1, "\""), at + 1);
    else
        snprintf(value, 256, "%.*s", (int)strcspn(at, ",}"), at);
    return value;
}

/* In nanoseconds. */
EVENTS int64_t number(const char *line, const char *key)
{
    return (int64_t)(strtod(member(line, key), NULL) * 1000 + 0.5);
}

EVENTS void read_trace(const char *text)
{
    static char *copy;

    free(copy);
    copy = strdup(text);
    ASSERT_TRUE(copy != NULL);
    trace.count = 0;
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
        if (strncmp(line, "{\"ph\"", 5) == 0) {
            ASSERT_TRUE(trace.count < TRACE_LINES);
            trace.lines[trace.count++] = line;
        }
}

/* The n-th event with this phase whose name is `name`, from 1; NULL: there is none. */
EVENTS const char *find_event(const char *phase, const char *name, size_t n)
{
    for (size_t i = 0; i < trace.count; i++)
        if (strcmp(member(trace.lines[i], "ph"), phase) == 0 &&
            strcmp(member(trace.lines[i], "name"), name) == 0 && --n == 0)
            return trace.lines[i];
    return NULL;
}

EVENTS int64_t end_of_slice(const char *slice)
{
    return number(slice, "ts") + number(slice, "dur");
}

EVENTS bool is_phase(const char *line, char phase)
{
    return *member(line, "ph") == phase;
}

/* ---- Rules ---- */

/* Two slices of a thread lie within each other, or one behind the other. */
EVENTS void check_slices(void)
{
    for (size_t i = 0; i < trace.count; i++)
        for (size_t k = 0; k < i && is_phase(trace.lines[i], 'X'); k++) {
            const char *a = trace.lines[i], *b = trace.lines[k];
            int64_t begin = number(a, "ts"), end = end_of_slice(a);
            int64_t other = number(b, "ts"), other_end = end_of_slice(b);

            if (!is_phase(b, 'X') || number(a, "tid") != number(b, "tid"))
                continue;
            test_note("%s\n%s", a, b);
            ASSERT_TRUE(end <= other || other_end <= begin ||
                        (begin >= other && end <= other_end) ||
                        (other >= begin && other_end <= end));
        }
}

/* Each flow has two ends, the first of which is not later. */
EVENTS void check_flows(void)
{
    for (size_t i = 0; i < trace.count; i++) {
        int ends = 0;

        for (size_t k = 0; k < trace.count && is_phase(trace.lines[i], 's'); k++)
            if (is_phase(trace.lines[k], 'f') &&
                strcmp(member(trace.lines[i], "id"), member(trace.lines[k], "id")) == 0) {
                test_note("%s\n%s", trace.lines[i], trace.lines[k]);
                ASSERT_TRUE(number(trace.lines[i], "ts") <= number(trace.lines[k], "ts"));
                ends++;
            }
        ASSERT_EQ(ends, is_phase(trace.lines[i], 's') ? 1 : 0);
    }
}

static bool is_of_tree(const char *line, const char *tree)
{
    return (is_phase(line, 'b') || is_phase(line, 'e')) &&
           strcmp(member(line, "cat"), member(tree, "cat")) == 0 &&
           strcmp(member(line, "id"), member(tree, "id")) == 0;
}

/* The spans of one category and id are a tree. */
EVENTS void check_spans(void)
{
    for (size_t i = 0; i < trace.count; i++) {
        int64_t now = 0;
        int depth = 0;

        for (size_t k = 0; k < trace.count && is_phase(trace.lines[i], 'b'); k++) {
            if (!is_of_tree(trace.lines[k], trace.lines[i]))
                continue;
            test_note("%s", trace.lines[k]);
            ASSERT_TRUE(number(trace.lines[k], "ts") >= now);
            now = number(trace.lines[k], "ts");
            depth += is_phase(trace.lines[k], 'b') ? 1 : -1;
            ASSERT_TRUE(depth >= 0);
        }
        ASSERT_EQ(depth, 0);
    }
}

#endif
