/* A page of a run. */
#include "show/graph_svg.h"
#include "show/page_internal.h"
#include "show/palette.h"
#include "show/words.h"
#include "show/xml.h"

#include <errno.h>
#include <string.h>

enum { HEAD = 16 }; /* the height above the lanes, where the cursor's head is */

void page_add(struct page *page, const char *shown)
{
    xml_add(&page->text, shown ? shown : "");
}

void page_add_part(struct page *page, struct page_part part)
{
    struct text copy = { 0 };

    text_add_bytes(&copy, part.begin, (size_t)(part.end - part.begin));
    xml_add_content(&page->text, text_string(&copy));
    page->text.failed |= copy.failed;
    text_free(&copy);
}

/* ---- The head ---- */

static void add_style(struct page *page)
{
    text_add(&page->text, "<style>\n");
    palette_add_variables(&page->text);
    palette_add_scoped(&page->text, svg_shapes, ".lanes");
    palette_add_scoped(&page->text, svg_colors, ".lanes");
    if (page->life.stuck) {
        palette_add_scoped(&page->text, graph_svg_shapes, ".graph");
        palette_add_scoped(&page->text, graph_svg_colors, ".graph");
    }
    text_add(&page->text, "%s</style>\n", page_style);
}

/* "lock", "race.fixed" */
static void add_name(struct page *page)
{
    const struct show_demo *about = page->about;

    page_add(page, about->name);
    if (about->variant) {
        text_add(&page->text, ".");
        page_add(page, about->variant);
    }
}

static bool has(const char *text)
{
    return text && *text;
}

static void add_head(struct page *page)
{
    text_add(&page->text,
             "<!doctype html>\n<html lang=\"en\" style=\"--lanes:%.0fpx\">\n<head>\n"
             "<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
             "<link rel=\"icon\" href=\"data:,\">\n<title>",
             page->svg.bottom + 24 + 60);
    add_name(page);
    if (has(page->about->title)) {
        text_add(&page->text, ": ");
        page_add(page, page->about->title);
    }
    text_add(&page->text, "</title>\n");
    add_style(page);
    text_add(&page->text, "</head>\n");
}

static void add_link(struct page *page, const char *file, const char *word)
{
    if (!has(file))
        return;
    text_add(&page->text, "<a href=\"");
    page_add(page, file);
    text_add(&page->text, "\">%s</a>\n", word);
}

/* In a book, the way to other pages. */
static void add_navigation(struct page *page)
{
    const struct show_demo *about = page->about;

    if (!has(about->front))
        return;
    text_add(&page->text, "<nav aria-label=\"Book\">\n");
    add_link(page, about->front, "All demos");
    add_link(page, about->before, "← Previous");
    add_link(page, about->next, "Next →");
    add_link(page, about->variants, "All variants");
    text_add(&page->text, "</nav>\n");
}

static void add_what_is_left_out(struct page *page)
{
    const struct show_demo *about = page->about;

    if (!about->python && has(about->python_path)) {
        text_add(&page->text, "<p class=\"variant\">The run is long, so this page has no room for "
                              "the Python in ");
        page_add(page, about->python_path);
        text_add(&page->text, ".</p>\n");
    }
    if (page->lines) {
        text_add(&page->text, "<p class=\"variant\">The run is long. So that this page stays "
                              "small, it ends at ");
        words_add_moment(&page->text, page->life.end);
        text_add(&page->text, " s: it has %zu of the %zu lines that the run prints.</p>\n",
                 page->life.line_count, page->lines);
    }
}

static void add_header(struct page *page)
{
    const struct show_demo *about = page->about;

    add_navigation(page);
    text_add(&page->text, "<header>");
    if (has(about->chapter)) {
        text_add(&page->text, "<p class=\"kicker\">");
        page_add(page, about->chapter);
        if (has(about->section)) {
            text_add(&page->text, ", section “");
            page_add(page, about->section);
            text_add(&page->text, has(about->tutorial) ? "” of the tutorial “" : "");
            page_add(page, about->tutorial);
            text_add(&page->text, "”");
        }
        text_add(&page->text, "</p>\n");
    }
    text_add(&page->text, "<h1>");
    page_add(page, has(about->title) ? about->title : about->name);
    text_add(&page->text, "</h1>\n");
    if (has(about->variant) || has(about->note)) {
        text_add(&page->text, "<p class=\"variant\">");
        if (has(about->variant)) {
            text_add(&page->text, "Variant “");
            page_add(page, about->variant);
            text_add(&page->text, has(about->note) ? "”: " : "”");
        }
        text_add(&page->text, "%s", about->is_flaw ? words_flaw(about->tutorial) : "");
        page_add(page, about->note);
        text_add(&page->text, ".</p>\n");
    }
    add_what_is_left_out(page);
    text_add(&page->text, "</header>\n");
}

