#include "run/wrapped.h"

#include <string.h>

enum { CONTINUED = 4 };

static size_t blanks(const char *line, size_t length)
{
    size_t count = 0;

    while (count < length && line[count] == ' ')
        count++;
    return count;
}

/* The first `columns` characters of the line, up to the last blank behind its words so far; a word
 * that is too long stays whole. */
static size_t fitting(const char *line, size_t length, size_t columns)
{
    size_t begin = blanks(line, length), end = begin, size = begin;

    for (size_t column = begin; size < length; column++) {
        size_t character = text_character_length(line + size, length - size);

        if (line[size] == ' ')
            end = size;
        if (column >= columns && end > begin)
            return end;
        size += character ? character : 1;
    }
    return size;
}

static void add_line(struct text *text, const char *line, size_t length, size_t columns)
{
    size_t indent = blanks(line, length) + CONTINUED, room = columns;

    if (columns < 2 * indent) {
        text_add_bytes(text, line, length);
        return;
    }
    while (length) {
        size_t size = fitting(line, length, room);

        text_add_bytes(text, line, size);
        if (size < length)
            text_add(text, "\n%*s", (int)indent, "");
        size += blanks(line + size, length - size);
        line += size;
        length -= size;
        room = columns - indent;
    }
}

void wrapped_add(struct text *text, const char *lines, size_t columns)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");

        add_line(text, lines, length, columns);
        lines += length;
        if (*lines == '\n') {
            text_add(text, "\n");
            lines++;
        }
    }
}
