/* A graph as an SVG file. */
#include "show/graph_svg.h"
#include "show/columns.h"
#include "show/graph_layout.h"
#include "show/graph_text.h"
#include "show/graph_words.h"
#include "show/palette.h"
#include "show/words.h"
#include "show/xml.h"

#include <string.h>

enum {
    LEFT = 12,
    TOP = 52,      /* the heading has its place above */
    LANE = 12,     /* from one line at the right to the next */
    NOTE = 18,     /* from one line of words to the next */
    CHARACTER = 6, /* the width of a small letter */
    SHOWN_NOTES = 4,
    NAME = 22,       /* the most characters of a task's name, */
    GOAL = 28,       /* of a thing's, */
    BELOW_NAME = 31, /* and of what stands below them */
    BELOW_GOAL = 37,
    HEAD = 9,   /* the length of an arrow's head */
    WIDE = 100, /* columns of the description */
};

struct picture {
    const struct graph *graph;
    struct layout layout;
    struct text text;  /* the file */
    struct text words; /* that are being put together */
    size_t lanes;      /* lines at the right of the things, so far */
};

const char graph_svg_shapes[] =
    "text{font:600 14px ui-sans-serif,system-ui,sans-serif}\n"
    ".head{font-size:16px}.sub,.by{font-weight:400;font-size:12px}\n"
    ".middle{text-anchor:middle}\n"
    ".task{stroke-width:1.5}.over{stroke-width:4}.thing{stroke-width:2}\n"
    ".edge,.link{fill:none;stroke-width:2}.halo{fill:none;stroke-width:6}\n";
const char graph_svg_colors[] =
    ".paper{fill:$paper}.halo{stroke:$paper}\n"
    "text{fill:$ink}.sub,.by{fill:$soft}\n"
    ".by{stroke:$paper;stroke-width:4px;paint-order:stroke}\n"
    ".task{fill:$paper;stroke:$ink}.over{stroke:$bad}.thing{fill:$still;stroke:$wait}\n"
    ".edge{stroke:$wait}.tip{fill:$wait}\n"
    ".stuck .edge{stroke:$bad}.stuck .tip{fill:$bad}\n"
    ".link{stroke:$holdedge}.top{fill:$holdedge}\n";

/* ---- Words ---- */

/* Append the words that have been put together, cut, and drop them. */
static void end_words(struct picture *picture, size_t most)
{
    struct text known = { 0 }, cut = { 0 };

    columns_add(&known, text_string(&picture->words));
    columns_add_cut(&cut, text_string(&known), most);
    xml_add(&picture->text, text_string(&cut));
    graph_drop(&known, &picture->text);
    graph_drop(&cut, &picture->text);
    graph_drop(&picture->words, &picture->text);
}

