#include "cli/selection.h"

#include "cli/command.h"
#include "cli/suggest.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORD_MAX = 128 };

/* Print the error for a place such as "2.99": the chapter exists, but it has fewer demos. */
static int unknown_place(const char *word, const struct chapter *chapter)
{
    int demos = 0;

    for (size_t i = 0; i < syllabus_count; i++)
        demos += syllabus[i].chapter == chapter;
    return usage_error("All demos:  asyncdemo list",
                       "There is no demo \"%s\": chapter %d ends with %d.%d.", word,
                       chapter->number, chapter->number, demos);
}

/* Returns the chapter of a word that looks like a place: a number, a point, a number. NULL if the
 * word is no place or no such chapter exists. */
static const struct chapter *chapter_of_place(const char *word)
{
    size_t digits = strspn(word, "0123456789"), more;
    char number[16];

    if (!digits || digits >= sizeof number || word[digits] != '.')
        return NULL;
    more = strspn(word + digits + 1, "0123456789");
    if (!more || word[digits + 1] == '0' || word[digits + 1 + more])
        return NULL;
    snprintf(number, sizeof number, "%.*s", (int)digits, word);
    return syllabus_find_chapter(number);
}

static size_t without_ending(const char *name, size_t length, const char *ending)
{
    size_t size = strlen(ending);

    return length > size && memcmp(name + length - size, ending, size) == 0 ? length - size
                                                                            : length;
}

/* Returns the name within a path: "lokc" of "demos/production/lokc.c". */
static const char *name_in_path(const char *word, char name[WORD_MAX])
{
    size_t length = strlen(word), begin;

    while (length && word[length - 1] == '/')
        length--;
    for (begin = length; begin && word[begin - 1] != '/'; begin--)
        continue;
    length = without_ending(word + begin, length - begin, ".c");
    length = without_ending(word + begin, length, ".py");
    co_format(name, WORD_MAX, "%.*s", (int)length, word + begin);
    return name;
}

/* The source is there, although the program has no such demo: say what is missing. Returns 0 if
 * there is no source. */
static int source_of_unknown(const char *word, const char *name)
{
    char path[PATH_MAX], next[WORD_MAX + 32];

    snprintf(next, sizeof next, "Then:  ./asyncdemo %s", name);
    for (size_t i = 0; i < syllabus_chapter_count && !syllabus_find(name); i++) {
        co_format(path, sizeof path, SOURCE_ROOT "/demos/%s/%s.c", syllabus_chapters[i].folder,
                  name);
        if (*name && access(path, F_OK) == 0)
            return usage_error(next,
                               "There is no demo \"%s\" in this program, but demos/%s/%s.c is "
                               "there. It needs a line in demos/CATALOG.",
                               word, syllabus_chapters[i].folder, name);
    }
    return 0;
}

static bool has_variants(const struct command *command)
{
    const struct option *option = command->options;

    while (option->name && strcmp(option->name, "variant") != 0)
        option++;
    return option->name;
}

/* Returns the variant that the word means: "lock.without", as goldens are named, or "without"
 * behind "lock", as the programs in Python take it. NULL: it means none. */
static const struct demo_variant *variant_of_word(const struct arguments *arguments,
                                                  const char *word,
                                                  const struct syllabus_entry **entry)
{
    const struct demo_variant *variant = NULL;
    const char *point = strchr(word, '.');
    char name[WORD_MAX];

    if (point) {
        co_format(name, sizeof name, "%.*s", (int)(point - word), word);
        *entry = syllabus_find(name);
        return *entry ? syllabus_find_variant(*entry, point + 1) : NULL;
    }
    for (size_t i = 0; i < arguments->word_count && !variant; i++) {
        *entry = syllabus_find(arguments->words[i]);
        variant = *entry ? syllabus_find_variant(*entry, word) : NULL;
    }
    return variant;
}

int selection_variant_as_word(const struct arguments *arguments, const char *word)
{
    const struct syllabus_entry *entry = NULL;
    const struct demo_variant *variant =
        has_variants(arguments->command) ? variant_of_word(arguments, word, &entry) : NULL;
    char next[WORD_MAX * 2];

    if (!variant)
        return 0;
    co_format(next, sizeof next, "Then:  asyncdemo %s%s%s --variant=%s",
              arguments->command_named ? arguments->command->name : "",
              arguments->command_named ? " " : "", entry->name, variant->name);
    return usage_error(next, "\"%s\" is a variant of %s, which an option chooses.", word,
                       entry->name);
}

int selection_unknown(const struct arguments *arguments, const char *word, bool chapters)
{
    const struct chapter *chapter = chapter_of_place(word);
    struct suggestion suggestion;
    char name[WORD_MAX];

    if (selection_variant_as_word(arguments, word))
        return EXIT_USAGE;
    if (chapter)
        return unknown_place(word, chapter);
    if (source_of_unknown(word, name_in_path(word, name)))
        return EXIT_USAGE;
    suggest_begin(&suggestion, name);
    for (size_t i = 0; i < syllabus_count; i++)
        suggest_add(&suggestion, syllabus[i].name);
    for (size_t i = 0; chapters && i < syllabus_chapter_count; i++)
        suggest_add(&suggestion, syllabus_chapters[i].folder);
    if (arguments->command_named)
        return usage_error("All demos:  asyncdemo list", "There is no demo%s \"%s\".%s",
                           chapters ? " or chapter" : "", word, suggest_sentence(&suggestion, ""));

    /* The user may have meant a command. */
    for (size_t i = 0; commands[i]; i++)
        suggest_add(&suggestion, commands[i]->name);
    return usage_error("All demos:  asyncdemo list    All commands:  asyncdemo help",
                       "There is no demo, chapter or command \"%s\".%s", word,
                       suggest_sentence(&suggestion, ""));
}

