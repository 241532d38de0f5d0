#include "try/exercise.h"

#include <string.h>

/* A line of the source, without its newline. */
struct line {
    const char *text;
    size_t length;
};

static bool take_line(const char **at, const char *end, struct line *line)
{
    const char *newline = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

    if (*at >= end)
        return false;
    *line = (struct line){ *at, (size_t)((newline ? newline : end) - *at) };
    *at = newline ? newline + 1 : end;
    return true;
}

static bool begins(const struct line *line, const char *text)
{
    return line->length >= strlen(text) && memcmp(line->text, text, strlen(text)) == 0;
}

static bool is(const struct line *line, const char *text)
{
    return line->length == strlen(text) && begins(line, text);
}

/* Returns the number of the hint that the line begins or goes on with; 0: it is no part of one. */
static int hint_of(const struct line *line, int before)
{
    static const char mark[] = " * Hint ";

    if (begins(line, mark) && line->length > sizeof mark)
        return line->text[sizeof mark - 1] - '0';
    return is(line, " *") || is(line, " */") ? 0 : before;
}

void exercise_add_source(struct text *text, const char *source, size_t size)
{
    const char *at = source, *end = source + size;
    struct line line;
    bool is_head = true, owes_blank = false;
    int hint = 0;

    while (take_line(&at, end, &line)) {
        hint = is_head ? hint_of(&line, hint) : 0;
        if (is(&line, " */"))
            is_head = owes_blank = false;
        if (hint || (is_head && is(&line, " *"))) {
            owes_blank = true;
            continue;
        }
        if (owes_blank)
            text_add(text, " *\n");
        owes_blank = false;
        text_add_bytes(text, line.text, line.length);
        text_add(text, "\n");
    }
}

void exercise_add_hint(struct text *text, const char *source, size_t size, int number)
{
    const char *at = source, *end = source + size;
    struct line line;
    int hint = 0;

    while (take_line(&at, end, &line) && !is(&line, " */")) {
        bool is_first = begins(&line, " * Hint ");
        size_t skipped = is_first ? strlen(" * Hint 1: ") : strlen(" * ");

        hint = hint_of(&line, hint);
        while (skipped < line.length && line.text[skipped] == ' ')
            skipped++;
        if (hint != number || line.length <= skipped)
            continue;
        text_add(text, "%s", is_first ? "" : " ");
        text_add_bytes(text, line.text + skipped, line.length - skipped);
    }
}
