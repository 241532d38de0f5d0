#include "check/line_diff.h"
#include "cli/command.h"
#include "cli/demo_text.h"
#include "cli/page.h"
#include "cli/selection.h"
#include "cli/show_source.h"
#include "co/explain/growing_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
    { "variant", 0, "NAME", "show how the output of this variant differs from the default's" },
    { "width", 0, "N",
      "how many columns wide; from 140 on, C and Python stand side by side. Default: as wide as the"
      " terminal, or 80" },
    { 0 },
};

/* ---- The commentary: the source's first comment ---- */

/* Indented lines stay as they are; the other lines are filled, paragraph by paragraph. */
static void write_commentary(const struct page *page, struct part comment)
{
    struct text paragraph = { 0 };

    while (comment.begin < comment.end) {
        struct part line = demo_text_take_line(&comment);
        bool stays = demo_text_stays(line);

        if (!stays) {
            text_add_bytes(&paragraph, line.begin, part_length(line));
            text_add_bytes(&paragraph, " ", 1);
        }
        if (paragraph.length && (stays || comment.begin == comment.end))
            page_fill(page, 0, 0, paragraph.bytes, paragraph.length, true);
        if (stays) {
            text_clear(&paragraph);
            page_write(page, line.begin, part_length(line), true);
            putchar('\n');
        }
    }
    text_free(&paragraph);
}

/* ---- The source ---- */

/* The same program in C and, if there is one, in Python. */
static int write_sources(const struct page *page, const struct syllabus_entry *entry,
                         const struct show_source *c)
{
    char path[256];
    struct show_source python = { .path = path };

    demo_text_python_path(path, sizeof path, entry);
    python.text = demo_text_file(path);
    if (part_length(python.text) && page->columns >= SHOW_BESIDE)
        return show_sources_beside(page, c, &python);
    show_source(page, c);
    if (part_length(python.text)) {
        putchar('\n');
        show_source(page, &python);
    }
    return 0;
}

/* ---- All of it ---- */

/* The chapter, the section and the tutorial, each if there is one. */
static void write_origin(const struct page *page, const struct syllabus_entry *entry)
{
    const struct chapter *chapter = entry->chapter;
    struct text origin = { 0 };

    text_add(&origin, "%s", chapter->heading);
    if (*chapter->tutorial)
        text_add(&origin, ", section \"%s\" of the tutorial \"%s\"", entry->demo->section,
                 chapter->tutorial);
    page_fill(page, 0, 0, text_string(&origin), origin.length, false);
    text_free(&origin);
}

static void write_title(const struct page *page, const struct syllabus_entry *entry)
{
    const struct demo *demo = entry->demo;

    page_heading(page, "%d.%d %s: %s", entry->chapter->number, syllabus_number(entry), entry->name,
                 demo->title);
    write_origin(page, entry);
    putchar('\n');
}

static void write_variants(const struct page *page, const struct demo *demo)
{
    if (demo->variants[0].name)
        putchar('\n');
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->variants[i].name; i++) {
        int length = printf("--variant=%s: ", demo->variants[i].name);

        page_fill(page, (size_t)length, (size_t)length, demo->variants[i].title,
                  strlen(demo->variants[i].title), false);
    }
}

static void golden_path(char *path, size_t size, const struct syllabus_entry *entry,
                        const struct demo_variant *variant, const char *suffix)
{
    snprintf(path, size, "golden/%s/%s%s%s%s.txt", entry->chapter->folder, entry->name,
             variant ? "." : "", variant ? variant->name : "", suffix);
}

static void write_golden(const struct page *page, const struct syllabus_entry *entry,
                         const struct demo_variant *variant, const char *suffix)
{
    char path[256];
    struct part golden;

    golden_path(path, sizeof path, entry, variant, suffix);
    golden = demo_text_file(path);
    if (golden.begin == golden.end)
        return;
    putchar('\n');
    page_heading(page, "---- %s", path);
    putchar('\n');
    page_write(page, golden.begin, part_length(golden), false);
}

/* Write the difference. Its remarks on lines that look alike are for the eyes of a tester. */
static void write_changes(const struct page *page, struct part changes)
{
    while (changes.begin < changes.end) {
        struct part line = part_take_line(&changes);

        if (part_begins_with(line, "# "))
            continue;
        page_write(page, line.begin, part_length(line), false);
        putchar('\n');
    }
}

/* What the variant prints in place of what the default prints. */
static int write_difference(const struct page *page, const struct syllabus_entry *entry,
                            const struct demo_variant *variant, const char *suffix)
{
    enum { CONTEXT = 100000 }; /* all of it: what is the same helps, too */
    char paths[2][256], *bytes = NULL;
    struct line_diff_text texts[2];
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    int differ = -ENOMEM;

    for (int i = 0; i < 2; i++) {
        struct part golden;

        golden_path(paths[i], sizeof paths[i], entry, i ? variant : NULL, suffix);
        golden = demo_text_file(paths[i]);
        texts[i] = (struct line_diff_text){ paths[i], golden.begin, part_length(golden) };
    }
    if (file)
        differ = line_diff_write(file, &texts[0], &texts[1], CONTEXT, page->colour);
    if (file && fclose(file) != 0)
        differ = -ENOMEM;
    if (differ > 0) {
        putchar('\n');
        page_heading(page, "---- %s, and what it changes", paths[1]);
        putchar('\n');
        write_changes(page, (struct part){ bytes, bytes + size });
    }
    free(bytes);
    return differ < 0 ? differ : 0;
}

static int write_outputs(const struct page *page, const struct syllabus_entry *entry,
                         const struct demo_variant *variant)
{
    static const char *const suffixes[] = { "", ".err" };
    int error = 0;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && !error; i++) {
        if (variant)
            error = write_difference(page, entry, variant, suffixes[i]);
        else
            write_golden(page, entry, NULL, suffixes[i]);
    }
    return error;
}

static int show(const struct page *page, const struct syllabus_entry *entry,
                const struct demo_variant *variant)
{
    char path[256];
    struct show_source source = { .path = path };
    int error;

    demo_text_path(path, sizeof path, entry);
    source.text = demo_text_file(path);
    write_title(page, entry);
    write_commentary(page, demo_text_split(&source.text));
    write_variants(page, entry->demo);
    putchar('\n');
    error = write_sources(page, entry, &source);
    if (!error)
        error = write_outputs(page, entry, variant);
    if (error)
        fprintf(stderr, "%s cannot be shown: %s.\n", entry->name, strerror(-error));
    return error ? EXIT_TOOL_FAILED : EXIT_WELL;
}

static int execute(const struct arguments *arguments)
{
    const struct syllabus_entry *entry;
    const struct demo_variant *variant;
    unsigned long long width = 0;
    int exit_code = selection_check(arguments);
    struct page page;

    if (!exit_code)
        exit_code = value_number(arguments, "width", PAGE_NARROWEST, PAGE_COLUMNS_MAX, &width);
    if (exit_code)
        return exit_code;
    page = page_begin(width);
    for (size_t i = 0; i < arguments->word_count && !exit_code; i++) {
        selection_demo(arguments, arguments->words[i], &entry, &variant);
        if (i)
            putchar('\n');
        exit_code = show(&page, entry, variant);
    }
    return exit_code;
}

const struct command command_show = {
    .name = "show",
    .words = "DEMO...",
    .summary = "show demos in C and in Python, and what they print",
    .example = "asyncdemo show lock\nasyncdemo show rate-limit --variant=fixed\n"
               "asyncdemo show lock --width=160",
    .details = "Marks such as [1] in the commentary point to lines of the source.",
    .options = options,
    .execute = execute,
};
