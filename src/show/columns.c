#include "show/columns.h"

#include <string.h>

/* Letters and signs whose width no terminal disputes. Combining marks, emoji, private characters
 * and scripts that are written from right to left are not among them. */
static const struct {
    uint32_t first, last;
    int columns;
} known[] = {
    { 0x0020, 0x007e, 1 }, { 0x00a1, 0x00ac, 1 }, { 0x00ae, 0x02ff, 1 }, /* Latin */
    { 0x0370, 0x0373, 1 }, { 0x0386, 0x0386, 1 }, { 0x0388, 0x038a, 1 }, /* Greek */
    { 0x038e, 0x03a1, 1 }, { 0x03a3, 0x03ff, 1 },                        /* Greek */
    { 0x0400, 0x0482, 1 }, { 0x048a, 0x052f, 1 },                        /* Cyrillic */
    { 0x1e00, 0x1eff, 1 },                                               /* Latin with accents */
    { 0x2010, 0x2027, 1 }, { 0x20ac, 0x20ac, 1 }, { 0x2190, 0x2193, 1 }, /* dashes, arrows */
    { 0x2264, 0x2265, 1 },                                               /* at most, at least */
    { 0x3001, 0x3002, 2 }, { 0x3041, 0x3096, 2 }, { 0x30a1, 0x30ff, 2 }, /* Japanese */
    { 0x4e00, 0x9fff, 2 }, { 0xac00, 0xd7a3, 2 },                        /* Chinese, Korean */
};

int columns_of_character(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (code_point >= known[i].first && code_point <= known[i].last)
            return known[i].columns;
    return 0;
}

void columns_add(struct text *text, const char *bytes)
{
    size_t left = strlen(bytes);

    for (size_t length; left; bytes += length, left -= length) {
        size_t character = text_character_length(bytes, left);
        uint32_t code_point = character ? text_code_point(bytes, character) : 0;

        length = character ? character : 1;
        if (!character || code_point < 0x20)
            text_add(text, "\\x%02x", (unsigned char)*bytes);
        else if (columns_of_character(code_point))
            text_add_bytes(text, bytes, length);
        else
            text_add(text, code_point > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code_point);
    }
}

int columns_next(const char *text, size_t *length)
{
    *length = text_character_length(text, strnlen(text, 4));
    if (*length)
        return columns_of_character(text_code_point(text, *length));
    *length = 1;
    return 1;
}

size_t columns_count(const char *text)
{
    size_t columns = 0;

    for (size_t length; *text; text += length)
        columns += (size_t)columns_next(text, &length);
    return columns;
}

/* The length of the escape at which the text begins: \xNN, \uNNNN or \UNNNNNNNN; 0: none. */
static size_t escape_length(const char *text)
{
    size_t digits = *text != '\\'    ? 0
                    : text[1] == 'x' ? 2
                    : text[1] == 'u' ? 4
                    : text[1] == 'U' ? 8
                                     : 0;

    return digits && strspn(text + 2, "0123456789abcdef") >= digits ? digits + 2 : 0;
}

/* Where the first `most` columns of the text end. A part of an escape would say another thing than
 * the whole, so it is not cut unless it is wider than all columns. */
static const char *after_columns(const char *text, size_t most)
{
    const size_t all = most;

    for (size_t length; *text; text += length) {
        size_t columns = escape_length(text);

        if (columns && columns <= all)
            length = columns;
        else
            columns = (size_t)columns_next(text, &length);

        if (columns > most)
            break;
        most -= columns;
    }
    return text;
}

void columns_add_cut(struct text *text, const char *from, size_t most)
{
    if (columns_count(from) <= most) {
        text_add(text, "%s", from);
    } else if (most) {
        text_add_bytes(text, from, (size_t)(after_columns(from, most - 1) - from));
        text_add(text, "~");
    }
}

void columns_add_label(struct text *text, const char *from, size_t most)
{
    const char *end = strrchr(from, '-');
    size_t columns = end ? columns_count(end) : 0;

    if (!end || columns_count(from) <= most || columns + 2 > most) {
        columns_add_cut(text, from, most);
        return;
    }
    text_add_bytes(text, from, (size_t)(after_columns(from, most - columns - 1) - from));
    text_add(text, "~%s", end);
}

void columns_add_wrapped(struct text *text, const char *from, size_t most)
{
    while (*from) {
        const char *end = after_columns(from, most), *space = end;

        while (*end && space > from && *space != ' ')
            space--;
        if (*end && space > from)
            end = space;
        text_add_bytes(text, from, (size_t)(end - from));
        text_add(text, "\n");
        from = end + (*end == ' ');
    }
}

void columns_add_space(struct text *text, size_t columns)
{
    text_add(text, "%*s", (int)columns, "");
}