/* ---- The body ---- */

/* The buttons: on a phone they have no words. */
static void add_bar(struct page *page)
{
    static const struct {
        const char *id, *label, *keys, *sign, *word;
    } buttons[] = {
        { "first", "First moment", "Home", "|◀&#xfe0e;", "" },
        { "back", "Back", "ArrowLeft", "◀&#xfe0e;", "Back" },
        { "next", "Next", "ArrowRight", "▶&#xfe0e;", "Next" },
        { "last", "Last moment", "End", "▶&#xfe0e;|", "" },
        { "before", "Line before", "k", "▲&#xfe0e;", "Line" },
        { "after", "Next line", "j", "▼&#xfe0e;", "Line" },
    };

    text_add(&page->text, "<div class=\"desk\" id=\"desk\" hidden>\n<div class=\"bar\" id=\"bar\" "
                          "role=\"group\" aria-label=\"Step through the run\">\n");
    for (size_t i = 0; i < sizeof buttons / sizeof *buttons; i++)
        text_add(&page->text,
                 "<button id=\"%s\" aria-label=\"%s\" aria-keyshortcuts=\"%s\">%s"
                 "<span class=\"w\">%s%s</span></button>\n",
                 buttons[i].id, buttons[i].label, buttons[i].keys, buttons[i].sign,
                 *buttons[i].word ? " " : "", buttons[i].word);
    text_add(
        &page->text,
        "<button id=\"play\" aria-pressed=\"false\" aria-keyshortcuts=\"Space\">Play</button>\n"
        "<button id=\"guess\" aria-pressed=\"false\" aria-keyshortcuts=\"p\">Predict</button>\n"
        "</div>\n<span id=\"at\"></span>\n<p id=\"say\" aria-live=\"polite\"></p>\n"
        "<div id=\"ask\" role=\"group\" aria-label=\"What prints next?\" hidden></div>\n</div>\n");
}

/* The button chooses between C and Python where the window has no room for both. */
static int add_panes(struct page *page, struct page_part source, int line)
{
    bool has_python = page->about->python;
    int error;

    text_add(&page->text,
             "<div class=\"panes%s\">\n<section class=\"code\" tabindex=\"0\" "
             "aria-label=\"Source\">\n",
             has_python ? " two" : "");
    if (has_python)
        text_add(&page->text, "<button id=\"code\" aria-pressed=\"false\" "
                              "aria-keyshortcuts=\"c\" hidden>Python</button>\n");
    error = page_add_sources(page, source, line);
    text_add(&page->text,
             "</section>\n<div class=\"side\">\n"
             "<section id=\"state\" tabindex=\"0\" aria-label=\"State\" hidden>\n"
             "<h2>At this moment</h2>\n"
             "<table><tbody id=\"tasks\"></tbody><tbody id=\"things\"></tbody></table>\n"
             "</section>\n<section class=\"output\" tabindex=\"0\" aria-label=\"Output\">\n"
             "<h2>What it prints, and why</h2>\n<ol class=\"log\">\n");
    page_add_log(page);
    text_add(&page->text, "</ol>\n</section>\n");
    return error;
}

static void add_footer(struct page *page)
{
    text_add(&page->text,
             "<footer>\n<p><span class=\"keys\">Keys: <kbd>→</kbd> <kbd>←</kbd> a moment, "
             "<kbd>⇧</kbd>+<kbd>→</kbd> <kbd>←</kbd> a point in time, "
             "<kbd>j</kbd> <kbd>k</kbd> a printed line, "
             "<kbd>Home</kbd> <kbd>End</kbd>, <kbd>Space</kbd> play, <kbd>p</kbd> predict, "
             "<kbd>1</kbd> to <kbd>4</kbd> answer");
    if (page->about->python)
        text_add(&page->text, ", <kbd>c</kbd> C or Python. Line numbers of tasks are those of C");
    text_add(&page->text, ". </span>This run: <code>asyncdemo ");
    page_add(page, page->about->name);
    if (has(page->about->variant)) {
        text_add(&page->text, " --variant=");
        page_add(page, page->about->variant);
    }
    text_add(&page->text, "%s</code></p>\n</footer>\n",
             page->life.is_real ? "" : " --clock=virtual");
}

