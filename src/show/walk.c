#include "show/walk_internal.h"
#include "show/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Layout ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Lanes: at 24 rows six, so that the source and the log have room; in larger terminals more. */
static size_t most_lanes(size_t rows)
{
    enum { FEWEST = 4, MOST = 14, ROWS_OF_OTHERS = 18 };
    size_t lanes = rows - ROWS_OF_OTHERS;

    if (rows > WALK_ROWS)
        lanes = WALK_ROWS - ROWS_OF_OTHERS + (rows - WALK_ROWS) / 2;
    return lanes < FEWEST ? FEWEST : least(lanes, MOST);
}

static size_t widest_state(const struct walk *walk, const struct screen *screen)
{
    size_t widest = 0;

    for (size_t i = 0; i < walk->story.task_change_count; i++) {
        size_t width = screen_width(screen, walk->story.task_changes[i].now.text);

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Each part has as many rows in all frames, so that nothing jumps. */
static void share_rows(struct walk *walk)
{
    enum { OTHERS = 7, LOG_LEAST = 4, SOURCE_LEAST = 4 };
    size_t things = 0, fixed, rest;

    for (size_t i = 0; i < walk->story.life->thing_count; i++)
        things += walk->story.names[i] != NULL;
    walk->thing_rows = least(things, walk->rows < 30 ? 2 : 5);
    fixed = walk->thing_rows + walk->lanes.runs[0].groups.count + OTHERS;
    rest = walk->rows > fixed ? walk->rows - fixed : 0;
    walk->log_rows = rest / 2 > LOG_LEAST ? rest / 2 - 1 : LOG_LEAST;
    if (walk->log_rows + SOURCE_LEAST > rest && rest >= SOURCE_LEAST)
        walk->log_rows = rest - SOURCE_LEAST;
    walk->source_rows = rest - least(rest, walk->log_rows);
}

/* What the tasks do stands in whole words if the lanes have room for their arrows beside them. */
static int lay_out(struct walk *walk)
{
    const struct screen screen = { .symbols = walk->symbols };
    size_t widest = widest_state(walk, &screen);
    size_t widths[] = { least(walk->columns / 2, widest), least(walk->columns * 3 / 8, widest) };
    int error = 0;

    share_rows(walk);
    walk->lanes.notes_below = true;
    for (size_t i = 0; i < 2 && !error && (!i || walk->lanes.axis.stage != AXIS_STEPS); i++) {
        walk->state_width = widths[i];
        walk->lanes.options.width = (int)(walk->columns - widths[i] - 1);
        error = lanes_place(&walk->lanes);
    }
    return error;
}

int walk_make(struct walk **made, const struct stream *stream, const struct walk_demo *demo,
              size_t rows, size_t columns, enum symbols symbols)
{
    struct walk *walk = *made = calloc(1, sizeof *walk);
    const struct show_options options = { .width = (int)columns, .at = -1 };
    const struct life *life;
    int error;

    if (!walk)
        return -ENOMEM;
    *walk = (struct walk){ .demo = demo, .rows = rows, .columns = columns, .symbols = symbols };
    error = lanes_read(&walk->lanes, &stream, &demo->name, 1, &options, most_lanes(rows));
    if (error)
        return error;
    life = &walk->lanes.runs[0].life;
    error = story_tell(&walk->story, life);
    walk->tasks = calloc(life->task_count + 1, sizeof *walk->tasks);
    walk->things = calloc(life->thing_count + 1, sizeof *walk->things);
    if (!error && (!walk->tasks || !walk->things))
        error = -ENOMEM;
    if (!error)
        error = walk_read_source(walk);
    return error ? error : lay_out(walk);
}

void walk_free(struct walk *walk)
{
    if (!walk)
        return;
    walk_free_source(walk);
    story_free(&walk->story);
    lanes_free(&walk->lanes);
    free(walk->tasks);
    free(walk->things);
    free(walk);
}

const struct story *walk_story(const struct walk *walk)
{
    return &walk->story;
}

/* ---- A frame ---- */

static void draw_heading(struct screen *screen, size_t row, size_t column, const char *heading)
{
    size_t room = screen->columns - column - 5;

    screen_put(screen, row, column, STYLE_PLAIN, "");
    screen_put(screen, row, screen_write(screen, row, column + 1, room, STYLE_STRONG, heading),
               STYLE_PLAIN, "");
}

void walk_draw_rule(struct screen *screen, size_t row, const char *heading)
{
    for (size_t i = 0; i < screen->columns; i++)
        screen_put(screen, row, i, STYLE_SOFT, screen_is_ascii(screen) ? "-" : "─");
    if (!*heading)
        return;
    draw_heading(screen, row, 2, heading);
}

static void draw_source_rule(const struct walk *walk, const struct walk_view *view,
                             struct screen *screen, size_t row)
{
    bool both = walk_shows_both(walk, view);
    bool python = view->source == WALK_PYTHON && walk->demo->python;

    walk_draw_rule(screen, row, python ? walk->demo->python_path : walk->demo->path);
    if (both)
        draw_heading(screen, row, walk_python_column(walk) + 2, walk->demo->python_path);
}

static void draw_head(const struct walk *walk, const struct walk_view *view, struct screen *screen)
{
    const struct story_moment *moment = &walk->story.moments[view->moment];
    struct text left = { 0 }, right = { 0 };
    size_t width;

    text_add(&left, " %s %s %s", walk->demo->name, screen_is_ascii(screen) ? "-" : "·",
             walk->demo->title);
    words_add_moment(&right, moment->time);
    text_add(&right, " s   %zu of %zu ", view->moment + 1, walk->story.moment_count);
    width = screen_width(screen, text_string(&right));
    screen_write(screen, 0, 0, walk->columns - width - 2, STYLE_PLAIN, text_string(&left));
    screen_write(screen, 0, walk->columns - width, width, STYLE_PLAIN, text_string(&right));
    screen_restyle(screen, 0, 0, walk->columns, STYLE_BAR);
    text_free(&left);
    text_free(&right);
}

/* The sentence goes on in the row of the rule if it is long. */
static void draw_sentence(const struct walk *walk, const char *sentence, struct screen *screen)
{
    size_t length = screen_fit(sentence, walk->columns - 2);
    struct text part = { 0 };

    text_add_bytes(&part, sentence, length);
    screen_write(screen, 1, 1, SIZE_MAX, STYLE_STRONG, text_string(&part));
    text_free(&part);
    sentence += length;
    sentence += strspn(sentence, " ");
    if (*sentence)
        screen_write(screen, 2, 1, SIZE_MAX, STYLE_STRONG, sentence);
    else
        walk_draw_rule(screen, 2, "");
}

static void draw_keys(const struct walk_view *view, struct screen *screen)
{
    size_t row = screen->rows - 1, note = screen_width(screen, view->note);

    screen_write(screen, row, 0, screen->columns - (note ? note + 2 : 0), STYLE_SOFT, view->keys);
    if (note)
        screen_write(screen, row, screen->columns - note, note, STYLE_STRONG, view->note);
}

static int draw_run(struct walk *walk, const struct walk_view *view, struct screen *screen)
{
    enum { SOURCE_LEAST = 3 };
    size_t row, source = walk->source_rows, log = walk->log_rows;
    size_t graph = walk_graph_rows(walk, view);
    int error = walk_place_lanes(walk, view);

    if (error)
        return error;
    if (graph > log && source > SOURCE_LEAST) {
        size_t more = least(graph - log, source - SOURCE_LEAST);

        log += more;
        source -= more;
    }
    draw_head(walk, view, screen);
    draw_sentence(walk, walk->story.moments[view->moment].sentence, screen);
    row = walk_draw_lanes(walk, view, screen, 3);
    row = walk_draw_things(walk, view, screen, row);
    draw_source_rule(walk, view, screen, row);
    row = walk_draw_source(walk, view, screen, row + 1, source);
    return walk_draw_log(walk, view, screen, row, log + 1);
}

int walk_draw(struct walk *walk, const struct walk_view *view, struct screen *screen)
{
    int error = 0;

    screen_clear(screen);
    story_tasks_at(&walk->story, view->moment, walk->tasks);
    story_things_at(&walk->story, view->moment, walk->things);
    if (view->page)
        walk_draw_page(walk, view, screen);
    else
        error = draw_run(walk, view, screen);
    draw_keys(view, screen);
    return error;
}
