#include "show/book.h"

#include "show/book_files.h"
#include "show/palette.h"
#include "show/svg_internal.h"
#include "show/words.h"
#include "show/xml.h"

#include <ctype.h>
#include <string.h>

/* ---- Pieces ---- */

static void begin_page(struct text *text, const char *title)
{
    text_add(text, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                   "<link rel=\"icon\" href=\"data:,\">\n<title>");
    xml_add(text, title);
    text_add(text, "</title>\n<style>\n");
    palette_add_variables(text);
    palette_add_scoped(text, svg_shapes, ".lanes");
    palette_add_scoped(text, svg_colors, ".lanes");
    text_add(text, "%s</style>\n</head>\n<body>\n", book_style);
}

static void add_link(struct text *text, const char *file, const char *words)
{
    text_add(text, "<a href=\"");
    xml_add(text, file);
    text_add(text, "\">");
    xml_add(text, words);
    text_add(text, "</a>");
}

static void end_page(struct text *text)
{
    text_add(text, "</body>\n</html>\n");
}

static void add_navigation(struct text *text)
{
    text_add(text, "<nav aria-label=\"Book\">");
    add_link(text, BOOK_FRONT, "All demos");
    text_add(text, " ");
    add_link(text, BOOK_LANES, "How to read the lanes");
    text_add(text, " ");
    add_link(text, BOOK_CLOCKS, "The clocks and the check");
    text_add(text, "</nav>\n");
}

static const char *variant_name(const struct book_run *run)
{
    return run->demo.variant ? run->demo.variant : "default";
}

/* ---- The front page ---- */

/* Add a word in small letters, without the punctuation behind it, unless it is there. */
static void add_word(struct text *words, const char *at, size_t length)
{
    struct text word = { 0 };

    while (length && strchr(".,;:?!", at[length - 1]))
        length--;
    for (size_t i = 0; i < length; i++)
        text_add(&word, "%c", tolower((unsigned char)at[i]));
    if (!strstr(text_string(words), text_string(&word)))
        text_add(words, "%s%s", words->length ? " " : "", text_string(&word));
    words->failed |= word.failed;
    text_free(&word);
}

static void add_words(struct text *words, const char *at, const char *end)
{
    while (at < end) {
        size_t length = strcspn(at, " \n*/");

        add_word(words, at, length);
        at += length + 1;
    }
}

/* What the search looks at besides the words that are seen, each word once: the commentary, and
 * what is said of the variants. */
static void add_search(struct text *text, const struct book_entry *entry)
{
    const struct show_demo *demo = &entry->runs->demo;
    const char *end =
        demo->source_length ? memmem(demo->source, demo->source_length, "*/", 2) : NULL;
    struct text words = { 0 };

    if (end)
        add_words(&words, demo->source, end);
    for (size_t i = 1; i < entry->run_count; i++) {
        const char *note = entry->runs[i].demo.note;

        if (note)
            add_words(&words, note, note + strlen(note));
        if (entry->runs[i].exit_code == EXIT_DEADLOCK)
            add_word(&words, "deadlock", strlen("deadlock"));
    }
    text_add(text, " data-words=\"");
    xml_add(text, text_string(&words));
    text_add(text, "\"");
    text->failed |= words.failed;
    text_free(&words);
}

static void add_variants(struct text *text, const struct book_entry *entry)
{
    if (entry->run_count < 2)
        return;
    text_add(text, "<p class=\"more\">Variants: ");
    for (size_t i = 1; i < entry->run_count; i++) {
        add_link(text, entry->runs[i].file, variant_name(&entry->runs[i]));
        text_add(text, " · ");
    }
    add_link(text, entry->variants, "side by side");
    text_add(text, "</p>\n");
}

static void add_card(struct text *text, const struct book_entry *entry)
{
    const struct book_run *run = entry->runs;

    text_add(text, "<li");
    add_search(text, entry);
    text_add(text, ">\n<h3>%d.%d ", entry->chapter, entry->number);
    add_link(text, run->file, entry->name);
    text_add(text, "</h3>\n<p>");
    xml_add(text, run->demo.title);
    text_add(text, "</p>\n%s\n<p class=\"more\">Section “", text_string(&run->picture));
    xml_add(text, run->demo.section);
    text_add(text, "”%s</p>\n", run->exit_code == EXIT_DEADLOCK ? ". Never ends: a deadlock" : "");
    if (run->demo.is_flaw) {
        text_add(text, "<p class=\"more\">%s", words_flaw(run->demo.tutorial));
        xml_add(text, run->demo.note);
        text_add(text, "</p>\n");
    }
    add_variants(text, entry);
    text_add(text, "</li>\n");
}

