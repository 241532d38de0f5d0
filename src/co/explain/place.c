#include "co/explain/place.h"

#include <stdint.h>
#include <string.h>

static place_find_source *find_source;

void place_use_sources(place_find_source *find)
{
    find_source = find;
}

/* ---- Scanning ---- */

static bool begins_with(const char *at, const char *end, const char *text)
{
    return (size_t)(end - at) >= strlen(text) && memcmp(at, text, strlen(text)) == 0;
}

/* The end of a comment, a string or a character that begins here; of any other byte, one past it.
 * A string ends with its line at the latest. */
static const char *token_end(const char *at, const char *end)
{
    const char *close;

    if (begins_with(at, end, "//")) {
        close = memchr(at, '\n', (size_t)(end - at));
        return close ? close : end;
    }
    if (begins_with(at, end, "/*")) {
        close = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
        return close ? close + 2 : end;
    }
    if (*at != '"' && *at != '\'')
        return at + 1;
    for (close = at + 1; close < end && *close != *at && *close != '\n'; close++)
        close += *close == '\\' && close + 1 < end;
    return close < end && *close == *at ? close + 1 : close;
}

int place_first_line(const char *begin, const char *end, int line)
{
    int number = 1, first = 1, depth = 0;

    for (const char *at = begin, *next; at < end && number < line; at = next) {
        next = token_end(at, end);
        depth += *at == '(' || *at == '[';
        depth -= depth && (*at == ')' || *at == ']');
        for (; at < next; at++)
            number += *at == '\n';
        if (depth == 0 && number <= line)
            first = number;
    }
    return number < line ? line : first;
}

/* ---- Places ---- */

static int find_line(const struct co_place *place)
{
    const char *begin, *end;

    if (!find_source || place->line <= 0 || !find_source(place->file, &begin, &end))
        return place->line;
    return place_first_line(begin, end, place->line);
}

int place_line(struct place_lines *lines, const struct co_place *place)
{
    /* A place is an object of several words, so its lowest bits are the same everywhere. */
    size_t index = (uintptr_t)place / sizeof *place % PLACE_LINES;

    if (!lines)
        return find_line(place);
    if (lines->kept[index].place != place) {
        lines->kept[index].place = place;
        lines->kept[index].line = find_line(place);
    }
    return lines->kept[index].line;
}
