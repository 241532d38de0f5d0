#include "show/line.h"

#include "show/columns.h"

static const char strokes[][2][4] = {
    [STROKE_ACROSS] = { "─", "-" },      [STROKE_DOWN] = { "│", "|" },
    [STROKE_TOP_LEFT] = { "┌", "+" },    [STROKE_TOP_RIGHT] = { "┐", "+" },
    [STROKE_BOTTOM_LEFT] = { "└", "+" }, [STROKE_BOTTOM_RIGHT] = { "┘", "+" },
    [STROKE_FORK_TOP] = { "┬", "+" },    [STROKE_FORK_MIDDLE] = { "┼", "+" },
    [STROKE_FORK_BOTTOM] = { "┴", "+" }, [STROKE_JOIN] = { "┤", "+" },
    [STROKE_ARROW_RIGHT] = { "▶", ">" }, [STROKE_ARROW_DOWN] = { "▼", "v" },
};

static size_t room(const struct line *line)
{
    return line->columns < line->most ? line->most - line->columns : 0;
}

static void end_color(struct line *line)
{
    if (line->colored)
        text_add(&line->text, "\033[0m");
    line->colored = false;
}

/* Add words of known width. */
static void add_known(struct line *line, const char *words)
{
    size_t columns = columns_count(words), most = room(line);
    struct text cut = { 0 };

    end_color(line);
    if (columns > most) {
        line->cut = true;
        columns = most;
    }
    columns_add_cut(&cut, words, most);
    columns_print(&line->text, text_string(&cut));
    line->columns += columns;
    line->failed |= cut.failed;
    text_free(&cut);
}

void line_add(struct line *line, const char *words)
{
    struct text known = { 0 };

    columns_add(&known, words);
    add_known(line, text_string(&known));
    line->failed |= known.failed;
    text_free(&known);
}

bool line_has_room(struct line *line, const char *words)
{
    struct text known = { 0 };
    bool fits;

    columns_add(&known, words);
    line->failed |= known.failed;
    fits = columns_count(text_string(&known)) <= room(line);
    text_free(&known);
    return fits;
}

void line_add_field(struct line *line, const char *words, size_t columns)
{
    struct text known = { 0 }, label = { 0 };
    size_t end = line->columns + columns;

    columns_add(&known, words);
    columns_add_label(&label, text_string(&known), columns);
    add_known(line, text_string(&label));
    line_space_to(line, end);
    line->failed |= known.failed | label.failed;
    text_free(&known);
    text_free(&label);
}

void line_draw(struct line *line, enum stroke stroke, size_t count)
{
    size_t most = room(line);

    if (count > most) {
        line->cut = true;
        count = most;
    }
    if (count && *line->color && !line->colored) {
        text_add(&line->text, "\033[%sm", line->color);
        line->colored = true;
    }
    for (size_t i = 0; i < count; i++)
        text_add(&line->text, "%s", strokes[stroke][line->ascii]);
    line->columns += count;
}

void line_draw_to(struct line *line, enum stroke stroke, size_t column)
{
    if (column > line->columns)
        line_draw(line, stroke, column - line->columns);
}

void line_space_to(struct line *line, size_t column)
{
    size_t end = column < line->most ? column : line->most;

    if (end > line->columns) {
        end_color(line);
        columns_add_space(&line->text, end - line->columns);
        line->columns = end;
    }
}

void line_drop(struct line *line)
{
    line->failed |= line->text.failed;
    text_clear(&line->text);
    line->columns = 0;
    line->colored = false;
}

void line_end(struct line *line, struct text *text)
{
    end_color(line);
    while (line->text.length && line->text.bytes[line->text.length - 1] == ' ')
        line->text.bytes[--line->text.length] = '\0';
    text_add(text, "%s\n", text_string(&line->text));
    line_drop(line);
}

void line_free(struct line *line)
{
    text_free(&line->text);
}
