#include "show/screen.h"

#include "run/symbols.h"
#include "show/glyph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int screen_make(struct screen *screen, size_t rows, size_t columns, enum symbols symbols)
{
    *screen = (struct screen){ calloc(rows * columns + 1, sizeof *screen->cells), rows, columns,
                               symbols };
    if (!screen->cells)
        return -ENOMEM;
    screen_clear(screen);
    return 0;
}

void screen_free(struct screen *screen)
{
    free(screen->cells);
    *screen = (struct screen){ 0 };
}

void screen_clear(struct screen *screen)
{
    for (size_t i = 0; i < screen->rows * screen->columns; i++)
        screen->cells[i] = (struct screen_cell){ .width = 1, .style = "" };
}

bool screen_is_ascii(const struct screen *screen)
{
    return screen->symbols == SYMBOLS_ASCII;
}

static struct screen_cell *cell_at(const struct screen *screen, size_t row, size_t column)
{
    if (row >= screen->rows || column >= screen->columns)
        return NULL;
    return &screen->cells[row * screen->columns + column];
}

/* ---- Texts of any origin ---- */

/* A character as it stands on the screen. */
struct glyph {
    char bytes[12];
    int columns;
};

/* Spell the first character of the text; returns its length in bytes. */
static size_t spell(const char *text, struct glyph *glyph)
{
    char character[5] = "";
    size_t length = text_character_length(text, strnlen(text, 4));
    uint32_t code_point;

    if (!length) {
        co_format(glyph->bytes, sizeof glyph->bytes, "\\x%02x", (unsigned char)*text);
        glyph->columns = 4;
        return 1;
    }
    code_point = text_code_point(text, length);
    glyph->columns = glyph_columns(code_point);
    memcpy(character, text, length);
    if (glyph->columns == GLYPH_LEFT_OUT)
        glyph->bytes[0] = '\0';
    else if (code_point == '\t' || code_point == '\n')
        strcpy(glyph->bytes, " ");
    else if (code_point < 0x20 || code_point == 0x7f)
        co_format(glyph->bytes, sizeof glyph->bytes, "\\x%02x", (unsigned)code_point);
    else if (glyph->columns == GLYPH_UNKNOWN)
        co_format(glyph->bytes, sizeof glyph->bytes, code_point > 0xffff ? "\\U%08x" : "\\u%04x",
                  (unsigned)code_point);
    else
        strcpy(glyph->bytes, character);
    if (glyph->columns == GLYPH_UNKNOWN || code_point < 0x20)
        glyph->columns = (int)strlen(glyph->bytes);
    return length;
}

/* The text in the screen's symbols; the caller frees it. */
static struct text spelled(const struct screen *screen, const char *text)
{
    struct text result = { 0 };
    int length = (int)symbols_write(NULL, 0, text, screen->symbols);
    char *room = text_room(&result, (size_t)length);

    if (room) {
        symbols_write(room, (size_t)length + 1, text, screen->symbols);
        text_grow(&result, (size_t)length);
    }
    return result;
}

void screen_spell(struct text *text, const struct screen *screen, const char *from)
{
    struct text all = spelled(screen, from);
    struct glyph glyph;

    for (const char *at = text_string(&all); *at;) {
        at += spell(at, &glyph);
        text_add(text, "%s", glyph.bytes);
    }
    text_free(&all);
}

static size_t width_of(const char *text)
{
    struct glyph glyph;
    size_t columns = 0;

    for (; *text; columns += (size_t)glyph.columns)
        text += spell(text, &glyph);
    return columns;
}

size_t screen_width(const struct screen *screen, const char *text)
{
    struct text all = spelled(screen, text);
    size_t columns = width_of(text_string(&all));

    text_free(&all);
    return columns;
}

/* A glyph is one character, or several of ASCII. */
static size_t put_glyph(struct screen *screen, size_t row, size_t column, const char *style,
                        const struct glyph *glyph)
{
    if (!glyph->columns)
        return column;
    if ((unsigned char)*glyph->bytes >= 0x80) {
        screen_put(screen, row, column, style, glyph->bytes);
        if (glyph->columns == 2 && cell_at(screen, row, column + 1)) {
            cell_at(screen, row, column)->width = 2;
            *cell_at(screen, row, column + 1) = (struct screen_cell){ .style = style };
        }
        return column + (size_t)glyph->columns;
    }
    for (const char *byte = glyph->bytes; *byte; byte++)
        screen_put(screen, row, column++, style, (char[]){ *byte, '\0' });
    return column;
}

size_t screen_write(struct screen *screen, size_t row, size_t column, size_t most,
                    const char *style, const char *text)
{
    struct text all = spelled(screen, text);
    const char *at = text_string(&all);
    size_t end = column + most, length;
    bool cut;

    if (most > screen->columns || end > screen->columns)
        end = screen->columns;
    cut = column + width_of(at) > end;
    for (struct glyph glyph; *at; at += length) {
        length = spell(at, &glyph);
        if (column + (size_t)glyph.columns + cut > end)
            break;
        column = put_glyph(screen, row, column, style, &glyph);
    }
    if (cut && column < end)
        screen_put(screen, row, column++, style, screen_is_ascii(screen) ? "~" : "…");
    text_free(&all);
    return column;
}

size_t screen_fit(const char *text, size_t most)
{
    size_t length = 0, columns = 0, space = 0;
    struct glyph glyph;

    while (text[length]) {
        size_t next = length + spell(text + length, &glyph);
        bool is_blank = text[length] == ' ' || text[length] == '\n';

        columns += (size_t)glyph.columns;
        if (columns > most && is_blank)
            return length;
        if (columns > most)
            return space ? space : length ? length : next;
        if (is_blank && length)
            space = length;
        length = next;
    }
    return length;
}

/* ---- Drawings ---- */

void screen_put(struct screen *screen, size_t row, size_t column, const char *style,
                const char *character)
{
    struct screen_cell *cell = cell_at(screen, row, column);

    if (!cell)
        return;
    *cell = (struct screen_cell){ .width = 1, .style = style };
    memccpy(cell->bytes, character, 0, sizeof cell->bytes - 1);
}

void screen_restyle(struct screen *screen, size_t row, size_t column, size_t count,
                    const char *style)
{
    for (size_t i = 0; i < count && cell_at(screen, row, column + i); i++)
        cell_at(screen, row, column + i)->style = style;
}

/* ---- On paper ---- */

static void add_edge(struct text *text, size_t columns)
{
    text_add(text, "+");
    for (size_t i = 0; i < columns; i++)
        text_add(text, "-");
    text_add(text, "+\n");
}

void screen_add_framed(struct text *text, const struct screen *screen)
{
    add_edge(text, screen->columns);
    for (size_t row = 0; row < screen->rows; row++) {
        text_add(text, "|");
        for (size_t column = 0; column < screen->columns; column++) {
            const struct screen_cell *cell = cell_at(screen, row, column);

            if (cell->width)
                text_add(text, "%s", *cell->bytes ? cell->bytes : " ");
        }
        text_add(text, "|\n");
    }
    add_edge(text, screen->columns);
}
