#include "cli/command.h"
#include "cli/embedded.h"
#include "cli/page.h"
#include "cli/selection.h"
#include "run/text.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { "variant", 0, "NAME", "show the output of this variant of the demo" },
    { 0 },
};

/* A part of a text, without a NUL at its end. */
struct part {
    const char *begin, *end;
};

/* Take the first line of the rest, without its newline. */
static struct part take_line(struct part *rest)
{
    struct part line = { rest->begin,
                         memchr(rest->begin, '\n', (size_t)(rest->end - rest->begin)) };

    if (!line.end)
        line.end = rest->end;
    rest->begin = line.end < rest->end ? line.end + 1 : rest->end;
    return line;
}

static size_t length_of(struct part part)
{
    return (size_t)(part.end - part.begin);
}

static bool begins_with(struct part part, const char *text)
{
    return length_of(part) >= strlen(text) && memcmp(part.begin, text, strlen(text)) == 0;
}

/* ---- The commentary: the source's first comment ---- */

/* Returns the line without the asterisk that begins each line of a comment. */
static struct part without_asterisk(struct part line)
{
    if (begins_with(line, " * "))
        line.begin += 3;
    else if (begins_with(line, " *"))
        line.begin += 2;
    return line;
}

/* Indented lines stay as they are; the other lines are filled, paragraph by paragraph. */
static void write_commentary(const struct page *page, struct part comment)
{
    struct text paragraph = { 0 };

    while (comment.begin < comment.end) {
        struct part line = without_asterisk(take_line(&comment));
        bool stays = line.begin == line.end || *line.begin == ' ';

        if (!stays) {
            text_add_bytes(&paragraph, line.begin, length_of(line));
            text_add_bytes(&paragraph, " ", 1);
        }
        if (paragraph.length && (stays || comment.begin == comment.end))
            page_fill(page, 0, 0, paragraph.bytes, paragraph.length, true);
        if (stays) {
            text_clear(&paragraph);
            page_write(page, line.begin, length_of(line), true);
            putchar('\n');
        }
    }
    text_free(&paragraph);
}

/* Split the source into its first comment and the rest. */
static struct part split_commentary(struct part *source)
{
    struct part rest = *source, line = take_line(&rest), comment = { rest.begin, rest.begin };

    if (!begins_with(line, "/*") || length_of(line) != 2)
        return comment;
    while (rest.begin < rest.end) {
        line = take_line(&rest);
        if (begins_with(line, " */")) {
            comment.end = line.begin;
            *source = rest;
            break;
        }
    }
    return comment;
}

/* ---- The source ---- */

static void write_source(const struct page *page, struct part source)
{
    while (source.begin < source.end) {
        struct part line = take_line(&source);
        const char *comment = memmem(line.begin, length_of(line), "/*", 2);

        if (!comment)
            comment = line.end;
        /* Outside of a comment, [1] is an index of an array, not a mark. */
        page_write(page, line.begin, (size_t)(comment - line.begin), false);
        page_write(page, comment, (size_t)(line.end - comment), true);
        putchar('\n');
    }
}

/* ---- All of it ---- */

static void write_title(const struct page *page, const struct syllabus_entry *entry)
{
    const struct demo *demo = entry->demo;

    page_heading(page, "%d.%d %s: %s", entry->chapter->number, syllabus_number(entry), entry->name,
                 demo->title);
    printf("%s, section \"%s\" of the tutorial\n\n", entry->chapter->heading, demo->section);
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

/* The files within the program are shown, because they are exactly the compiled ones. */
static struct part find_file(const char *path)
{
    const struct embedded_file *file = embedded_find(path);

    return file ? (struct part){ file->begin, file->end } : (struct part){ path, path };
}

static void write_golden(const struct page *page, const struct syllabus_entry *entry,
                         const struct demo_variant *variant, const char *suffix)
{
    char path[256];
    struct part golden;

    snprintf(path, sizeof path, "golden/%s/%s%s%s%s.txt", entry->chapter->folder, entry->name,
             variant ? "." : "", variant ? variant->name : "", suffix);
    golden = find_file(path);
    if (golden.begin == golden.end)
        return;
    putchar('\n');
    page_heading(page, "---- %s", path);
    putchar('\n');
    page_write(page, golden.begin, length_of(golden), false);
}

static void show(const struct page *page, const struct syllabus_entry *entry,
                 const struct demo_variant *variant)
{
    char path[256];
    struct part source;

    snprintf(path, sizeof path, "demos/%s/%s.c", entry->chapter->folder, entry->name);
    source = find_file(path);
    write_title(page, entry);
    write_commentary(page, split_commentary(&source));
    write_variants(page, entry->demo);
    putchar('\n');
    page_heading(page, "---- %s", path);
    putchar('\n');
    write_source(page, source);
    write_golden(page, entry, variant, "");
    write_golden(page, entry, variant, ".err");
}

static int execute(const struct arguments *arguments)
{
    struct page page = page_begin();
    const struct syllabus_entry *entry;
    const struct demo_variant *variant;
    int exit_code = selection_check(arguments);

    for (size_t i = 0; i < arguments->word_count && !exit_code; i++) {
        selection_demo(arguments, arguments->words[i], &entry, &variant);
        if (i)
            putchar('\n');
        show(&page, entry, variant);
    }
    return exit_code;
}

const struct command command_show = {
    .name = "show",
    .words = "DEMO...",
    .summary = "show the source of demos and what they print",
    .example = "asyncdemo show lock\nasyncdemo show rate-limit --variant=fixed",
    .details = "Marks such as [1] in the commentary point to lines of the source.",
    .options = options,
    .execute = execute,
};
