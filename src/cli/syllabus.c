#include "cli/syllabus.h"

#include <stdio.h>
#include <string.h>

int syllabus_number(const struct syllabus_entry *entry)
{
    const struct syllabus_entry *first = entry;

    while (first > syllabus && first[-1].chapter == entry->chapter)
        first--;
    return (int)(entry - first) + 1;
}

static bool is_entry(const struct syllabus_entry *entry, const char *word)
{
    size_t folder = strlen(entry->chapter->folder);
    char place[32];

    if (strcmp(word, entry->name) == 0)
        return true;
    if (strncmp(word, entry->chapter->folder, folder) == 0 && word[folder] == '/')
        return strcmp(word + folder + 1, entry->name) == 0;
    snprintf(place, sizeof place, "%d.%d", entry->chapter->number, syllabus_number(entry));
    return strcmp(word, place) == 0;
}

const struct syllabus_entry *syllabus_find(const char *word)
{
    for (size_t i = 0; i < syllabus_count; i++) {
        if (is_entry(&syllabus[i], word))
            return &syllabus[i];
    }
    return NULL;
}

const struct chapter *syllabus_find_chapter(const char *word)
{
    char number[16];

    for (size_t i = 0; i < syllabus_chapter_count; i++) {
        snprintf(number, sizeof number, "%d", syllabus_chapters[i].number);
        if (strcmp(word, syllabus_chapters[i].folder) == 0 || strcmp(word, number) == 0)
            return &syllabus_chapters[i];
    }
    return NULL;
}

const struct demo_variant *syllabus_find_variant(const struct syllabus_entry *entry,
                                                 const char *name)
{
    for (int i = 0; i < DEMO_VARIANTS_MAX && entry->demo->variants[i].name; i++) {
        if (strcmp(entry->demo->variants[i].name, name) == 0)
            return &entry->demo->variants[i];
    }
    return NULL;
}