int selection_missing(const struct arguments *arguments)
{
    char next[128];

    snprintf(next, sizeof next, "For instance:  asyncdemo %s lock    All demos:  asyncdemo list",
             arguments->command->name);
    return usage_error(next, "\"asyncdemo %s\" needs the name of a demo.",
                       arguments->command->name);
}

int selection_variant(const struct arguments *arguments, const struct syllabus_entry *entry,
                      const char *name, const struct demo_variant **variant)
{
    struct suggestion suggestion;
    char all[256] = "";

    *variant = syllabus_find_variant(entry, name);
    if (*variant || strcmp(name, "default") == 0)
        return 0;
    suggest_begin(&suggestion, name);
    for (int i = 0; i < DEMO_VARIANTS_MAX && entry->demo->variants[i].name; i++) {
        suggest_add(&suggestion, entry->demo->variants[i].name);
        co_format(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "",
                  entry->demo->variants[i].name);
    }
    if (!*all)
        return value_error(arguments, "variant", "%s has no variants.", entry->name);
    return value_error(arguments, "variant", "the variants of %s: %s.%s", entry->name, all,
                       suggest_sentence(&suggestion, ""));
}

int selection_demo(const struct arguments *arguments, const char *word,
                   const struct syllabus_entry **entry, const struct demo_variant **variant)
{
    const char *name = arguments_value(arguments, "variant");

    *entry = syllabus_find(word);
    *variant = NULL;
    if (*entry)
        return name ? selection_variant(arguments, *entry, name, variant) : 0;
    if (syllabus_find_chapter(word))
        return usage_error("Its demos:  asyncdemo list",
                           "\"%s\" is a chapter, but \"asyncdemo %s\" takes demos.", word,
                           arguments->command->name);
    return selection_unknown(arguments, word, false);
}

int selection_check(const struct arguments *arguments)
{
    const struct syllabus_entry *entry;
    const struct demo_variant *variant;
    int exit_code = arguments->word_count ? 0 : selection_missing(arguments);

    for (size_t i = 0; i < arguments->word_count && !exit_code; i++)
        exit_code = selection_demo(arguments, arguments->words[i], &entry, &variant);
    return exit_code;
}

/* ---- For check and accept ---- */

const char *selection_variant_to_check(const struct arguments *arguments)
{
    const char *name = arguments_value(arguments, "variant");

    return name && strcmp(name, "default") == 0 ? "" : name;
}

static bool is_working_folder(const char *path)
{
    struct stat folder, here;

    return stat(path, &folder) == 0 && stat(".", &here) == 0 && folder.st_dev == here.st_dev &&
           folder.st_ino == here.st_ino;
}

const char *selection_root(const struct arguments *arguments)
{
    const char *root = arguments_value(arguments, "root");

    if (root)
        return root;
    if (access(SOURCE_ROOT "/golden", F_OK) != 0)
        return NULL;
    /* a short path keeps messages short */
    return is_working_folder(SOURCE_ROOT) ? "." : SOURCE_ROOT;
}

static struct check_demo demo_to_check(const struct syllabus_entry *entry)
{
    return (struct check_demo){ entry->chapter->folder, entry->name, entry->demo };
}

void selection_catalog(struct check_demo *demos)
{
    for (size_t i = 0; i < syllabus_count; i++)
        demos[i] = demo_to_check(&syllabus[i]);
}

/* Mark the demos that one word names. */
static int mark(const struct arguments *arguments, const char *word, bool *marked)
{
    const char *name = selection_variant_to_check(arguments);
    const struct syllabus_entry *entry = syllabus_find(word);
    const struct chapter *chapter = entry ? NULL : syllabus_find_chapter(word);
    const struct demo_variant *variant;

    if (!entry && !chapter)
        return selection_unknown(arguments, word, true);
    if (entry) {
        marked[entry - syllabus] = true;
        return name && *name ? selection_variant(arguments, entry, name, &variant) : 0;
    }
    for (size_t i = 0; i < syllabus_count; i++) {
        if (syllabus[i].chapter == chapter)
            marked[i] |= !name || !*name || syllabus_find_variant(&syllabus[i], name);
    }
    return 0;
}

int selection_to_check(const struct arguments *arguments, struct check_demo *demos, size_t *count)
{
    bool *marked = calloc(syllabus_count, sizeof *marked);
    int exit_code = marked ? 0 : EXIT_TOOL_FAILED;

    *count = 0;
    for (size_t i = 0; i < arguments->word_count && !exit_code; i++)
        exit_code = mark(arguments, arguments->words[i], marked);
    for (size_t i = 0; i < syllabus_chapter_count && !exit_code && !arguments->word_count; i++) {
        if (!syllabus_chapters[i].is_unsolved)
            exit_code = mark(arguments, syllabus_chapters[i].folder, marked);
    }
    for (size_t i = 0; i < syllabus_count && !exit_code; i++) {
        if (marked[i])
            demos[(*count)++] = demo_to_check(&syllabus[i]);
    }
    free(marked);
    if (!exit_code && !*count)
        return value_error(arguments, "variant", "no demo here has this variant.");
    return exit_code;
}
