/* The lanes of a walk: up to the moment, with what each task does then. */
#include "show/columns.h"
#include "show/walk_internal.h"
#include "show/words.h"

#include <string.h>

/* The column of the moment: of its step, or of the last step at that time before it. */
static size_t column_of(const struct walk *walk, const struct story_moment *moment)
{
    const struct axis *axis = &walk->lanes.axis;
    double x = axis_time_x(axis, moment->time);

    for (size_t i = 0; i < axis->step_count; i++) {
        const struct axis_step *step = &axis->steps[i];

        if (step->first <= moment->event && moment->event <= step->last)
            return (size_t)(step->end && step->end_x > step->x &&
                                    step->end <= walk->story.life->stream->events + moment->event
                                ? step->end_x
                                : step->x);
        if (step->last < moment->event && step->time == moment->time && step->x > x)
            x = step->x;
    }
    return (size_t)x;
}

int walk_place_lanes(struct walk *walk, const struct walk_view *view)
{
    const struct story_moment *moment = &walk->story.moments[view->moment];
    bool last = view->moment + 1 == walk->story.moment_count;

    walk->lanes.until = last ? walk->story.life->stream->count : moment->event;
    walk->lanes.now = last ? SIZE_MAX - 1 : column_of(walk, moment);
    return lanes_draw(&walk->lanes, 0);
}

/* ---- What the tasks of a lane do ---- */

