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

int walk_read_source(struct walk *walk)
{
    const char *at = walk->demo->source;
    size_t count = 1;
    int error = 0;

    for (const char *byte = at; *byte; byte++)
        count += *byte == '\n';
    walk->lines = calloc(count, sizeof *walk->lines);
    if (!walk->lines)
        return -ENOMEM;
    while (*at && !error) {
        size_t length = strcspn(at, "\n");

        error = read_line(&walk->lines[walk->line_count++], at, length);
        at += length + (at[length] == '\n');
    }
    return error;
}

void walk_free_source(struct walk *walk)
{
    for (size_t i = 0; i < walk->line_count; i++)
        text_free(&walk->lines[i].text);
    free(walk->lines);
}

/* ---- Drawing ---- */

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
    for (size_t i = 0; i < walk->line_count; i++)
        if (strncmp(text_string(&walk->lines[i].text), "ASYNC(main", 10) == 0)
            return i + 1;
    return 1;
}

/* Add the names of the tasks that stand at the line. */
static size_t add_names(struct text *text, const struct walk *walk, size_t number)
{
    enum { NAMES_MOST = 3 };
    const struct life *life = walk->story.life;
    size_t count = 0;

    for (size_t i = 0; i < life->task_count; i++) {
        const struct story_task *task = &walk->tasks[i];

        if (task->state == STORY_UNMADE || task->state == STORY_ENDED ||
            task->state == STORY_FAILED || task->line < 0 || (size_t)task->line != number ||
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

static void draw_line(const struct walk *walk, struct screen *screen, size_t row, size_t number,
                      bool current, size_t indent)
{
    const struct walk_line *line = &walk->lines[number - 1];
    enum { TEXT_COLUMN = 9, SPACE = 2, WIDEST = 104 };
    struct text names = { 0 };
    char label[16];
    /* The names stand near the source in a wide terminal, too. */
    size_t edge = walk->columns < WIDEST ? walk->columns : WIDEST;
    size_t room = edge - TEXT_COLUMN, width;
    const char *style = current ? STYLE_STRONG : STYLE_PLAIN;
    bool some = add_names(&names, walk, number) > 0;
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

size_t walk_draw_source(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row, size_t rows)
{
    size_t current = current_line(walk, view->moment), first, indent = SIZE_MAX;

    first = !current ? first_line(walk) : current > rows / 2 ? current - rows / 2 : 1;
    if (first + rows > walk->line_count + 1)
        first = walk->line_count >= rows ? walk->line_count + 1 - rows : 1;
    for (size_t i = first; i < first + rows && i <= walk->line_count; i++)
        if (walk->lines[i - 1].indent < indent)
            indent = walk->lines[i - 1].indent;
    for (size_t i = first; i < first + rows && i <= walk->line_count; i++)
        draw_line(walk, screen, row + i - first, i, i == current, indent);
    return row + rows;
}
