/* Lanes as text, with their legend. */
#include "show/columns.h"
#include "show/lanes_internal.h"

#include <string.h>

enum { WIDEST = 1000 }; /* columns; no person reads a wider picture */

#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* A line has no spaces at its end. `line`: where it begins in the text. */
static void end_line(struct text *text, size_t line)
{
    while (text->length > line && text->bytes[text->length - 1] == ' ')
        text->bytes[--text->length] = '\0';
    text_add(text, "\n");
}

static void print_lane(struct text *text, const struct lanes *lanes, const struct lanes_run *run,
                       size_t row)
{
    const struct show_options *options = &lanes->options;
    const struct lane *lane = &run->lanes[row];
    struct text label = { 0 };
    size_t line = text->length;

    columns_add_label(&label, text_string(&lane->label), lanes->label_width);
    columns_add_space(text, lanes->label_width - columns_count(text_string(&label)));
    text_add(text, "%s", options->color ? BOLD : "");
    columns_print(text, text_string(&label));
    text_add(text, "%s %s", options->color ? PLAIN : "", mark_text(MARK_FRAME, 0, options->ascii));
    grid_add_row(text, &run->grid, row, options->ascii, options->color);
    if (lane->note.length && !lanes->notes_below) {
        text_add(text, options->color && !lane->group->band ? " \033[%sm" : " ",
                 mark_color(MARK_FAILED));
        columns_add_cut(text, text_string(&lane->note), lanes->note_width);
        text_add(text, "%s", options->color ? PLAIN : "");
    }
    end_line(text, line);
    text->failed |= label.failed;
    text_free(&label);
}

/* Notes that found no room at the right. */
static void print_notes(struct text *text, const struct lanes *lanes, const struct lanes_run *run)
{
    for (size_t row = 0; row < run->groups.count; row++) {
        const struct lane *lane = &run->lanes[row];
        size_t line = text->length;
        struct text note = { 0 };

        if (!lane->note.length)
            continue;
        text_add(&note, "%s: %s", text_string(&lane->label), text_string(&lane->note));
        columns_add_cut(text, text_string(&note), (size_t)lanes->options.width);
        end_line(text, line);
        text->failed |= note.failed;
        text_free(&note);
    }
}

static void print_title(struct text *text, const struct lanes *lanes, const char *title)
{
    struct text safe = { 0 };

    columns_add(&safe, title);
    text_add(text, "%s", lanes->options.color ? BOLD : "");
    columns_add_cut(text, text_string(&safe), (size_t)lanes->options.width);
    text_add(text, "%s\n", lanes->options.color ? PLAIN : "");
    text->failed |= safe.failed;
    text_free(&safe);
}

/* Say how wide the picture has to be for what it leaves out. */
static void print_hint(struct text *text, const struct lanes *lanes)
{
    const struct axis *axis = &lanes->axis;
    size_t whole = (size_t)axis->needed, edge = lanes->label_wanted + LANES_EDGE;
    size_t needed = edge + whole + ((double)whole < axis->needed);
    bool has_arrows = false;

    for (size_t i = 0; i < axis->step_count; i++)
        has_arrows |= axis->steps[i].baton != NULL;
    if (has_arrows && axis->stage != AXIS_STEPS && needed <= WIDEST)
        text_add(text, "Arrows need %zu columns.\n", needed);
}

void lanes_print(struct text *text, const struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) {
        if (lanes->count > 1)
            print_title(text, lanes, lanes->runs[i].title);
        for (size_t row = 0; row < lanes->runs[i].groups.count; row++)
            print_lane(text, lanes, &lanes->runs[i], row);
    }
    if (lanes->axis.end || lanes->axis.step_count)
        lanes_print_ruler(text, lanes);
    for (size_t i = 0; lanes->notes_below && i < lanes->count; i++)
        print_notes(text, lanes, &lanes->runs[i]);
    lanes_print_legend(text, lanes);
    print_hint(text, lanes);
}

/* ---- The legend: the marks that occur ---- */

struct legend {
    struct text *text;
    const struct show_options *options;
    size_t column; /* of the line; 0: it is empty */
};

static void add_item(struct legend *legend, enum mark mark, const char *shape, const char *meaning)
{
    enum { SPACE = 3 };
    const char *color = legend->options->color ? mark_color(mark) : "";
    size_t columns = 0;

    for (const char *byte = shape; *byte; byte++)
        columns += (*byte & 0xc0) != 0x80; /* each mark takes one column */
    columns += 1 + strlen(meaning);
    if (legend->column && legend->column + SPACE + columns > (size_t)legend->options->width) {
        text_add(legend->text, "\n");
        legend->column = 0;
    }
    if (legend->column)
        columns_add_space(legend->text, SPACE);
    legend->column += columns + (legend->column ? SPACE : 0);
    text_add(legend->text, *color ? "\033[%sm%s" PLAIN " %s" : "%s%s %s", color, shape, meaning);
}

/* Find out which marks occur. */
static void look(const struct lanes *lanes, bool seen[MARK_COUNT])
{
    for (size_t i = 0; i < lanes->count; i++) {
        const struct grid *grid = &lanes->runs[i].grid;

        for (size_t k = 0; k < grid->rows * grid->columns; k++)
            seen[grid->cells[k].mark] = true;
    }
}

static void add_mark(struct legend *legend, enum mark mark, const bool seen[MARK_COUNT])
{
    bool ascii = legend->options->ascii;
    const char *shape = mark_text(mark, 2, ascii);
    struct text several = { 0 };

    if (mark == MARK_WAIT)
        text_add(&several, "%s%s%s", shape, shape, shape);
    else if (mark == MARK_JOIN)
        text_add(&several, "%s   %s", shape, shape);
    else if (mark == MARK_BAND)
        text_add(&several, ascii ? "%s-%s" : "%s%s", mark_text(mark, 1, ascii),
                 mark_text(mark, MARKS_LEVELS, ascii));
    else
        text_add(&several, "%s%s", shape,
                 mark == MARK_DOWN && seen[MARK_UP] ? mark_text(MARK_UP, 0, ascii) : "");
    if (mark != MARK_UP || !seen[MARK_DOWN])
        add_item(legend, mark, text_string(&several), mark_meaning(mark));
    legend->text->failed |= several.failed;
    text_free(&several);
}

void lanes_print_legend(struct text *text, const struct lanes *lanes)
{
    struct legend legend = { text, &lanes->options, 0 };
    bool seen[MARK_COUNT] = { false };

    look(lanes, seen);
    for (enum mark mark = 0; mark < MARK_COUNT; mark++)
        if (seen[mark] && mark_meaning(mark))
            add_mark(&legend, mark, seen);
    if (legend.column)
        text_add(text, "\n");
}