/* How many tasks of the lane do what, "60 wait, 10 sleep". */
static void add_counts(struct text *text, const struct walk *walk, const struct group *group)
{
    static const struct {
        enum story_state state;
        const char *words;
    } words[] = {
        { STORY_RUNS, "run" },
        { STORY_READY, "ready" },
        { STORY_WAITS, "wait" },
        { STORY_SLEEPS, "sleep" },
        { STORY_ENDED, "ended" },
        { STORY_FAILED, "failed" },
        { STORY_UNMADE, "not made yet" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t count = 0;

        for (size_t k = 0; k < group->count; k++)
            count += walk->tasks[group->tasks[k] - walk->story.life->tasks].state == words[i].state;
        if (count == group->count && count)
            text_add(text, "all %s", words[i].words);
        else if (count)
            text_add(text, "%s%zu %s", text->length ? ", " : "", count, words[i].words);
    }
}

static const char *style_of(enum story_state state)
{
    static const char *const styles[] = {
        [STORY_UNMADE] = STYLE_SOFT, [STORY_READY] = STYLE_STRONG, [STORY_RUNS] = STYLE_NOW,
        [STORY_SLEEPS] = "34",       [STORY_WAITS] = STYLE_PLAIN,  [STORY_ENDED] = STYLE_SOFT,
        [STORY_FAILED] = STYLE_BAD,
    };

    return styles[state];
}

/* Names that find no room are counted: "awaits 2 tasks". */
static void add_state(struct text *text, const struct walk *walk, const struct screen *screen,
                      const char *state)
{
    size_t names = 1;

    if (screen_width(screen, state) <= walk->state_width || strncmp(state, "awaits ", 7) != 0 ||
        !strstr(state, " and ")) {
        text_add(text, "%s", state);
        return;
    }
    for (const char *at = state; *at; at++)
        names += strncmp(at, ", ", 2) == 0 || strncmp(at, " and ", 5) == 0;
    text_add(text, "awaits %zu tasks", names);
}

static void draw_state(const struct walk *walk, const struct group *group, struct screen *screen,
                       size_t row)
{
    const struct story_task *first = &walk->tasks[group->tasks[0] - walk->story.life->tasks];
    struct text words = { 0 };

    if (group->count > 1)
        add_counts(&words, walk, group);
    else
        add_state(&words, walk, screen, first->text);
    screen_write(screen, row, walk->columns - walk->state_width, walk->state_width,
                 group->count > 1 ? STYLE_PLAIN : style_of(first->state), text_string(&words));
    text_free(&words);
}

/* ---- Lanes ---- */

static bool runs(const struct walk *walk, const struct group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (walk->tasks[group->tasks[i] - walk->story.life->tasks].state == STORY_RUNS)
            return true;
    return false;
}

/* The lanes leave right-to-left letters as they are, and the screen writes their numbers. So the
 * label is cut as it is spelled. */
static void draw_label(const struct walk *walk, const struct lane *lane, struct screen *screen,
                       size_t row)
{
    size_t width = walk->lanes.label_width;
    bool now = runs(walk, lane->group);
    struct text spelled = { 0 }, label = { 0 };

    screen_spell(&spelled, screen, text_string(&lane->label));
    columns_add_label(&label, text_string(&spelled), width);
    screen_write(screen, row, width - columns_count(text_string(&label)), width,
                 now ? STYLE_NOW : STYLE_STRONG, text_string(&label));
    if (now)
        screen_put(screen, row, width, STYLE_NOW, screen_is_ascii(screen) ? ">" : "▶");
    screen_put(screen, row, width + 1, STYLE_SOFT,
               mark_text(MARK_FRAME, 0, screen_is_ascii(screen)));
    text_free(&spelled);
    text_free(&label);
}

static void draw_marks(const struct walk *walk, struct screen *screen, size_t lane, size_t row)
{
    const struct grid *grid = &walk->lanes.runs[0].grid;
    size_t left = walk->lanes.label_width + 2;

    for (size_t x = 0; x < grid->columns && left + x + 1 < walk->columns - walk->state_width; x++) {
        const struct cell *cell = &grid->cells[lane * grid->columns + x];
        enum mark mark = (enum mark)cell->mark;

        if (mark != MARK_NOTHING && mark != MARK_JOIN_SPACE)
            screen_put(screen, row, left + x, mark_color(mark),
                       mark_text(mark, cell->level, screen_is_ascii(screen)));
    }
}

/* Which time it is, below the column of the moment. */
static void draw_now(const struct walk *walk, const struct story_moment *moment,
                     struct screen *screen, size_t row)
{
    size_t column = walk->lanes.label_width + 2 + column_of(walk, moment);
    struct text time = { 0 };

    words_add_moment(&time, moment->time);
    text_add(&time, " s");
    screen_put(screen, row, column, STYLE_NOW, screen_is_ascii(screen) ? "^" : "▲");
    screen_write(screen, row, column + 2, SIZE_MAX, STYLE_NOW, text_string(&time));
    text_free(&time);
}

size_t walk_draw_lanes(const struct walk *walk, const struct walk_view *view, struct screen *screen,
                       size_t row)
{
    const struct lanes_run *run = &walk->lanes.runs[0];

    for (size_t lane = 0; lane < run->groups.count; lane++, row++) {
        draw_label(walk, &run->lanes[lane], screen, row);
        draw_marks(walk, screen, lane, row);
        draw_state(walk, run->lanes[lane].group, screen, row);
    }
    draw_now(walk, &walk->story.moments[view->moment], screen, row);
    return row + 1;
}

/* ---- Things ---- */

/* The moment at which the thing changed last, up to this one. */
static size_t changed(const struct story *story, size_t moment, size_t thing)
{
    for (size_t m = moment + 1; m-- > 0;)
        for (size_t i = 0; i < story->moments[m].things.count; i++)
            if (story->thing_changes[story->moments[m].things.first + i].index == thing)
                return m;
    return 0;
}

/* Returns whether so many things changed later that this thing finds no room. */
static bool gives_way(const struct walk *walk, size_t moment, size_t thing)
{
    size_t mine = changed(&walk->story, moment, thing), before = 0;

    for (size_t i = 0; i < walk->story.life->thing_count; i++) {
        size_t other = walk->things[i] ? changed(&walk->story, moment, i) : 0;

        before += walk->things[i] && i != thing && (other > mine || (other == mine && i < thing));
    }
    return before >= walk->thing_rows;
}

size_t walk_draw_things(const struct walk *walk, const struct walk_view *view,
                        struct screen *screen, size_t row)
{
    const struct story *story = &walk->story;
    size_t end = row + walk->thing_rows, width = walk->lanes.label_width;

    for (size_t i = 0; i < story->life->thing_count; i++)
        if (story->names[i] && screen_width(screen, story->names[i]) > width)
            width = screen_width(screen, story->names[i]);
    for (size_t i = 0; i < story->life->thing_count; i++) {
        size_t name;

        if (!walk->things[i] || !story->names[i] || gives_way(walk, view->moment, i))
            continue;
        name = screen_width(screen, story->names[i]);
        screen_write(screen, row, width - name, name, STYLE_STRONG, story->names[i]);
        screen_write(screen, row++, width + 2, SIZE_MAX, STYLE_PLAIN, walk->things[i]);
    }
    return end;
}
