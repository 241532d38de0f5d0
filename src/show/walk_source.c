/* The source of a walk: the lines around the moment's, and the tasks that stand at them. */
#include "show/reference.h"
#include "show/walk_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

/* The mark moves away from its comment, into a column of its own. */
static int read_line(struct walk_line *line, const char *begin, size_t length)
{
    struct reference part = reference_read(begin, begin + length);

    reference_write(&line->text, begin, &part);
    if (part.number)
        co_format(line->mark, sizeof line->mark, "[%d]", part.number);
    line->indent = strspn(text_string(&line->text), " ");
    if (!text_string(&line->text)[line->indent])
        line->indent = SIZE_MAX;
    return line->text.failed ? -ENOMEM : 0;
}

static int read_lines(struct walk_source *source, const char *at)
{
    size_t count = 1;
    int error = 0;

    for (const char *byte = at; *byte; byte++)
        count += *byte == '\n';
    source->lines = calloc(count, sizeof *source->lines);
    if (!source->lines)
        return -ENOMEM;
    while (*at && !error) {
        size_t length = strcspn(at, "\n");

        error = read_line(&source->lines[source->count++], at, length);
        at += length + (at[length] == '\n');
    }
    return error;
}

/* The commentary has no twin. */
static int find_twins(struct walk *walk)
{
    const char *c = walk->demo->source, *python = walk->demo->python;
    const char *comment = strncmp(c, "/*\n", 3) == 0 ? strstr(c, "\n */\n") : NULL;
    const char *begin = comment ? comment + strlen("\n */\n") : c;
    size_t before = 0;
    int error = beside_make(&walk->beside, begin, strlen(begin), python, strlen(python));

    for (const char *at = c; at < begin; at++)
        before += *at == '\n';
    for (size_t i = 0; i < walk->beside.count; i++) {
        struct beside_row *row = &walk->beside.rows[i];

        if (row->c)
            row->c += before;
        if (row->same)
            walk->twins[row->c] = row->python;
    }
    return error;
}

int walk_read_source(struct walk *walk)
{
    int error = read_lines(&walk->c, walk->demo->source);

    if (!error && walk->demo->python)
        error = read_lines(&walk->python, walk->demo->python);
    walk->twins = calloc(walk->c.count + 2, sizeof *walk->twins);
    if (!error && !walk->twins)
        error = -ENOMEM;
    return error || !walk->demo->python ? error : find_twins(walk);
}

static void free_lines(struct walk_source *source)
{
    for (size_t i = 0; i < source->count; i++)
        text_free(&source->lines[i].text);
    free(source->lines);
}

void walk_free_source(struct walk *walk)
{
    free_lines(&walk->c);
    free_lines(&walk->python);
    beside_free(&walk->beside);
    free(walk->twins);
}

/* ---- Drawing ---- */

/* A source as it is drawn, with the twins of the lines of C; NULL: it is C itself. */
struct pane {
    const struct walk *walk;
    const struct walk_source *source;
    const size_t *twins;
    size_t column, edge; /* of the screen: the first one, and the one behind the last */
};

/* The line of the pane that is this line of C; 0: it has none. */
static size_t line_of(const struct pane *pane, size_t line)
{
    return !pane->twins ? line : line <= pane->walk->c.count ? pane->twins[line] : 0;
}

/* The line of the moment, or of the last moment before it with a place in this file; 0: there is
 * none yet. */
static size_t current_line(const struct walk *walk, size_t moment)
{
    for (size_t i = moment + 1; i-- > 0;) {
        const struct story_moment *one = &walk->story.moments[i];

        if (one->line > 0 && strcmp(one->file, walk->demo->path) == 0)
            return (size_t)one->line;
    }
    return 0;
}

/* Where a reader begins: at the coroutine main. */
static size_t first_line(const struct walk *walk)
{
    for (size_t i = 0; i < walk->c.count; i++)
        if (strncmp(text_string(&walk->c.lines[i].text), "ASYNC(main", 10) == 0)
            return i + 1;
    return 1;
}

