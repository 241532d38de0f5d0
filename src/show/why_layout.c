#include "show/why_layout.h"

#include <ctype.h>
#include <string.h>

/* ---- Columns ---- */

/* "\x1b[31m": the length of a sequence that sets a colour, at the beginning of the text; 0: there
 * is none. */
static size_t colour_length(const char *text)
{
    size_t length = 2;

    if (text[0] != '\x1b' || text[1] != '[')
        return 0;
    length += strspn(text + 2, "0123456789;");
    return text[length] == 'm' ? length + 1 : 0;
}

/* Characters that combine with the one before them, and wide ones. The table need not be exact:
 * a column is chosen by it, and the terminal is told to go there. */
static size_t columns_of(uint32_t code_point)
{
    static const struct {
        uint32_t first, last;
        size_t columns;
    } rows[] = {
        { 0x0300, 0x036f, 0 },   { 0x200b, 0x200f, 0 },   { 0x20d0, 0x20ff, 0 },
        { 0xfe00, 0xfe0f, 0 },   { 0x1100, 0x115f, 2 },   { 0x231a, 0x231b, 2 },
        { 0x23e9, 0x23f3, 2 },   { 0x2614, 0x2615, 2 },   { 0x26a0, 0x26a1, 2 },
        { 0x26d4, 0x26d4, 2 },   { 0x2705, 0x2705, 2 },   { 0x274c, 0x274c, 2 },
        { 0x2753, 0x2757, 2 },   { 0x2e80, 0xa4cf, 2 },   { 0xac00, 0xd7a3, 2 },
        { 0xf900, 0xfaff, 2 },   { 0xfe30, 0xfe6f, 2 },   { 0xff00, 0xff60, 2 },
        { 0x1f300, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 },
    };

    for (size_t i = 0; code_point >= rows[0].first && i < sizeof rows / sizeof *rows; i++)
        if (code_point >= rows[i].first && code_point <= rows[i].last)
            return rows[i].columns;
    return 1;
}

size_t why_columns(const char *line)
{
    size_t columns = 0, left = strlen(line);

    for (size_t length; left; line += length, left -= length) {
        length = colour_length(line);
        if (length)
            continue;
        length = text_character_length(line, left);
        columns += length ? columns_of(text_code_point(line, length)) : 1;
        length = length ? length : 1;
    }
    return columns;
}

/* ---- Layout ---- */

/* Returns whether the remark may go on in the next line behind this blank. A number stays with the
 * word before it and with its unit: "line 19", "10 ms". */
static bool may_break(const char *remark, size_t at)
{
    bool before = at && isdigit((unsigned char)remark[at - 1]);
    bool behind = isdigit((unsigned char)remark[at + 1]);

    return remark[at] == ' ' && !before && !behind;
}

/* The length in bytes of the beginning of the remark that fits in the columns, up to a blank; at
 * least one word. */
static size_t fitting(const char *remark, size_t columns)
{
    size_t fits = 0, used = 0, at = 0, left = strlen(remark);

    while (left) {
        size_t length = text_character_length(remark + at, left);

        length = length ? length : 1;
        if (may_break(remark, at))
            fits = at;
        used += columns_of(length ? text_code_point(remark + at, length) : 0);
        if (used > columns && fits)
            return fits;
        at += length;
        left -= length;
    }
    return at;
}

static void add_dim(struct text *text, const struct why_layout *layout, const char *bytes,
                    size_t length)
{
    text_add(text, "%s", layout->color ? "\x1b[2m" : "");
    text_add_bytes(text, bytes, length);
    text_add(text, "%s", layout->color ? "\x1b[0m" : "");
}

/* Add the remark from this column on. What does not fit goes on in further lines, behind the
 * arrow. */
static void add_wrapped(struct text *text, const struct why_layout *layout, size_t column,
                        const char *remark)
{
    size_t arrow = strcspn(remark, " ");
    size_t behind = column + why_columns(remark) - why_columns(remark + arrow) + 1;
    size_t room = layout->width > behind ? layout->width - behind : 1;
    size_t length = arrow + 1 + fitting(remark + arrow + 1, room);

    add_dim(text, layout, remark, length);
    for (remark += length; *remark; remark += length) {
        remark += strspn(remark, " ");
        length = fitting(remark, room);
        text_add(text, "\n%*s", (int)behind, "");
        add_dim(text, layout, remark, length);
    }
}

/* The line stays to the left of the column. */
static void add_way_to_column(struct text *text, const struct why_layout *layout, size_t used)
{
    if (layout->moves)
        text_add(text, "\x1b[%zuG", layout->column + 1);
    else
        text_add(text, "%*s", (int)(layout->column - used), "");
}

void why_lay(struct text *text, const struct why_layout *layout, const char *line,
             const char *remark)
{
    size_t used = why_columns(line), column = layout->column ? layout->column : WHY_INDENT;

    text_add(text, "%s", line);
    if (*remark && !layout->width) {
        text_add(text, "%*s%s", WHY_GAP, "", remark);
    } else if (*remark && used + WHY_GAP <= layout->column) {
        add_way_to_column(text, layout, used);
        add_wrapped(text, layout, column, remark);
    } else if (*remark) {
        text_add(text, "\n%*s", (int)column, "");
        add_wrapped(text, layout, column, remark);
    }
    text_add(text, "\n");
}
