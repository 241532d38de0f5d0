#include "cli/run_list.h"

#include "cli/command.h"
#include "cli/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 256 };

/* ---- Variants ---- */

/* Returns whether the entry has the variant already. */
static bool has(const struct run_list_entry *entry, const struct demo_variant *variant)
{
    for (size_t i = 0; i < entry->variant_count; i++) {
        if (entry->variants[i] == variant)
            return true;
    }
    return false;
}

/* Returns whether the list begins or ends with a comma, or has two commas together. */
static bool lacks_a_name(const char *list)
{
    size_t length = strlen(list);

    return list[0] == ',' || list[length - 1] == ',' || strstr(list, ",,");
}

/* Read the names of the list into the entry. */
static int read_variants(const struct arguments *arguments, struct run_list_entry *entry)
{
    const char *value = arguments_value(arguments, "variant");
    char names[NAMES_MAX], *rest;

    if (value && lacks_a_name(value))
        return value_error(arguments, "variant", "a name is missing beside a comma.");
    co_format(names, sizeof names, "%s", value ? value : "default");
    for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        const struct demo_variant *variant;
        int exit_code = selection_variant(arguments, entry->demo, name, &variant);

        if (exit_code)
            return exit_code;
        if (has(entry, variant))
            return value_error(arguments, "variant", "%s is named twice.", name);
        entry->variants[entry->variant_count++] = variant;
    }
    return 0;
}

/* Returns whether the demo has all variants of the list. */
static bool has_variants(const struct arguments *arguments, const struct syllabus_entry *demo)
{
    const char *value = arguments_value(arguments, "variant");
    char names[NAMES_MAX], *rest;

    co_format(names, sizeof names, "%s", value ? value : "");
    for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        if (strcmp(name, "default") != 0 && !syllabus_find_variant(demo, name))
            return false;
    }
    return true;
}

/* ---- Demos ---- */

static int add_demo(struct run_list *list, const struct arguments *arguments,
                    const struct syllabus_entry *demo)
{
    struct run_list_entry *entries =
        realloc(list->entries, (list->count + 1) * sizeof *list->entries);

    if (!entries) {
        fprintf(stderr, "No memory is left for the list of the demos.\n");
        return EXIT_TOOL_FAILED;
    }
    list->entries = entries;
    entries[list->count] = (struct run_list_entry){ .demo = demo };
    return read_variants(arguments, &entries[list->count++]);
}

static int add_chapter(struct run_list *list, const struct arguments *arguments,
                       const struct chapter *chapter)
{
    size_t before = list->count;
    int exit_code = 0;

    for (size_t i = 0; i < syllabus_count && !exit_code; i++) {
        if (syllabus[i].chapter == chapter && has_variants(arguments, &syllabus[i]))
            exit_code = add_demo(list, arguments, &syllabus[i]);
    }
    if (!exit_code && list->count == before)
        return value_error(arguments, "variant", "no demo of the chapter %s has it.",
                           chapter->folder);
    return exit_code;
}

static int add_word(struct run_list *list, const struct arguments *arguments, const char *word)
{
    const struct syllabus_entry *demo = syllabus_find(word);
    const struct chapter *chapter = demo ? NULL : syllabus_find_chapter(word);

    if (demo)
        return add_demo(list, arguments, demo);
    if (chapter)
        return add_chapter(list, arguments, chapter);
    return selection_unknown(arguments, word, true);
}

int run_list_read(struct run_list *list, const struct arguments *arguments)
{
    int exit_code = arguments->word_count ? 0 : selection_missing(arguments);

    *list = (struct run_list){ 0 };
    for (size_t i = 0; i < arguments->word_count && !exit_code; i++)
        exit_code = add_word(list, arguments, arguments->words[i]);
    return exit_code;
}

void run_list_free(struct run_list *list)
{
    free(list->entries);
    *list = (struct run_list){ 0 };
}