/* Add the names of the tasks that stand at the line. */
static void add_names(struct text *text, const struct pane *pane, size_t number)
{
    enum { NAMES_MOST = 3 };
    const struct walk *walk = pane->walk;
    const struct life *life = walk->story.life;
    size_t count = 0;

    for (size_t i = 0; i < life->task_count && number; i++) {
        const struct story_task *task = &walk->tasks[i];

        if (task->state == STORY_UNMADE || task->state == STORY_ENDED ||
            task->state == STORY_FAILED || task->line <= 0 ||
            line_of(pane, (size_t)task->line) != number ||
            strcmp(task->file, walk->demo->path) != 0)
            continue;
        if (count++ < NAMES_MOST)
            text_add(text, "%s%s", text->length ? ", " : "", life->tasks[i].name);
    }
    if (count > NAMES_MOST) {
        text_clear(text);
        text_add(text, "%zu tasks", count);
    }
}

/* The names end at the edge. Returns the columns that they take. */
static size_t draw_names(struct screen *screen, size_t row, size_t edge, const struct text *names,
                         bool current)
{
    size_t width = screen_width(screen, text_string(names)), most = screen->columns / 3;

    width = width < most ? width : most;
    if (width)
        screen_write(screen, row, edge - width, width, current ? STYLE_NOW : STYLE_STRONG,
                     text_string(names));
    return width;
}

/* What a row has of a line besides its text. */
struct stand {
    bool current, some; /* it is the moment's line; tasks stand there */
    size_t names;       /* the columns of their names, at the edge of the pane */
};

static void draw_line(const struct pane *pane, struct screen *screen, size_t row, size_t number,
                      struct stand stand, size_t indent)
{
    enum { TEXT_COLUMN = 9, SPACE = 2 };
    const struct walk_line *line = &pane->source->lines[number - 1];
    bool ascii = screen_is_ascii(screen);
    size_t column = pane->column, text_column = column + TEXT_COLUMN;
    size_t taken = stand.names ? stand.names + SPACE : 0;
    char label[16];

    co_format(label, sizeof label, "%4zu", number);
    screen_write(screen, row, column, 4, STYLE_SOFT, label);
    if (stand.current)
        screen_put(screen, row, column, STYLE_NOW, ascii ? ">" : "▶");
    else if (stand.some)
        screen_put(screen, row, column, STYLE_STRONG, ascii ? "." : "·");
    screen_write(screen, row, column + 5, 3, "1;36", line->mark);
    if (line->indent != SIZE_MAX)
        screen_write(screen, row, text_column, pane->edge - text_column - taken,
                     stand.current ? STYLE_STRONG : STYLE_PLAIN, text_string(&line->text) + indent);
}

/* Where the source stands in the middle of the rows: at the line of C, or at the nearest line
 * before it that the pane has. */
static size_t middle(const struct pane *pane, size_t line)
{
    while (line > 1 && !line_of(pane, line))
        line--;
    return line_of(pane, line);
}

/* The first of the rows that are shown, from 1. `at` stands in the middle, or at the top where it
 * is no line of a moment. */
static size_t first_row(size_t at, bool current, size_t count, size_t rows)
{
    size_t first = !current ? at : at > rows / 2 ? at - rows / 2 : 1;

    if (first + rows > count + 1)
        first = count >= rows ? count + 1 - rows : 1;
    return first ? first : 1;
}

static void lessen(size_t *indent, const struct walk_source *source, size_t line)
{
    if (line && source->lines[line - 1].indent < *indent)
        *indent = source->lines[line - 1].indent;
}

static size_t least_indent(const struct walk_source *source, size_t first, size_t last)
{
    size_t indent = SIZE_MAX;

    for (size_t i = first; i <= last && i <= source->count; i++)
        lessen(&indent, source, i);
    return indent;
}

