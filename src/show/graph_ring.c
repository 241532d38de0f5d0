/* Circles of a graph as text: the tasks one below the other, and a line back to the first. */
#include "show/graph_text.h"
#include "show/graph_words.h"
#include "show/words.h"

enum {
    MARGIN = 4,      /* columns before a task's name: the line back, and the arrow to the task */
    SHOWN_TASKS = 8, /* of one circle */
};

struct ring {
    struct graph_page *page;
    size_t length;
    size_t right; /* the column of the lines down */
    bool measure; /* find out how wide it is, and draw nothing */
};

static const struct graph_task *task_behind(const struct ring *ring, const struct graph_task *task)
{
    return &ring->page->graph->tasks[task->next];
}

/* The hold because of which the task waits for the next one; NULL: it awaits the end of that. */
static const struct hold *hold_between(const struct graph *graph, const struct graph_task *task)
{
    const struct hold *hold = NULL;

    if (task->wait == GRAPH_NONE)
        return NULL;
    while ((hold = graph_next_hold(graph, &graph->waits[task->wait], hold)))
        if (hold->task == graph->tasks[task->next].task->id)
            return hold;
    return NULL;
}

/* The row of a task ends at the right, where the line to the next one begins. */
static void end_row(struct ring *ring, const struct graph_task *task)
{
    const struct graph *graph = ring->page->graph;
    struct line *line = &ring->page->line;
    struct text goal = { 0 };

    graph_begin_row(ring->page, task);
    if (task->wait == GRAPH_NONE) {
        line_add(line, "awaits ");
        words_add_name(&goal, task_behind(ring, task)->task->name);
    } else {
        line_draw(line, STROKE_ACROSS, 2);
        line_draw(line, STROKE_ARROW_RIGHT, 1);
        line_add(line, "  ");
        graph_add_goal(&goal, graph, &graph->waits[task->wait]);
    }
    line_add(line, text_string(&goal));
    line_add(line, " ");
    graph_drop(&goal, ring->page->text);
}

static void add_held(struct text *text, const struct ring *ring, const struct graph_task *task,
                     bool since)
{
    const struct graph *graph = ring->page->graph;
    const struct hold *hold = hold_between(graph, task);

    text_add(text, " held ");
    if (since) {
        graph_add_since(text, &graph->life->stream->events[hold->from]);
        text_add(text, ", ");
    }
    text_add(text, "by ");
    words_add_name(text, task_behind(ring, task)->task->name);
    text_add(text, " ");
}

/* The line from what a task waits for to the task that holds it. */
static void begin_link(struct ring *ring, const struct graph_task *task, enum stroke corner)
{
    struct line *line = &ring->page->line;
    struct text words = { 0 };

    line_draw(line, corner, 1);
    if (hold_between(ring->page->graph, task)) {
        line_draw(line, STROKE_ACROSS, 1);
        add_held(&words, ring, task, true);
        if (!line_has_room(line, text_string(&words))) {
            graph_drop(&words, ring->page->text);
            add_held(&words, ring, task, false);
        }
        line_add(line, text_string(&words));
    }
    graph_drop(&words, ring->page->text);
}

static void end_line(struct ring *ring, enum stroke corner)
{
    struct graph_page *page = ring->page;

    if (ring->measure) {
        if (page->line.columns + 1 > ring->right)
            ring->right = page->line.columns + 1;
        line_drop(&page->line);
        return;
    }
    line_draw_to(&page->line, STROKE_ACROSS, ring->right);
    page->line.most++;
    line_draw(&page->line, corner, 1);
    page->line.most--;
    line_end(&page->line, page->text);
}

static void begin_line(struct ring *ring, bool first)
{
    struct line *line = &ring->page->line;

    line_draw(line, first ? STROKE_TOP_LEFT : STROKE_DOWN, 1);
    if (first) {
        line_draw(line, STROKE_ACROSS, 1);
        line_draw(line, STROKE_ARROW_RIGHT, 1);
    }
    line_space_to(line, MARGIN);
}

static void add_arrow_head(struct ring *ring)
{
    if (ring->measure)
        return;
    begin_line(ring, false);
    line_draw(&ring->page->line, STROKE_ARROW_DOWN, 1);
    line_end(&ring->page->line, ring->page->text);
}

static void add_left_out(struct ring *ring, size_t count)
{
    char words[64];

    if (ring->measure)
        return;
    begin_line(ring, false);
    snprintf(words, sizeof words, "... and %zu more tasks in the same way", count);
    line_add(&ring->page->line, words);
    line_end(&ring->page->line, ring->page->text);
}

static void add_ring(struct ring *ring, const struct graph_task *leader)
{
    const struct graph_task *task = leader;

    for (size_t i = 0; i < ring->length; i++, task = task_behind(ring, task)) {
        bool is_last = i + 1 == ring->length;

        if (i >= SHOWN_TASKS - 1 && !is_last) {
            if (i == SHOWN_TASKS - 1)
                add_left_out(ring, ring->length - SHOWN_TASKS);
            continue;
        }
        begin_line(ring, i == 0);
        end_row(ring, task);
        end_line(ring, STROKE_TOP_RIGHT);
        if (!is_last)
            begin_line(ring, false);
        begin_link(ring, task, is_last ? STROKE_BOTTOM_LEFT : STROKE_TOP_LEFT);
        end_line(ring, STROKE_BOTTOM_RIGHT);
        if (!is_last)
            add_arrow_head(ring);
    }
}

/* The task leads a circle. The last column is kept for the lines down. */
void graph_add_circle(struct graph_page *page, const void *leader)
{
    struct ring ring = { .page = page, .measure = true };
    const struct graph_task *task = leader;

    do {
        ring.length++;
        task = task_behind(&ring, task);
    } while (task != leader);
    page->line.most--;
    add_ring(&ring, leader);
    if (ring.right > page->line.most)
        ring.right = page->line.most;
    ring.measure = false;
    add_ring(&ring, leader);
    page->line.most++;
    text_add(page->text, "\n");
}