static int add_body(struct page *page)
{
    struct page_part source = { page->about->source,
                                page->about->source + page->about->source_length };
    int line = 1, error;
    struct page_part comment = page_split(&source, &line);

    text_add(&page->text, "<body>\n");
    add_header(page);
    text_add(&page->text, "<main>\n<div class=\"intro\" tabindex=\"0\" role=\"region\" "
                          "aria-label=\"Commentary\">\n<div class=\"columns\">\n"
                          "<div class=\"text\">\n");
    page_add_commentary(page, comment);
    text_add(&page->text, "</div>\n");
    error = page_add_summary(page);
    text_add(&page->text, "</div>\n</div>\n<div id=\"stage\"></div>\n");
    add_bar(page);
    page_add_lanes(page);
    if (!error)
        error = add_panes(page, source, line);
    text_add(&page->text, "</div>\n</div>\n");
    if (!error)
        error = page_add_end(page);
    text_add(&page->text, "</main>\n");
    add_footer(page);
    text_add(&page->text, "<script type=\"application/json\" id=\"data\">");
    if (!error)
        error = page_add_data(page);
    text_add(&page->text, "</script>\n<script>\n%s</script>\n</body>\n</html>\n", page_script);
    return error;
}

/* ---- The file ---- */

static int make(struct page *page, const struct stream *stream)
{
    int error = life_read(&page->life, stream);

    page->svg = (struct svg){
        .life = &page->life, .name = page->about->name, .head = HEAD, .on_page = true
    };
    if (!error)
        error = story_tell(&page->story, &page->life);
    if (!error)
        error = page_rows_make(&page->rows, &page->story);
    if (!error)
        error = svg_make(&page->svg);
    if (error)
        return error;
    add_head(page);
    error = add_body(page);
    return error ? error : page->text.failed || page->svg.words.failed ? -ENOMEM : 0;
}

static void free_parts(struct page *page)
{
    svg_free(&page->svg);
    page_rows_free(&page->rows);
    story_free(&page->story);
    life_free(&page->life);
    text_free(&page->text);
}

static size_t count_lines(const struct stream *stream)
{
    size_t count = 0;

    for (size_t i = 0; i < stream->count; i++)
        count += stream->events[i].kind == EVENT_LINE;
    return count;
}

static int make_again(struct page *page, const struct show_demo *about, const struct stream *stream,
                      size_t lines)
{
    free_parts(page);
    *page = (struct page){ .about = about, .lines = lines };
    return make(page, stream);
}

/* First the page does without Python. Then fewer events make it smaller, but for its style, script
 * and source. `smaller` outlives the page. */
static int make_small(struct page *page, const struct stream *stream, struct show_demo *smaller)
{
    enum { OF_EVERY_PAGE = 40000 };
    struct stream cut = *stream;
    int error = make(page, stream);

    *smaller = *page->about;
    if (!error && page->text.length > PAGE_BYTES_MAX && smaller->python) {
        smaller->python = NULL;
        error = make_again(page, smaller, stream, 0);
    }
    while (!error && page->text.length > PAGE_BYTES_MAX && cut.count) {
        double share =
            (double)(PAGE_BYTES_MAX - OF_EVERY_PAGE) / (double)(page->text.length - OF_EVERY_PAGE);

        cut.count = (size_t)((double)cut.count * share * 0.95);
        error = make_again(page, smaller, &cut, count_lines(stream));
    }
    return error;
}

int show_html(FILE *file, const struct stream *stream, const struct show_demo *demo)
{
    struct show_demo smaller;
    struct page page = { .about = demo };
    int error = make_small(&page, stream, &smaller);

    if (!error) {
        fwrite(text_string(&page.text), 1, page.text.length, file);
        error = fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
    }
    free_parts(&page);
    return error;
}
