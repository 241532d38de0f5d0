#include "show/graph_text.h"

#include "show/columns.h"
#include "show/graph_words.h"
#include "show/spelled.h"
#include "show/words.h"

#include <string.h>

enum {
    SHOWN_ROWS = 12, /* of each kind */
    SHOWN_NAMES = 3, /* in a row */
    NARROWEST = 40,
};

/* ---- Rows ---- */

void graph_begin_row(struct graph_page *page, const struct graph_task *task)
{
    struct text since = { 0 };

    line_add_field(&page->line, task->task->name, page->label);
    line_add(&page->line, "  ");
    if (!page->compact && task->span && task->span->wait) {
        graph_add_since(&since, task->span->wait);
        line_add(&page->line, text_string(&since));
        line_add(&page->line, " ");
    }
    graph_drop(&since, page->text);
}

static void end_row(struct graph_page *page)
{
    line_end(&page->line, page->text);
}

void graph_add_arrow(struct graph_page *page)
{
    line_draw(&page->line, STROKE_ACROSS, 2);
    line_draw(&page->line, STROKE_ARROW_RIGHT, 1);
    line_add(&page->line, "  ");
}

void graph_add_note(struct graph_page *page, const struct text *note)
{
    size_t indent = page->compact ? 4 : page->label + 2;
    struct text known = { 0 }, wrapped = { 0 };

    columns_add(&known, text_string(note));
    columns_add_wrapped(&wrapped, text_string(&known), page->line.most - indent);
    for (const char *from = text_string(&wrapped), *end; *from; from = end + 1) {
        end = strchr(from, '\n');
        columns_add_space(page->text, indent);
        text_add_bytes(page->text, from, (size_t)(end + 1 - from));
    }
    graph_drop(&known, page->text);
    graph_drop(&wrapped, page->text);
}

/* ---- Tasks that await tasks ---- */

/* "C1 and C2   (producer-1 ended)" */
static void add_awaited(struct text *text, const struct graph *graph, const struct event *wait,
                        size_t most)
{
    struct text ended = { 0 };

    if (!graph_add_names(text, graph, wait->awaits, wait->awaits_count, false, most))
        text_add(text, "tasks");
    if (graph_add_names(&ended, graph, wait->awaits, wait->awaits_count, true, most))
        text_add(text, "   (%s ended)", text_string(&ended));
    graph_drop(&ended, text);
}

static void add_joiner(struct graph_page *page, const struct graph_task *task)
{
    struct text names = { 0 };

    line_add_field(&page->line, task->task->name, page->label);
    line_add(&page->line, "  ");
    graph_add_arrow(page);
    add_awaited(&names, page->graph, task->span->wait, SHOWN_NAMES);
    if (!line_has_room(&page->line, text_string(&names))) {
        graph_drop(&names, page->text);
        add_awaited(&names, page->graph, task->span->wait, 0);
    }
    line_add(&page->line, text_string(&names));
    end_row(page);
    graph_drop(&names, page->text);
}

static bool is_joiner(const struct graph_task *task)
{
    return task->span && task->span->state == SPAN_JOIN && task->span->wait;
}

static bool is_other(const struct graph_task *task)
{
    return !is_joiner(task) && task->wait == GRAPH_NONE;
}

/* Add the words in the rest of the line, and in as many further lines as they need. */
static void add_wrapped(struct graph_page *page, const struct text *words)
{
    size_t indent = page->line.columns;
    struct text known = { 0 }, wrapped = { 0 };

    columns_add(&known, text_string(words));
    columns_add_wrapped(&wrapped, text_string(&known), page->line.most - indent);
    for (char *from = wrapped.bytes, *end; from && *from; from = end + 1) {
        end = strchr(from, '\n');
        *end = '\0';
        line_space_to(&page->line, indent);
        line_add(&page->line, from);
        end_row(page);
    }
    graph_drop(&known, page->text);
    graph_drop(&wrapped, page->text);
}

static void add_other(struct graph_page *page, const struct graph_task *task)
{
    struct text state = { 0 };

    line_add_field(&page->line, task->task->name, page->label);
    line_add(&page->line, "  ");
    graph_add_state(&state, page->graph, task);
    add_wrapped(page, &state);
    graph_drop(&state, page->text);
}

/* Add the tasks of a kind that are in no circle. */
static void add_rows(struct graph_page *page, bool (*is_wanted)(const struct graph_task *task),
                     void (*add)(struct graph_page *page, const struct graph_task *task))
{
    const struct graph_task *end = page->graph->tasks + page->graph->task_count;
    struct text rest = { 0 };
    size_t count = 0;

    for (const struct graph_task *task = page->graph->tasks; task < end; task++)
        if (task->next == GRAPH_NONE && is_wanted(task) && count++ < SHOWN_ROWS)
            add(page, task);
    if (count > SHOWN_ROWS) {
        text_add(&rest, "and %zu more in the same way", count - SHOWN_ROWS);
        graph_add_note(page, &rest);
    }
    graph_drop(&rest, page->text);
}

