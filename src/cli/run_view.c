#include "cli/run_view.h"

#include "cli/command.h"
#include "cli/demo_page.h"
#include "cli/output_file.h"
#include "cli/terminal.h"
#include "show/show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH_MIN = 40, WIDTH_MAX = 1000, WIDTH_OF_A_PIPE = 80 };

static const char *const names[] = { "log", "lanes", "graph", "svg", "trace", "html", NULL };

/* ---- Options ---- */

/* 0,015 and .015, 1e-2, -1 and 15ms are meant as times, though not in the form of one. */
static bool is_like_a_number(const char *text)
{
    static const char *const units[] = { "", "s", "ms", "us", "ns" };
    size_t length = strspn(text, "+-"), sign = length;

    length += strspn(text + length, "0123456789.,");
    if (length == sign || !strpbrk(text, "0123456789"))
        return false;
    if (strchr("eE", text[length]) && text[length])
        length += 1 + strspn(text + length + 1, "+-0123456789");
    length += strspn(text + length, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text + length, units[i]) == 0)
            return true;
    return false;
}

static int read_moment(struct run_view *view)
{
    const char *value = arguments_value(view->arguments, "at");
    double seconds;

    view->time = -1;
    if (!value)
        return 0;
    if (view->view != VIEW_GRAPH)
        return value_error(view->arguments, "at",
                           "--at is for --as=graph, the view that shows a moment.");
    if (decimal_parse(value, &seconds))
        view->time = (int64_t)(seconds * 1e9 + 0.5);
    else if (is_like_a_number(value))
        return value_error(view->arguments, "at",
                           "--at takes seconds such as 0.015, or a text of the log.");
    else
        view->at = value;
    return 0;
}

static int read_width(struct run_view *view)
{
    unsigned long long width = 0;
    int exit_code = value_number(view->arguments, "width", WIDTH_MIN, WIDTH_MAX, &width);

    if (exit_code)
        return exit_code;
    if (width && view->view != VIEW_LANES && view->view != VIEW_GRAPH)
        return value_error(view->arguments, "width", "--width is for --as=lanes and --as=graph.");
    if (!width && !view->file)
        width = (unsigned long long)terminal_width(STDOUT_FILENO);
    if (width && width < WIDTH_MIN && (view->view == VIEW_LANES || view->view == VIEW_GRAPH))
        fprintf(stderr, "The terminal has %llu columns; the drawing needs %d.\n", width, WIDTH_MIN);
    view->width = (int)(!width              ? WIDTH_OF_A_PIPE
                        : width < WIDTH_MIN ? WIDTH_MIN
                        : width > WIDTH_MAX ? WIDTH_MAX
                                            : width);
    return 0;
}

static bool is_svg(const char *file)
{
    size_t length = file ? strlen(file) : 0;

    return length >= 4 && strcmp(file + length - 4, ".svg") == 0;
}

static int read_file(struct run_view *view, const struct run_list *list)
{
    const char *value = arguments_value(view->arguments, "output");

    view->file = value && strcmp(value, "-") != 0 ? value : NULL;
    if (is_svg(view->file) && !arguments_value(view->arguments, "as"))
        return value_error(view->arguments, "output",
                           "without --as, this file gets the log. For a picture add --as=svg.");
    if (list->count > 1 && view->file)
        return value_error(view->arguments, "output",
                           "one file is for one demo, so name one demo.");
    return view->file && output_file_check(view->file) ? EXIT_TOOL_FAILED : 0;
}

static bool makes_one_file(const struct run_view *view)
{
    return view->view == VIEW_SVG || view->view == VIEW_TRACE || view->view == VIEW_HTML;
}

static int check_list(const struct run_view *view, const struct run_list *list)
{
    if (list->count > 1 && makes_one_file(view))
        return value_error(view->arguments, "as", "it makes one file, so name one demo.");
    if (makes_one_file(view) && !arguments_value(view->arguments, "output") &&
        isatty(STDOUT_FILENO))
        return value_error(view->arguments, "as",
                           "this view is a file for another program, and no text to read. Add a"
                           " file, such as -o %s.%s, or -o - for the terminal.",
                           list->entries[0].demo->name, view->view == VIEW_SVG ? "svg" : "json");
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].variant_count > 1 && view->view != VIEW_LANES)
            return value_error(view->arguments, "variant",
                               "several variants are for --as=lanes, which draws one above the"
                               " other. Name one variant, or add --as=lanes.");
    }
    return 0;
}

int run_view_read(struct run_view *view, const struct arguments *arguments,
                  const struct run_list *list)
{
    int choice = 0, exit_code;

    *view = (struct run_view){ .arguments = arguments };
    exit_code = value_choice(arguments, "as", names, &choice);
    view->view = (enum view)choice;
    if (!exit_code)
        exit_code = read_moment(view);
    if (!exit_code)
        exit_code = check_list(view, list);
    if (!exit_code)
        exit_code = read_width(view);
    return exit_code ? exit_code : read_file(view, list);
}