static void begin_words(struct picture *picture, const char *style, double x, double y)
{
    text_add(&picture->text, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", style, x, y);
}

static void add_words(struct picture *picture, const char *style, double x, double y, size_t most)
{
    if (!picture->words.length)
        return;
    begin_words(picture, style, x, y);
    end_words(picture, most);
    text_add(&picture->text, "</text>\n");
}

/* ---- Boxes ---- */

/* The words below the name are put together already. */
static void add_box(struct picture *picture, const struct place *place, const char *name,
                    const char *style)
{
    bool is_thing = strcmp(style, "thing") == 0;
    double width = is_thing ? LAYOUT_THING : LAYOUT_TASK, x = place->x + width / 2;
    double name_y = picture->words.length ? place->y - 2 : place->y + 5;

    text_add(&picture->text,
             "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%g\" height=\"%d\" rx=\"%d\"/>\n",
             style, place->x, place->y - LAYOUT_BOX / 2.0, width, LAYOUT_BOX,
             is_thing ? 3 : LAYOUT_BOX / 2);
    add_words(picture, "sub middle", x, place->y + 14, is_thing ? BELOW_GOAL : BELOW_NAME);
    words_add_name(&picture->words, name);
    add_words(picture, "middle", x, name_y, is_thing ? GOAL : NAME);
}

static void add_task(struct picture *picture, size_t index)
{
    const struct graph_task *task = &picture->graph->tasks[index];

    if (!picture->layout.tasks[index].shown)
        return;
    if (task->span && task->span->wait && task->span->state != SPAN_SLEEP &&
        task->span->state != SPAN_YIELD)
        graph_add_since(&picture->words, task->span->wait);
    else
        graph_add_doing(&picture->words, picture->graph, task);
    add_box(picture, &picture->layout.tasks[index], task->task->name,
            graph_overflows(picture->graph, task) ? "task over" : "task");
}

static void add_thing(struct picture *picture, size_t index)
{
    const struct graph_wait *wait = &picture->graph->waits[index];
    struct text goal = { 0 };

    if (!picture->layout.waits[index].shown)
        return;
    graph_add_goal(&goal, picture->graph, wait);
    graph_add_summary(&picture->words, picture->graph, wait);
    add_box(picture, &picture->layout.waits[index], text_string(&goal), "thing");
    graph_drop(&goal, &picture->text);
}

/* ---- Lines ---- */

static void add_head(struct picture *picture, const char *style, double x, double y, bool down)
{
    text_add(&picture->text,
             down ? "<path class=\"%s\" d=\"M%.1f %.1fl-5 -9h10z\"/>\n"
                  : "<path class=\"%s\" d=\"M%.1f %.1fl-9 -5v10z\"/>\n",
             style, x, y);
}

/* A line from the right side of one box to the left side of another. */
static void add_edge(struct picture *picture, const struct place *from, const struct place *to)
{
    double x = from->x + LAYOUT_TASK, end = to->x - HEAD, middle = (x + end) / 2;
    char path[160];

    snprintf(path, sizeof path, "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x, from->y, middle,
             from->y, middle, to->y, end, to->y);
    text_add(&picture->text, "<path class=\"edge\" d=\"%s\"/>", path);
    add_head(picture, "tip", to->x, to->y, false);
}

/* A line from a place to the top of a task's box: across to `lane`, along it, and down. */
static void add_link(struct picture *picture, double x, double y, double lane, size_t task,
                     bool is_hold)
{
    const struct place *to = &picture->layout.tasks[task];
    double end_x = to->x + LAYOUT_TASK / 2.0, end_y = to->y - LAYOUT_BOX / 2.0;
    double across = end_y - (to->room ? LAYOUT_LINK - 4 : HEAD);
    char path[200];

    snprintf(path, sizeof path, "M%.1f %.1fH%.1fV%.1fH%.1fV%.1f", x, y, lane, across, end_x,
             end_y - HEAD);
    /* With a halo it stands apart from the lines that it crosses. */
    text_add(&picture->text, "<path class=\"halo\" d=\"%s\"/><path class=\"%s\" d=\"%s\"/>", path,
             is_hold ? "link" : "edge", path);
    add_head(picture, is_hold ? "top" : "tip", end_x, end_y, true);
    if (to->room)
        add_words(picture, "by middle", (end_x + picture->layout.thing_x + LAYOUT_THING / 2.0) / 2,
                  across - 6, BELOW_GOAL);
    graph_drop(&picture->words, &picture->text);
}

/* The lines of several holders leave a thing apart from each other. */
static void add_hold(struct picture *picture, size_t wait, const struct hold *hold, size_t number)
{
    const struct place *from = &picture->layout.waits[wait];
    const struct event *taken = &picture->graph->life->stream->events[hold->from];
    size_t task = graph_find(picture->graph, hold->task);
    double apart = 14.0 * (double)number;

    if (task == GRAPH_NONE || !picture->layout.tasks[task].shown)
        return;
    text_add(&picture->words, "held ");
    graph_add_since(&picture->words, taken);
    if (layout_leads_down(&picture->layout, wait, task)) {
        double x = from->x + LAYOUT_THING / 2.0 + apart;

        add_link(picture, x, from->y + LAYOUT_BOX / 2.0, x, task, true);
    } else {
        add_link(picture, from->x + LAYOUT_THING, from->y + apart / 2,
                 picture->layout.lane_x + LANE * (double)picture->lanes++, task, true);
    }
}

/* Of many holders, only the number is told. */
static void add_holds(struct picture *picture, size_t wait)
{
    const struct graph_wait *held = &picture->graph->waits[wait];
    const struct hold *holds[LAYOUT_LINKS], *hold = NULL;
    size_t count = 0;

    while ((hold = graph_next_hold(picture->graph, held, hold))) {
        if (count < LAYOUT_LINKS)
            holds[count] = hold;
        count++;
    }
    if (!picture->layout.waits[wait].shown || count > LAYOUT_LINKS)
        return;
    for (size_t i = 0; i < count; i++)
        add_hold(picture, wait, holds[i], i);
}

/* In a circle, a task that awaits the next one. */
static void add_await(struct picture *picture, size_t index)
{
    const struct layout *layout = &picture->layout;
    const struct graph_task *task = &picture->graph->tasks[index];
    const struct place *from = &layout->tasks[index], *to = &layout->tasks[task->next];
    double lane = layout->thing_x + LAYOUT_THING / 2.0;

    if (!from->shown || !to->shown)
        return;
    if (to->y <= from->y)
        lane = layout->lane_x + LANE * (double)picture->lanes++;
    text_add(&picture->words, "awaits");
    add_link(picture, from->x + LAYOUT_TASK, from->y, lane, task->next, false);
}

static void add_lines_from(struct picture *picture, size_t index)
{
    const struct layout *layout = &picture->layout;
    const struct graph_task *task = &picture->graph->tasks[index];

    if (!layout->tasks[index].shown)
        return;
    if (task->wait != GRAPH_NONE && layout->waits[task->wait].shown)
        add_edge(picture, &layout->tasks[index], &layout->waits[task->wait]);
    else if (task->wait == GRAPH_NONE && task->next != GRAPH_NONE)
        add_await(picture, index);
    for (size_t k = 0; layout->levels[index] && k < task->edge_count; k++) {
        const struct place *to = &layout->tasks[picture->graph->edges[task->first_edge + k]];

        if (to->shown)
            add_edge(picture, &layout->tasks[index], to);
    }
}

/* ---- The whole ---- */

static void add_boxes_and_lines(struct picture *picture)
{
    const struct graph *graph = picture->graph;

    for (size_t i = 0; i < graph->task_count; i++)
        add_lines_from(picture, i);
    for (size_t i = 0; i < graph->wait_count; i++)
        add_holds(picture, i);
    for (size_t i = 0; i < graph->task_count; i++)
        add_task(picture, i);
    for (size_t i = 0; i < graph->wait_count; i++)
        add_thing(picture, i);
}

/* Add a sentence below all else, in several lines if it is long. */
static void add_note(struct picture *picture)
{
    struct text known = { 0 }, lines = { 0 };
    size_t most = (size_t)(picture->layout.width / CHARACTER);

    columns_add(&known, text_string(&picture->words));
    columns_add_wrapped(&lines, text_string(&known), most);
    graph_drop(&picture->words, &picture->text);
    for (char *line = lines.bytes, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        text_add(&picture->words, "%s", line);
        add_words(picture, "sub", LEFT, picture->layout.height + 6, most);
        picture->layout.height += NOTE;
    }
    graph_drop(&known, &picture->text);
    graph_drop(&lines, &picture->text);
}

/* Why nothing ends the waits. */
static void add_notes(struct picture *picture)
{
    const struct graph *graph = picture->graph;
    size_t count = 0;

    for (size_t i = 0; i < graph->wait_count && graph->stuck && count < SHOWN_NOTES; i++) {
        struct text note = { 0 };

        if (picture->layout.waits[i].shown)
            graph_add_last(&note, graph, &graph->waits[i]);
        if (note.length) {
            graph_add_goal(&picture->words, graph, &graph->waits[i]);
            text_add(&picture->words, ": %s", text_string(&note));
            add_note(picture);
            count++;
        }
        graph_drop(&note, &picture->text);
    }
    if (picture->layout.left_out) {
        text_add(&picture->words,
                 picture->layout.left_out == 1 ? "%zu more task is not shown."
                                               : "%zu more tasks are not shown.",
                 picture->layout.left_out);
        add_note(picture);
    }
}

static void add_description(struct text *text, const struct graph *graph)
{
    const struct show_options options = { .width = WIDE, .ascii = true };
    struct text lines = { 0 };

    graph_add_text(&lines, graph, &options);
    for (char *line = lines.bytes, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        xml_add(text, line);
        text_add(text, "\n");
    }
    graph_drop(&lines, text);
}

/* The size is known when all else has been drawn. */
static void add_element(struct text *text, const struct picture *picture, const char *heading,
                        bool on_page)
{
    double width = picture->layout.width + LANE * (double)picture->lanes;
    const char *name = on_page ? "graph-" : "";

    text_add(text,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
             "viewBox=\"0 0 %g %g\" role=\"img\" aria-labelledby=\"%stitle %sdescription\">\n"
             "<title id=\"%stitle\">",
             width, picture->layout.height, width, picture->layout.height, name, name, name);
    xml_add(text, heading);
    text_add(text, "</title>\n<desc id=\"%sdescription\">", name);
    add_description(text, picture->graph);
    text_add(text, "</desc>\n");
    if (!on_page) {
        text_add(text, "<style>\n%s", graph_svg_shapes);
        palette_add_sheet(text, graph_svg_colors);
        text_add(text, "</style>\n");
    }
    text_add(text, "<rect class=\"paper\" width=\"%g\" height=\"%g\"/>\n<g%s>\n", width,
             picture->layout.height, picture->graph->stuck ? " class=\"stuck\"" : "");
    text_add(text, "%s</g>\n</svg>\n", text_string(&picture->text));
}

int graph_add_svg(struct text *text, const struct graph *graph, const char *title, bool on_page)
{
    struct picture picture = { .graph = graph };
    struct text heading = { 0 };
    int rc = layout_make(&picture.layout, graph, TOP);

    if (rc == 0) {
        graph_add_heading(&heading, graph, title);
        text_add(&picture.words, "%s", text_string(&heading));
        add_words(&picture, "head", LEFT, 28, WIDE);
        add_boxes_and_lines(&picture);
        add_notes(&picture);
        add_element(text, &picture, text_string(&heading), on_page);
    }
    graph_drop(&picture.text, text);
    graph_drop(&picture.words, text);
    graph_drop(&heading, text);
    layout_free(&picture.layout);
    return text->failed ? -ENOMEM : rc;
}

int show_graph_svg(FILE *file, const struct stream *stream, const struct show_options *options)
{
    struct life life;
    struct graph graph = { 0 };
    struct text text = { 0 };
    int rc = life_read(&life, stream);

    rc = rc < 0 ? rc : graph_make(&graph, &life, options->at, options->events);
    rc = rc < 0 ? rc : graph_add_svg(&text, &graph, options->title, false);
    if (rc == 0) {
        fputs(text_string(&text), file);
        rc = fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
    }
    text_free(&text);
    graph_free(&graph);
    life_free(&life);
    return rc;
}
