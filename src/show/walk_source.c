/* The source of a walk: the lines around the moment's, and the tasks that stand at them. */
#include "show/beside.h"
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
    struct beside beside;
    int error = beside_make(&beside, begin, strlen(begin), python, strlen(python));

    for (const char *at = c; at < begin; at++)
        before += *at == '\n';
    for (size_t i = 0; i < beside.count; i++)
        if (beside.rows[i].same)
            walk->twins[before + beside.rows[i].c] = beside.rows[i].python;
    beside_free(&beside);
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
    free(walk->twins);
}

/* ---- Drawing ---- */

/* A source as it is drawn, with the twins of the lines of C; NULL: it is C itself. */
struct pane {
    const struct walk *walk;
    const struct walk_source *source;
    const size_t *twins;
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
static size_t add_names(struct text *text, const struct pane *pane, size_t number)
{
    enum { NAMES_MOST = 3 };
    const struct walk *walk = pane->walk;
    const struct life *life = walk->story.life;
    size_t count = 0;

    for (size_t i = 0; i < life->task_count; i++) {
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
    return count;
}

static void draw_line(const struct pane *pane, struct screen *screen, size_t row, size_t number,
                      bool current, size_t indent)
{
    const struct walk_line *line = &pane->source->lines[number - 1];
    const struct walk *walk = pane->walk;
    enum { TEXT_COLUMN = 9, SPACE = 2, WIDEST = 104 };
    struct text names = { 0 };
    char label[16];
    /* The names stand near the source in a wide terminal, too. */
    size_t edge = walk->columns < WIDEST ? walk->columns : WIDEST;
    size_t room = edge - TEXT_COLUMN, width;
    const char *style = current ? STYLE_STRONG : STYLE_PLAIN;
    bool some = add_names(&names, pane, number) > 0;
    bool ascii = screen_is_ascii(screen);

    co_format(label, sizeof label, "%4zu", number);
    screen_write(screen, row, 0, 4, STYLE_SOFT, label);
    if (current || some)
        screen_put(screen, row, 0, current ? STYLE_NOW : STYLE_STRONG,
                   current ? ascii ? ">" : "▶"
                   : ascii ? "."
                           : "·");
    screen_write(screen, row, 5, 3, "1;36", line->mark);
    width = screen_width(screen, text_string(&names));
    if (width > walk->columns / 3)
        width = walk->columns / 3;
    if (width)
        screen_write(screen, row, edge - width, width, current ? STYLE_NOW : STYLE_STRONG,
                     text_string(&names));
    room = width ? room - width - SPACE : walk->columns - TEXT_COLUMN;
    if (line->indent != SIZE_MAX)
        screen_write(screen, row, TEXT_COLUMN, room, style, text_string(&line->text) + indent);
    text_free(&names);
}

/* Where the source stands in the middle of the rows: at the line of C, or at the nearest line
 * before it that the pane has. */
static size_t middle(const struct pane *pane, size_t line)
{
    while (line > 1 && !line_of(pane, line))
        line--;
    return line_of(pane, line);
}

/* The first line of the rows. */
static size_t top(const struct pane *pane, size_t current, size_t rows)
{
    size_t line = middle(pane, current ? current : first_line(pane->walk));
    size_t first = !current          ? line
                   : line > rows / 2 ? line - rows / 2
                                     : 1,
           count = pane->source->count;

    if (first + rows > count + 1)
        first = count >= rows ? count + 1 - rows : 1;
    return first ? first : 1;
}

size_t walk_draw_source(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row, size_t rows)
{
    bool python = view->python && walk->demo->python;
    const struct pane pane = { walk, python ? &walk->python : &walk->c,
                               python ? walk->twins : NULL };
    size_t current = current_line(walk, view->moment), first = top(&pane, current, rows);
    size_t indent = SIZE_MAX;

    for (size_t i = first; i < first + rows && i <= pane.source->count; i++)
        if (pane.source->lines[i - 1].indent < indent)
            indent = pane.source->lines[i - 1].indent;
    for (size_t i = first; i < first + rows && i <= pane.source->count; i++)
        draw_line(&pane, screen, row + i - first, i, current && i == line_of(&pane, current),
                  indent);
    return row + rows;
}
