#include "show/words.h"

#include <stdio.h>
#include <string.h>

/* ---- Numbers ---- */

void words_add_duration(struct text *text, int64_t nanoseconds)
{
    double ms = (double)nanoseconds / 1e6;

    if (nanoseconds <= 0)
        text_add(text, "0 ms");
    else if (ms < 0.9995)
        text_add(text, "%.0f us", ms < 0.001 ? 1 : ms * 1e3);
    else if (ms < 9.95)
        text_add(text, "%.2g ms", ms);
    else if (ms < 999.5)
        text_add(text, "%.0f ms", ms);
    else if (ms < 999.5e3)
        text_add(text, "%.3g s", ms / 1e3);
    else
        text_add(text, "%.0f s", ms / 1e3);
}

void words_add_moment(struct text *text, int64_t nanoseconds)
{
    text_add(text, "%.3f", (double)nanoseconds / 1e9);
}

void words_add_ordinal(struct text *text, size_t number)
{
    static const char endings[][3] = { "th", "st", "nd", "rd" };
    bool is_teen = number / 10 % 10 == 1;

    text_add(text, "%zu%s", number, endings[number % 10 > 3 || is_teen ? 0 : number % 10]);
}

/* ---- Names ---- */

void words_add_name(struct text *text, const char *name)
{
    text_add_safe(text, name, strlen(name));
}

void words_add_place(struct text *text, const char *file, int line)
{
    static const char demos[] = "demos/";
    const char *slash = strrchr(file, '/');

    if (!*file)
        return;
    /* Nearly all places are in the demo's own source, which lies open: the number will do. */
    if (strncmp(file, demos, sizeof demos - 1) == 0)
        text_add(text, " (line %d)", line);
    else
        text_add(text, " (%s:%d)", slash ? slash + 1 : file, line);
}

void words_add_callback(struct text *text, const char *what)
{
    if (strncmp(what, "SIG", 3) == 0)
        text_add(text, "the handler of ");
    else
        text_add(text, *what ? "callback " : "a callback");
    words_add_name(text, what);
}

void words_add_failure(struct text *text, int result, const char *message)
{
    if (result == -ECANCELED) {
        text_add(text, "cancelled");
        return;
    }
    text_add(text, "failed: ");
    words_add_name(text, *message ? message : co_error_sentence(result));
}

/* ---- Things ---- */

const char *words_last_member(const char *expression, size_t *length)
{
    const char *begin = expression + strspn(expression, "&* ");
    int depth = 0;

    for (const char *at = begin; *at; at++) {
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        if (depth == 0 && *at == '.')
            begin = at + 1;
        else if (depth == 0 && *at == '-' && at[1] == '>')
            begin = ++at + 1;
    }
    *length = strlen(begin);
    return begin;
}

void words_add_thing(struct text *text, const char *kind, const char *name)
{
    if (!*name || strcmp(name, kind) == 0)
        text_add(text, "the %s", kind);
    else if (strstr(name, kind) || strncmp(name, "the ", 4) == 0)
        words_add_name(text, name);
    else
        text_add(text, "%s ", kind), words_add_name(text, name);
}

/* ---- Waits ---- */

#define WHICH ", which "

static const struct words_wait waits[] = {
    { "the lock of condition ", "", "lock", "for ", "", WHICH, "released" },
    { "lock ", "", "lock", "for ", "", WHICH, "released" },
    { "a permit of semaphore ", "", "semaphore", "for a permit of ", "", WHICH, "gave back" },
    { "event ", "", "event", "for ", "", WHICH, "set" },
    { "condition ", "", "condition", "for ", "", WHICH, "notified" },
    { "barrier ", "", "barrier", "for ", "", WHICH, "filled" },
    { "an item of queue ", "", "queue", "for an item of ", "", WHICH, "put" },
    { "a free place in queue ", "", "queue", "for room in ", "", WHICH, "made" },
    { "queue ", " to be finished", "queue", "until ", " was finished", ": ",
      "finished the last item" },
    { "bytes of stream ", "", "stream", "for bytes of ", "", "", "" },
    { "room in stream ", "", "stream", "for room in ", "", WHICH, "made" },
    { "stream ", " to be closed", "stream", "until ", " was closed", "", "" },
    { "the end of server ", "", "server", "for the end of ", "", "", "" },
    { "server ", " to be closed", "server", "until ", " was closed", "", "" },
    { "child process", "", "", "until its child ended", "", "", "" },
    { "connection", "", "", "for a connection", "", "", "" },
    { "response over HTTP", "", "", "for a response over HTTP", "", "", "" },
};
static const struct words_wait other = { "", "", "", "for ", "", "", "" };