/* ---- Parts ---- */

/* Add a part with all it has to say; or, if that does not fit, without the places. */
static void add_part(struct graph_page *page,
                     void (*add)(struct graph_page *page, const void *part), const void *part)
{
    size_t before = page->text->length;

    page->line.cut = page->compact = false;
    add(page, part);
    if (page->line.cut && page->text->bytes) {
        page->text->bytes[page->text->length = before] = '\0';
        page->compact = true;
        add(page, part);
    }
}

static bool has_free_waiter(const struct graph *graph, const struct graph_wait *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (graph->tasks[graph->line[wait->first + i]].next == GRAPH_NONE)
            return true;
    return false;
}

static void add_waits(struct graph_page *page)
{
    const struct graph *graph = page->graph;
    struct text rest = { 0 };
    size_t count = 0;

    for (size_t i = 0; i < graph->wait_count; i++)
        if (has_free_waiter(graph, &graph->waits[i]) && count++ < SHOWN_ROWS)
            add_part(page, graph_add_wait, &graph->waits[i]);
    if (count > SHOWN_ROWS) {
        text_add(&rest, "and tasks that wait for %zu more things", count - SHOWN_ROWS);
        graph_add_note(page, &rest);
    }
    graph_drop(&rest, page->text);
}

static void add_circles(struct graph_page *page)
{
    for (size_t i = 0; i < page->graph->task_count; i++)
        if (page->graph->tasks[i].leads)
            add_part(page, graph_add_circle, &page->graph->tasks[i]);
}

/* ---- The whole ---- */

static size_t label_width(struct text *text, const struct graph *graph, size_t most)
{
    size_t widest = 0;
    struct text label = { 0 };

    for (size_t i = 0; i < graph->task_count; i++) {
        size_t columns;

        graph_drop(&label, text);
        columns_add(&label, graph->tasks[i].task->name);
        columns = columns_count(text_string(&label));
        widest = columns > widest ? columns : widest;
    }
    graph_drop(&label, text);
    return widest < most ? widest : most;
}

void graph_add_text(struct text *text, const struct graph *graph,
                    const struct show_options *options)
{
    size_t width = options->width > NARROWEST ? (size_t)options->width : NARROWEST;
    struct graph_page page = { .graph = graph,
                               .line = { .most = width, .ascii = options->ascii, .color = "" },
                               .label = label_width(text, graph, width / 3),
                               .text = text };

    if (options->color)
        page.line.color = graph->stuck ? "31" : "35";
    add_circles(&page);
    add_rows(&page, is_joiner, add_joiner);
    add_waits(&page);
    add_rows(&page, is_other, add_other);
    text->failed |= page.line.failed;
    line_free(&page.line);
}

void graph_add_heading(struct text *text, const struct graph *graph, const char *title)
{
    const struct event *events = graph->life->stream->events;

    words_add_name(text, title && *title ? title : "The run");
    text_add(text, " at ");
    words_add_moment(text, graph->time);
    if (graph->stuck)
        text_add(text, " s: a %s", events[graph->events].text[0] == 'L' ? "livelock" : "deadlock");
    else if (graph->overflown) {
        text_add(text, " s: a stack overflow in ");
        words_add_name(text, life_name(graph->life, graph->life->overflow->task));
    } else if (graph->interrupted)
        text_add(text, " s: interrupted");
    else
        text_add(text, graph->task_count ? " s" : " s: every task has ended");
}

static void add_page(struct text *text, const struct graph *graph,
                     const struct show_options *options)
{
    struct text heading = { 0 }, known = { 0 };
    size_t width = options->width > NARROWEST ? (size_t)options->width : NARROWEST;

    graph_add_heading(&heading, graph, options->title);
    columns_add(&known, text_string(&heading));
    text_add(text, "%s", options->color ? "\033[1m" : "");
    columns_add_cut(text, text_string(&known), width);
    text_add(text, "%s\n%s", options->color ? "\033[0m" : "", graph->task_count ? "\n" : "");
    graph_add_text(text, graph, options);
    graph_drop(&heading, text);
    graph_drop(&known, text);
}

static int draw(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct life life;
    struct graph graph = { 0 };
    struct text text = { 0 };
    int rc = life_read(&life, stream);

    rc = rc < 0 ? rc : graph_make(&graph, &life, options->at, options->events);
    if (rc == 0) {
        add_page(&text, &graph, options);
        rc = text.failed ? -ENOMEM : 0;
    }
    if (rc == 0) {
        fputs(text_string(&text), file);
        rc = fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
    }
    text_free(&text);
    graph_free(&graph);
    life_free(&life);
    return rc;
}

int show_graph(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct stream spelled = { 0 };
    int rc = options->ascii ? stream_spell(&spelled, stream) : 0;

    rc = rc < 0 ? rc : draw(file, options->ascii ? &spelled : stream, options);
    stream_free(&spelled);
    return rc;
}
