/* The waiters of one thing as text: their rows meet in a bracket, which leads to the thing. */
#include "show/graph_text.h"
#include "show/graph_words.h"

enum {
    SHOWN_WAITERS = 6,
    SHOWN_NAMES = 3, /* of holders */
};

/* The waiters of one thing that are in no circle: their rows meet in a bracket. */
struct bracket {
    struct graph_page *page;
    const struct graph_wait *wait;
    const struct graph_task *shown[SHOWN_WAITERS];
    size_t count, left_out; /* the rows; the row before the last stands for those left out */
    size_t column;          /* where the rows end */
};

static void find_waiters(struct bracket *bracket)
{
    const struct graph *graph = bracket->page->graph;
    size_t count = 0;

    for (size_t i = 0; i < bracket->wait->count; i++) {
        const struct graph_task *task = &graph->tasks[graph->line[bracket->wait->first + i]];

        if (task->next == GRAPH_NONE)
            bracket->shown[count < SHOWN_WAITERS ? count : SHOWN_WAITERS - 1] = task, count++;
    }
    bracket->count = count < SHOWN_WAITERS ? count : SHOWN_WAITERS;
    bracket->left_out = count > SHOWN_WAITERS ? count - SHOWN_WAITERS + 1 : 0;
}

static void begin_bracket_row(struct bracket *bracket, size_t row)
{
    struct graph_page *page = bracket->page;
    char rest[32];

    if (bracket->left_out && row + 2 == bracket->count) {
        snprintf(rest, sizeof rest, "and %zu more", bracket->left_out);
        line_add(&page->line, rest);
        line_add(&page->line, " ");
    } else {
        graph_begin_row(page, bracket->shown[row]);
    }
}

/* The column behind the longest row. */
static size_t measure(struct bracket *bracket)
{
    size_t widest = 0;

    for (size_t row = 0; row < bracket->count; row++) {
        begin_bracket_row(bracket, row);
        if (bracket->page->line.columns > widest)
            widest = bracket->page->line.columns;
        line_drop(&bracket->page->line);
    }
    return widest;
}

static enum stroke corner(const struct bracket *bracket, size_t row, bool goes_on)
{
    if (row == 0)
        return goes_on ? STROKE_FORK_TOP : STROKE_TOP_RIGHT;
    if (row + 1 == bracket->count)
        return goes_on ? STROKE_FORK_BOTTOM : STROKE_BOTTOM_RIGHT;
    return goes_on ? STROKE_FORK_MIDDLE : STROKE_JOIN;
}

static void add_holders(struct bracket *bracket)
{
    struct graph_page *page = bracket->page;
    struct text holders = { 0 };

    if (graph_add_holders(&holders, page->graph, bracket->wait, SHOWN_NAMES)) {
        line_add(&page->line, "  ");
        graph_add_arrow(page);
        if (!line_has_room(&page->line, text_string(&holders))) {
            graph_drop(&holders, page->text);
            graph_add_holders(&holders, page->graph, bracket->wait, 0);
        }
        line_add(&page->line, text_string(&holders));
    }
    graph_drop(&holders, page->text);
}

static void add_goal(struct bracket *bracket)
{
    struct text goal = { 0 };

    graph_add_arrow(bracket->page);
    graph_add_goal(&goal, bracket->page->graph, bracket->wait);
    line_add(&bracket->page->line, text_string(&goal));
    add_holders(bracket);
    graph_drop(&goal, bracket->page->text);
}

/* If the holders are many, only their number is told. */
static void add_notes(struct bracket *bracket)
{
    struct graph_page *page = bracket->page;
    const struct hold *holds[SHOWN_NAMES], *hold = NULL;
    size_t count = 0;
    struct text note = { 0 };

    while ((hold = graph_next_hold(page->graph, bracket->wait, hold))) {
        if (count < SHOWN_NAMES)
            holds[count] = hold;
        count++;
    }
    for (size_t i = 0; count <= SHOWN_NAMES && i < count; i++) {
        graph_add_hold(&note, page->graph, bracket->wait, holds[i]);
        graph_add_note(page, &note);
        graph_drop(&note, page->text);
    }
    graph_add_last(&note, page->graph, bracket->wait);
    graph_add_note(page, &note);
    graph_drop(&note, page->text);
}

static void add_bracket_row(struct bracket *bracket, size_t row)
{
    struct line *line = &bracket->page->line;
    bool goes_on = row == (bracket->count - 1) / 2;

    begin_bracket_row(bracket, row);
    line_space_to(line, bracket->column);
    if (bracket->count > 1) {
        line_draw(line, STROKE_ACROSS, 1);
        line_draw(line, corner(bracket, row, goes_on), 1);
    }
    if (goes_on)
        add_goal(bracket);
    line_end(line, bracket->page->text);
}

void graph_add_wait(struct graph_page *page, const void *wait)
{
    struct bracket bracket = { .page = page, .wait = wait };

    find_waiters(&bracket);
    bracket.column = measure(&bracket);
    for (size_t row = 0; row < bracket.count; row++)
        add_bracket_row(&bracket, row);
    add_notes(&bracket);
}