static bool is_wait(const struct words_wait *wait, const char *text)
{
    size_t length = strlen(text), begin = strlen(wait->begin), end = strlen(wait->end);

    return length >= begin + end && memcmp(text, wait->begin, begin) == 0 &&
           memcmp(text + length - end, wait->end, end) == 0;
}

const struct words_wait *words_wait(const char *text)
{
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        if (is_wait(&waits[i], text))
            return &waits[i];
    return &other;
}

/* Add the name of the thing from the wait's text: "queue my->self->buffer" is "queue buffer". */
static void add_expression(struct text *text, const struct words_wait *wait, const char *wait_text)
{
    size_t length = strlen(wait_text) - strlen(wait->begin) - strlen(wait->end);
    struct text expression = { 0 }, name = { 0 };
    const char *member;

    text_add_bytes(&expression, wait_text + strlen(wait->begin), length);
    member = words_last_member(text_string(&expression), &length);
    if (wait == &waits[0])
        text_add(&name, "the lock of ");
    text_add_bytes(&name, member, length);
    words_add_thing(text, wait->kind, text_string(&name));
    text->failed |= expression.failed | name.failed;
    text_free(&expression);
    text_free(&name);
}

/* Add the thing, or else what the wait's text says. */
static void add_wanted(struct text *text, const struct words_wait *wait, const char *wait_text,
                       const char *name)
{
    if (wait == &other)
        words_add_name(text, wait_text);
    else if (wait->kind[0] && name && *name)
        words_add_thing(text, wait->kind, name);
    else if (wait->kind[0])
        add_expression(text, wait, wait_text);
}

void words_add_goal(struct text *text, const char *wait_text, const char *name)
{
    const struct words_wait *wait = words_wait(wait_text);

    text_add(text, "%s", wait->goal);
    add_wanted(text, wait, wait_text, name);
    text_add(text, "%s", wait->behind);
}

void words_add_awaited(struct text *text, const char *wait_text, const char *name)
{
    static const char before[] = "for ";
    const struct words_wait *wait = words_wait(wait_text);
    bool is_wanted = strncmp(wait->goal, before, sizeof before - 1) == 0;

    if (!is_wanted && !wait->kind[0]) {
        text_add(text, "the end of its child");
        return;
    }
    text_add(text, "%s", is_wanted ? wait->goal + sizeof before - 1 : "");
    add_wanted(text, wait, wait_text, name);
    text_add(text, "%s", is_wanted ? wait->behind : wait->end);
}

const char *words_bytes(const char *call)
{
    static const struct {
        char word[12], bytes[24];
    } rows[] = {
        { "process", "its child's output" },
        { "WEBSOCKET", "a message" },
        { "websocket", "a message" },
        { "MESSAGES", "a message" },
        { "http", "a request" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strstr(call, rows[i].word))
            return rows[i].bytes;
    return "bytes";
}

bool words_awaits_tasks(const char *wait_text)
{
    static const char kinds[][12] = { "task", "gather", "wait", "task group", "shield" };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], wait_text) == 0)
            return true;
    return false;
}

const char *words_flaw(const char *tutorial)
{
    return tutorial && *tutorial ? "The tutorial’s flaw: " : "The flaw: ";
}