static void add_tutorial(struct text *text, const char *tutorial)
{
    if (!tutorial || !*tutorial)
        return;
    text_add(text, "<p class=\"more\">Of the tutorial “");
    xml_add(text, tutorial);
    text_add(text, "”</p>\n");
}

void book_add_front(struct text *text, const struct book_entry *entries, size_t count)
{
    begin_page(text, "asyncdemo: asyncio in C, run by run");
    add_navigation(text);
    text_add(text, "<main>\n<h1>asyncio in C, run by run</h1>\n%s", book_front);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || entries[i].chapter != entries[i - 1].chapter) {
            text_add(text, "%s<section>\n<h2>%d. ", i ? "</ul>\n</section>\n" : "",
                     entries[i].chapter);
            xml_add(text, entries[i].runs->demo.chapter);
            text_add(text, "</h2>\n");
            add_tutorial(text, entries[i].runs->demo.tutorial);
            text_add(text, "<ul class=\"cards\">\n");
        }
        add_card(text, &entries[i]);
    }
    text_add(text, "%s</main>\n<script>\n%s</script>\n", count ? "</ul>\n</section>\n" : "",
             book_script);
    end_page(text);
}

/* ---- Variants ---- */

/* A note begins with a small letter, since elsewhere it stands behind a colon. */
static void add_note(struct text *text, const struct show_demo *demo)
{
    bool has_tutorial = demo->tutorial && *demo->tutorial;
    const char *note = demo->note ? demo->note : has_tutorial ? "as in the tutorial" : "by default";

    if (demo->is_flaw)
        text_add(text, "%s", words_flaw(demo->tutorial));
    else if (islower((unsigned char)*note))
        text_add(text, "%c", toupper((unsigned char)*note++));
    xml_add(text, note);
    text_add(text, ".");
}

static void add_variant(struct text *text, const struct book_run *run)
{
    text_add(text, "<section>\n<h2>");
    add_link(text, run->file, variant_name(run));
    text_add(text, "</h2>\n<p>");
    add_note(text, &run->demo);
    text_add(text, "</p>\n<a href=\"");
    xml_add(text, run->file);
    text_add(text, "\"><img alt=\"Lanes and output of the variant ");
    xml_add(text, variant_name(run));
    text_add(text, "\" src=\"%.*s.svg\"></a>\n</section>\n",
             (int)(strlen(run->file) - strlen(".html")), run->file);
}

void book_add_variants(struct text *text, const struct book_entry *entry)
{
    begin_page(text, entry->runs->demo.title);
    add_navigation(text);
    text_add(text, "<main>\n<h1>");
    xml_add(text, entry->runs->demo.title);
    text_add(text, "</h1>\n<div class=\"beside\">\n");
    for (size_t i = 0; i < entry->run_count; i++)
        add_variant(text, &entry->runs[i]);
    text_add(text, "</div>\n</main>\n");
    end_page(text);
}

/* ---- Explanations ---- */

/* Each mark of the lanes, as the legend has it. */
static void add_marks(struct text *text)
{
    struct svg svg = { .on_page = true };

    for (size_t i = 0; i < MARK_COUNT; i++)
        svg.seen[i] = true;
    svg_add_legend(&svg);
    text_add(text, "<p class=\"legend lanes\">\n%s</p>\n", text_string(&svg.text));
    text->failed |= svg.text.failed;
    text_free(&svg.text);
}

void book_add_lanes(struct text *text)
{
    begin_page(text, "How to read the lanes");
    add_navigation(text);
    text_add(text, "<main class=\"text\">\n<h1>How to read the lanes</h1>\n");
    add_marks(text);
    text_add(text, "%s</main>\n", book_lanes);
    end_page(text);
}

void book_add_clocks(struct text *text)
{
    begin_page(text, "The clocks and the check");
    add_navigation(text);
    text_add(text, "<main class=\"text\">\n<h1>The clocks and the check</h1>\n%s</main>\n",
             book_clocks);
    end_page(text);
}
