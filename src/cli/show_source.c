#include "cli/show_source.h"

#include "run/colour.h"
#include "run/symbols.h"
#include "show/beside.h"
#include "show/reference.h"
#include "show/screen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- One below the other ---- */

/* What begins a comment in the line; its end: there is none. Outside of a comment, [1] is an index
 * of an array, not a mark. */
static const char *find_comment(struct part line, bool is_c)
{
    const char *comment = is_c ? memmem(line.begin, part_length(line), "/*", 2) : NULL;
    struct reference reference = reference_read(line.begin, line.end);

    if (!comment && reference.number)
        comment = reference.code_end;
    return comment ? comment : line.end;
}

void show_source(const struct page *page, const struct show_source *source)
{
    struct part rest = source->text;
    size_t length = strlen(source->path);
    bool is_c = length > 2 && strcmp(source->path + length - 2, ".c") == 0;

    page_heading(page, "---- %s", source->path);
    putchar('\n');
    while (rest.begin < rest.end) {
        struct part line = part_take_line(&rest);
        const char *comment = find_comment(line, is_c);

        page_write(page, line.begin, (size_t)(comment - line.begin), false);
        page_write(page, comment, (size_t)(line.end - comment), true);
        putchar('\n');
    }
}

/* ---- Side by side ---- */

enum { MARGIN = 4, HANG = 8, BETWEEN = 3 }; /* columns */

struct side {
    const struct page *page;
    struct part *lines;
    size_t count;
    size_t width;     /* columns of the text, without the margin */
    struct text text; /* of the line that is printed, */
    const char *left; /* and what of it is left */
    size_t indent;    /* of its next row, */
    size_t hang;      /* and of those behind it */
    char mark[8];     /* "[1]" */
};

static int begin_side(struct side *side, const struct page *page, struct part text)
{
    struct part rest = text;

    *side = (struct side){ .page = page };
    while (rest.begin < rest.end) {
        part_take_line(&rest);
        side->count++;
    }
    side->lines = calloc(side->count + 1, sizeof *side->lines);
    if (!side->lines)
        return -ENOMEM;
    for (size_t i = 0; i < side->count; i++)
        side->lines[i] = part_take_line(&text);
    return 0;
}

static void end_side(struct side *side)
{
    free(side->lines);
    text_free(&side->text);
}

static void spell(struct text *text, const char *from, enum symbols symbols)
{
    size_t length = symbols_write(NULL, 0, from, symbols);
    char *room = text_room(text, length);

    if (!room)
        return;
    symbols_write(room, length + 1, from, symbols);
    text_grow(text, length);
}

static size_t columns_of(const struct side *side, const char *text)
{
    return screen_width(&(struct screen){ .symbols = side->page->symbols }, text);
}

/* Make a line ready to be printed; number 0: an empty one. */
static void take_line(struct side *side, size_t number)
{
    struct part line = number ? side->lines[number - 1] : (struct part){ "", "" };
    struct reference reference = reference_read(line.begin, line.end);
    struct text code = { 0 };

    reference_write(&code, line.begin, &reference);
    text_clear(&side->text);
    spell(&side->text, text_string(&code), side->page->symbols);
    side->text.failed |= code.failed;
    text_free(&code);
    side->left = text_string(&side->text);
    side->indent = strspn(side->left, " ");
    side->left += side->indent;
    side->indent = side->indent < side->width / 2 ? side->indent : side->width / 2;
    side->hang = side->indent + HANG;
    side->mark[0] = '\0';
    if (reference.number)
        co_format(side->mark, sizeof side->mark, "[%d]", reference.number);
}

/* The columns that the widest line needs. */
static size_t widest(struct side *side)
{
    size_t most = 0;

    for (size_t i = 1; i <= side->count; i++) {
        size_t columns;

        take_line(side, i);
        columns = strspn(text_string(&side->text), " ") + columns_of(side, side->left);
        most = columns > most ? columns : most;
    }
    return most;
}

/* The length of the next row. A comment behind code is not cut: it goes to a row of its own. */
static size_t next_row(const struct side *side)
{
    size_t length = screen_fit(side->left, side->width - side->indent);
    const char *comment = strstr(side->left, "  /*");

    comment = comment ? comment : strstr(side->left, "  # ");
    if (side->left[length] && comment && comment < side->left + length)
        length = (size_t)(comment - side->left);
    return length;
}

/* Print a row of what is left; with `padded`, up to the end of the side. */
static void print_row(struct side *side, bool padded)
{
    const char *on = side->page->colour && *side->mark ? COLOUR_MARK : "";
    size_t length = next_row(side);
    struct text part = { 0 };

    text_add_bytes(&part, side->left, length);
    if (padded || length || *side->mark)
        printf("%s%-*s%s%*s%s", on, MARGIN, side->mark, *on ? COLOUR_PLAIN : "", (int)side->indent,
               "", text_string(&part));
    if (padded)
        printf("%*s", (int)(side->width - side->indent - columns_of(side, text_string(&part))), "");
    side->text.failed |= part.failed;
    side->indent = side->hang;
    side->left += length;
    side->left += strspn(side->left, " ");
    side->mark[0] = '\0';
    text_free(&part);
}

static void print_lines(struct side *c, struct side *python, const struct beside *beside)
{
    const char *between = c->page->symbols == SYMBOLS_ASCII ? "|" : "│";

    for (size_t i = 0; i < beside->count; i++) {
        take_line(c, beside->rows[i].c);
        take_line(python, beside->rows[i].python);
        do {
            print_row(c, true);
            printf(*python->left ? " %s " : " %s", between);
            print_row(python, false);
            putchar('\n');
        } while (*c->left || *python->left);
    }
}

static int print_sides(struct side *c, struct side *python, const struct show_source *of_c,
                       const struct show_source *of_python)
{
    struct beside beside;
    size_t half = (c->page->columns - BETWEEN) / 2, needed = widest(c) + MARGIN;
    int error = beside_make(&beside, of_c->text.begin, part_length(of_c->text),
                            of_python->text.begin, part_length(of_python->text));

    c->width = (needed < half ? needed : half) - MARGIN;
    python->width = c->page->columns - c->width - BETWEEN - 2 * MARGIN;
    if (!error) {
        page_heading(c->page, "---- %-*s ---- %s", (int)(c->width + MARGIN + BETWEEN - 6),
                     of_c->path, of_python->path);
        putchar('\n');
        print_lines(c, python, &beside);
        error = c->text.failed || python->text.failed ? -ENOMEM : 0;
    }
    beside_free(&beside);
    return error;
}

int show_sources_beside(const struct page *page, const struct show_source *c,
                        const struct show_source *python)
{
    struct side left, right = { 0 };
    int error = begin_side(&left, page, c->text);

    if (!error)
        error = begin_side(&right, page, python->text);
    if (!error)
        error = print_sides(&left, &right, c, python);
    end_side(&left);
    end_side(&right);
    return error;
}