bool run_view_is_drawn(const struct run_view *view)
{
    return view->view != VIEW_LOG;
}

/* ---- The moment ---- */

/* Set *events to the number of events up to the line that has the text of --at; 0: --at is a time,
 * or it is not there. */
static int find_moment(const struct run_view *view, const struct drawn_run *run, size_t *events)
{
    const struct stream *stream = &run->stream;
    size_t name = strcspn(run->title, ".");
    char next[128];

    *events = 0;
    if (!view->at)
        return 0;
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];

        if (event->kind == EVENT_LINE && strstr(event->text, view->at)) {
            *events = i + 1;
            return 0;
        }
    }
    co_format(next, sizeof next, "The log:  asyncdemo %.*s%s%s", (int)name, run->title,
              run->title[name] ? " --variant=" : "", run->title[name] ? run->title + name + 1 : "");
    return usage_error(next, "--at=%s: no line of the log of %s contains this text.", view->at,
                       run->title);
}

/* ---- Drawing ---- */

/* Returns whether the reader sees no lines and arrows beyond ASCII. A dumb terminal has words in
 * place of symbols unless the user wants others. */
static bool is_ascii(const struct run_view *view, const struct run_options *run)
{
    bool is_dumb = !view->file && isatty(STDOUT_FILENO) && !terminal_overwrites(STDOUT_FILENO);

    return run->symbols == SYMBOLS_ASCII || (run->symbols == SYMBOLS_TEXT && is_dumb);
}

static int draw_lanes(FILE *file, const struct drawn_run *runs, size_t count,
                      const struct show_options *options)
{
    const struct stream *streams[DEMO_VARIANTS_MAX + 1];
    const char *titles[DEMO_VARIANTS_MAX + 1];

    for (size_t i = 0; i < count; i++) {
        streams[i] = &runs[i].stream;
        titles[i] = runs[i].title;
    }
    return show_lanes(file, streams, titles, count, options);
}

static int draw_page(FILE *file, const struct drawn_run *run)
{
    struct demo_page page;

    demo_page_describe(&page, run->entry, run->variant);
    return show_html(file, &run->stream, &page.demo);
}

static int draw(const struct run_view *view, FILE *file, const struct run_options *run,
                const struct drawn_run *runs, size_t count, size_t events)
{
    const struct show_options options = {
        .title = runs->title,
        .width = view->width,
        .ascii = is_ascii(view, run),
        .color = !view->file && terminal_colour(STDOUT_FILENO),
        .at = view->time,
        .events = events,
    };

    switch (view->view) {
    case VIEW_GRAPH:
        return is_svg(view->file) ? show_graph_svg(file, &runs->stream, &options)
                                  : show_graph(file, &runs->stream, &options);
    case VIEW_SVG:
        return show_svg(file, &runs->stream, &options);
    case VIEW_TRACE:
        return show_trace(file, &runs->stream, &options);
    case VIEW_HTML:
        return draw_page(file, runs);
    default:
        return draw_lanes(file, runs, count, &options);
    }
}

static int write_picture(const struct run_view *view, const char *bytes, size_t size)
{
    if (view->file)
        return output_file_write(view->file, bytes, size);
    /* output_finish() finds out whether it was written. */
    fwrite(bytes, 1, size, stdout);
    return 0;
}

static void remark_on_time(const struct run_view *view, const struct drawn_run *run)
{
    const struct stream *stream = &run->stream;
    int64_t end = stream->count ? stream->events[stream->count - 1].time : 0;

    if (view->time > end)
        fprintf(stderr, "%s ended at %.3f s, before --at=%s; this is its end.\n", run->title,
                (double)end * 1e-9, arguments_value(view->arguments, "at"));
}

int run_view_draw(const struct run_view *view, const struct run_options *run,
                  const struct drawn_run *runs, size_t count)
{
    char *bytes = NULL;
    size_t size = 0, events;
    int exit_code = find_moment(view, runs, &events), rc = -ENOMEM;
    FILE *file;

    if (exit_code)
        return exit_code;
    remark_on_time(view, runs);
    file = open_memstream(&bytes, &size);
    if (file)
        rc = draw(view, file, run, runs, count, events);
    if (file && fclose(file) != 0)
        rc = -ENOMEM;
    if (rc < 0) {
        fprintf(stderr, "%s cannot be drawn: %s.\n", runs->title, strerror(-rc));
        exit_code = EXIT_TOOL_FAILED;
    } else {
        exit_code = write_picture(view, bytes, size);
    }
    free(bytes);
    return exit_code;
}
