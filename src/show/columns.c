#include "show/columns.h"

#include <string.h>

/* Letters and signs whose width no terminal disputes. Combining marks, scripts that cannot be
 * written without them, emoji and private characters are not among them. */
static const struct {
    uint32_t first, last;
    int columns;
} known[] = {
    { 0x0020, 0x007e, 1 },   { 0x00a1, 0x00ac, 1 },
    { 0x00ae, 0x02ff, 1 }, /* Latin */
    { 0x0370, 0x0373, 1 },   { 0x0386, 0x0386, 1 },
    { 0x0388, 0x038a, 1 },                          /* Greek */
    { 0x038e, 0x03a1, 1 },   { 0x03a3, 0x03ff, 1 }, /* Greek */
    { 0x0400, 0x0482, 1 },   { 0x048a, 0x052f, 1 }, /* Cyrillic */
    { 0x0531, 0x0556, 1 },   { 0x0561, 0x0587, 1 }, /* Armenian */
    { 0x05be, 0x05be, 1 },   { 0x05d0, 0x05ea, 1 },
    { 0x05f0, 0x05f4, 1 }, /* Hebrew */
    { 0x060c, 0x060c, 1 },   { 0x061b, 0x061b, 1 },
    { 0x061f, 0x064a, 1 }, /* Arabic */
    { 0x0660, 0x066f, 1 },   { 0x0671, 0x06d5, 1 },
    { 0x06ee, 0x06ff, 1 },                          /* Arabic, Persian, Urdu */
    { 0x0750, 0x077f, 1 },                          /* Arabic */
    { 0x10a0, 0x10c5, 1 },   { 0x10d0, 0x10ff, 1 }, /* Georgian */
    { 0x1e00, 0x1eff, 1 },                          /* Latin with accents */
    { 0x2010, 0x2027, 1 },   { 0x20ac, 0x20ac, 1 },
    { 0x2190, 0x2193, 1 }, /* dashes, arrows */
    { 0x2264, 0x2265, 1 }, /* at most, at least */
    { 0x3001, 0x3029, 2 },   { 0x3041, 0x3096, 2 },
    { 0x309b, 0x30ff, 2 }, /* Japanese */
    { 0x3105, 0x312f, 2 },   { 0x3131, 0x318e, 2 },
    { 0x31f0, 0x31ff, 2 }, /* Bopomofo, Korean */
    { 0x3400, 0x4dbf, 2 },   { 0x4e00, 0x9fff, 2 },
    { 0xac00, 0xd7a3, 2 }, /* Chinese, Korean */
    { 0xf900, 0xfa6d, 2 },   { 0xff01, 0xff60, 2 },
    { 0xff61, 0xff9f, 1 },   /* compatible, full, half */
    { 0x20000, 0x2a6df, 2 }, /* Chinese */
};

int columns_of_character(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (code_point >= known[i].first && code_point <= known[i].last)
            return known[i].columns;
    return 0;
}

bool columns_goes_left(uint32_t code_point)
{
    return code_point >= 0x0590 && code_point <= 0x08ff && columns_of_character(code_point);
}

/* Signs above and below Hebrew and Arabic letters, and what only tells whether letters join.
 * Readers do without them, and names in their place would not be read at all. */
static bool is_left_out(uint32_t code_point)
{
    static const struct {
        uint32_t first, last;
    } signs[] = {
        { 0x0591, 0x05bd }, { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 },
        { 0x05c4, 0x05c5 }, { 0x05c7, 0x05c7 }, { 0x0610, 0x061a },
        { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x200c, 0x200d },
    };

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (code_point >= signs[i].first && code_point <= signs[i].last)
            return true;
    return false;
}

void columns_add(struct text *text, const char *bytes)
{
    size_t left = strlen(bytes);
    bool goes_left = false;

    for (size_t length; left; bytes += length, left -= length) {
        size_t character = text_character_length(bytes, left);
        uint32_t code_point = character ? text_code_point(bytes, character) : 0;

        length = character ? character : 1;
        if (goes_left && is_left_out(code_point))
            continue;
        goes_left = columns_goes_left(code_point);
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

static bool has_letters_to_the_left(const char *text)
{
    for (size_t length; *text; text += length) {
        columns_next(text, &length);
        if (columns_goes_left(text_code_point(text, length)))
            return true;
    }
    return false;
}

void columns_print(struct text *text, const char *from)
{
    const char *mark = has_letters_to_the_left(from) ? COLUMNS_MARK : "";

    text_add(text, "%s%s%s", mark, from, mark);
}

void columns_add_space(struct text *text, size_t columns)
{
    text_add(text, "%*s", (int)columns, "");
}
