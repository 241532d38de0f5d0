#include "cli/command.h"
#include "cli/page.h"
#include "cli/suggest.h"
#include "cli/syllabus.h"
#include "run/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { "json", 0, NULL, "as one JSON object, for programs" },
    { 0 },
};

/* Returns whether an entry with this index exists and is in the chapter. The entries are sorted by
 * chapter, and a chapter may have none. */
static bool belongs_to(size_t index, const struct chapter *chapter)
{
    return index < syllabus_count && syllabus[index].chapter == chapter;
}

/* ---- For people ---- */

static size_t longest_name(void)
{
    size_t longest = 0;

    for (size_t i = 0; i < syllabus_count; i++) {
        size_t length = strlen(syllabus[i].name);

        longest = length > longest ? length : longest;
    }
    return longest;
}

static void print_note(const struct page *page, size_t indent, const char *before, const char *text)
{
    int length = printf("%*s%s: ", (int)indent, "", before);

    page_fill(page, (size_t)length, (size_t)length, text, strlen(text), false);
}

static void print_entry(const struct page *page, const struct syllabus_entry *entry,
                        size_t name_width)
{
    const struct demo *demo = entry->demo;
    char place[16], reasons[IO_REASONS_MAX];
    int length;

    snprintf(place, sizeof place, "%d.%d", entry->chapter->number, syllabus_number(entry));
    length = printf("  %-5s %-*s  ", place, (int)name_width, entry->name);
    page_fill(page, (size_t)length, (size_t)length, demo->title, strlen(demo->title), false);
    if (io_libraries_missing(demo->needs, reasons))
        print_note(page, (size_t)length, "unavailable", reasons);
    if (demo->flaw)
        print_note(page, (size_t)length, "flaw", demo->flaw);
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->variants[i].name; i++) {
        char option[64];

        snprintf(option, sizeof option, "--variant=%s", demo->variants[i].name);
        print_note(page, (size_t)length, option, demo->variants[i].title);
    }
}

/* Returns whether the list has this chapter. Without words it has all. */
static bool is_listed(const struct arguments *arguments, const struct chapter *chapter)
{
    for (size_t i = 0; i < arguments->word_count; i++)
        if (syllabus_find_chapter(arguments->words[i]) == chapter)
            return true;
    return !arguments->word_count;
}

static void print_heading(const struct page *page, const struct chapter *chapter)
{
    page_heading(page, "%d %s: %s", chapter->number, chapter->folder, chapter->heading);
    if (*chapter->tutorial)
        printf("  of the tutorial \"%s\"\n", chapter->tutorial);
}

static void list_for_people(const struct arguments *arguments)
{
    struct page page = page_begin(0);
    size_t name_width = longest_name(), next = 0;

    for (size_t i = 0; i < syllabus_chapter_count; i++) {
        const struct chapter *chapter = &syllabus_chapters[i];

        bool listed = is_listed(arguments, chapter);

        if (listed)
            print_heading(&page, chapter);
        for (; belongs_to(next, chapter); next++)
            if (listed)
                print_entry(&page, &syllabus[next], name_width);
        if (listed)
            putchar('\n');
    }
    printf("Run one:  asyncdemo %s    Read it:  asyncdemo show %s\n", syllabus[0].name,
           syllabus[0].name);
    printf("Solve the exercises:  asyncdemo try\n");
}

/* ---- For programs ---- */

static void write_text(const char *key, const char *text)
{
    printf("\"%s\":", key);
    if (text)
        json_write_string(stdout, text);
    else
        fputs("null", stdout);
    putchar(',');
}

static void write_variants(const struct demo *demo)
{
    fputs("\"variants\":[", stdout);
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->variants[i].name; i++) {
        fputs(i ? ",{" : "{", stdout);
        write_text("name", demo->variants[i].name);
        write_text("title", demo->variants[i].title);
        printf("\"exit_code\":%d}", demo->variants[i].exit_code);
    }
    putchar(']');
}

static void write_entry(const struct syllabus_entry *entry)
{
    const struct demo *demo = entry->demo;
    char reasons[IO_REASONS_MAX];

    printf("{\"place\":\"%d.%d\",", entry->chapter->number, syllabus_number(entry));
    write_text("name", entry->name);
    write_text("title", demo->title);
    write_text("section", demo->section);
    write_text("flaw", demo->flaw);
    write_text("unavailable", io_libraries_missing(demo->needs, reasons) ? reasons : NULL);
    printf("\"seed\":%" PRIu64 ",\"exit_code\":%d,", demo->seed, demo->exit_code);
    write_variants(demo);
    putchar('}');
}

static void list_for_programs(const struct arguments *arguments)
{
    size_t next = 0;
    bool some = false;

    fputs("{\"v\":1,\"chapters\":[", stdout);
    for (size_t i = 0; i < syllabus_chapter_count; i++) {
        const struct chapter *chapter = &syllabus_chapters[i];

        if (!is_listed(arguments, chapter)) {
            for (; belongs_to(next, chapter); next++)
                continue;
            continue;
        }
        printf("%s\n{\"number\":%d,", some ? "," : "", chapter->number);
        some = true;
        write_text("name", chapter->folder);
        write_text("heading", chapter->heading);
        write_text("tutorial", *chapter->tutorial ? chapter->tutorial : NULL);
        fputs("\"demos\":[", stdout);
        for (size_t first = next; belongs_to(next, chapter); next++) {
            fputs(next > first ? ",\n" : "\n", stdout);
            write_entry(&syllabus[next]);
        }
        fputs("]}", stdout);
    }
    fputs("]}\n", stdout);
}

static int refuse(const char *word)
{
    struct suggestion suggestion;

    if (syllabus_find(word))
        return usage_error("All demos:  asyncdemo list    About one:  asyncdemo show lock",
                           "\"%s\" is a demo, but \"asyncdemo list\" takes chapters.", word);
    suggest_begin(&suggestion, word);
    for (size_t i = 0; i < syllabus_chapter_count; i++)
        suggest_add(&suggestion, syllabus_chapters[i].folder);
    return usage_error("All demos:  asyncdemo list", "There is no chapter \"%s\".%s", word,
                       suggest_sentence(&suggestion, ""));
}

static int execute(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->word_count; i++)
        if (!syllabus_find_chapter(arguments->words[i]))
            return refuse(arguments->words[i]);
    if (arguments_value(arguments, "json"))
        list_for_programs(arguments);
    else
        list_for_people(arguments);
    return EXIT_WELL;
}

const struct command command_list = {
    .name = "list",
    .words = "[CHAPTER...]",
    .summary = "list the demos and their variants",
    .example = "asyncdemo list\nasyncdemo list production",
    .options = options,
    .execute = execute,
};