static void draw_one(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                     size_t row, size_t rows)
{
    enum { WIDEST = 104 }; /* the names stand near the source in a wide terminal, too */
    bool python = view->source == WALK_PYTHON && walk->demo->python;
    struct pane pane = { walk, python ? &walk->python : &walk->c, python ? walk->twins : NULL, 0,
                         walk->columns };
    size_t current = current_line(walk, view->moment),
           edge = pane.edge < WIDEST ? pane.edge : WIDEST;
    size_t first = first_row(middle(&pane, current ? current : first_line(walk)), current,
                             pane.source->count, rows);
    size_t indent = least_indent(pane.source, first, first + rows - 1);

    for (size_t i = first; i < first + rows && i <= pane.source->count; i++) {
        struct stand stand = { .current = current && i == line_of(&pane, current) };
        struct text names = { 0 };

        add_names(&names, &pane, i);
        stand.some = names.length;
        stand.names = draw_names(screen, row + i - first, edge, &names, stand.current);
        pane.edge = stand.some ? edge : walk->columns;
        draw_line(&pane, screen, row + i - first, i, stand, indent);
        text_free(&names);
    }
}

/* ---- Side by side ---- */

bool walk_has_both(const struct walk *walk)
{
    return walk->demo->python && walk->columns >= WALK_COLUMNS_BOTH;
}

bool walk_shows_both(const struct walk *walk, const struct walk_view *view)
{
    return view->source == WALK_BOTH && walk_has_both(walk);
}

/* C has the wider lines. */
size_t walk_python_column(const struct walk *walk)
{
    return walk->columns * 9 / 16;
}

/* The row with this line of C, or the nearest one before it; from 1. */
static size_t row_of(const struct beside *beside, size_t line)
{
    size_t row = 1;

    for (size_t i = 0; i < beside->count; i++)
        if (beside->rows[i].c && beside->rows[i].c <= line)
            row = i + 1;
    return row;
}

/* The names stand behind Python, whose lines are shorter. */
static void draw_row(const struct pane *c, const struct pane *python, struct screen *screen,
                     size_t row, const struct beside_row *lines, size_t current, size_t indent)
{
    struct stand stand = { .current = current && lines->c == current };
    struct text names = { 0 };

    add_names(&names, c, lines->c);
    stand.some = names.length;
    if (lines->c)
        draw_line(c, screen, row, lines->c, stand, indent);
    stand.names = draw_names(screen, row, python->edge, &names, stand.current);
    stand.current &= lines->same;
    stand.some &= lines->same;
    if (lines->python)
        draw_line(python, screen, row, lines->python, stand, indent);
    text_free(&names);
}

static void draw_both(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                      size_t row, size_t rows)
{
    enum { SPACE = 1 };
    size_t column = walk_python_column(walk), current = current_line(walk, view->moment);
    const struct pane c = { walk, &walk->c, NULL, 0, column - SPACE };
    const struct pane python = { walk, &walk->python, walk->twins, column, walk->columns };
    size_t at = row_of(&walk->beside, current ? current : first_line(walk));
    size_t first = first_row(at, current, walk->beside.count, rows);
    size_t end = first + rows < walk->beside.count + 1 ? first + rows : walk->beside.count + 1;
    size_t indent = SIZE_MAX; /* of both, so that they begin alike */

    for (size_t i = first; i < end; i++) {
        lessen(&indent, &walk->c, walk->beside.rows[i - 1].c);
        lessen(&indent, &walk->python, walk->beside.rows[i - 1].python);
    }
    for (size_t i = first; i < end; i++)
        draw_row(&c, &python, screen, row + i - first, &walk->beside.rows[i - 1], current, indent);
}

size_t walk_draw_source(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row, size_t rows)
{
    if (walk_shows_both(walk, view))
        draw_both(walk, view, screen, row, rows);
    else
        draw_one(walk, view, screen, row, rows);
    return row + rows;
}
