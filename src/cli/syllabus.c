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

/* The path behind its first slash; NULL: it has none. */
static const char *behind_slash(const char *path)
{
    const char *slash = strchr(path, '/');

    return slash ? slash + 1 : NULL;
}

/* Returns whether the word names this file or folder of the source tree, as a shell completes it.
 * The path is "demos/production/lock.c". Its last parts alone are enough in the folder that they
 * start from, so only "." and ".." may precede these. */
static bool is_path(const char *word, size_t length, const char *path)
{
    for (const char *part = path; part; part = behind_slash(part)) {
        size_t size = strlen(part), before = length - size;

        if (size > length || memcmp(word + before, part, size) != 0)
            continue;
        if (!before)
            return true;
        if (word[before - 1] == '/' &&
            (part == path || (*word == '.' && strspn(word, "./") >= before)))
            return true;
    }
    return false;
}

static bool is_entry(const struct syllabus_entry *entry, const char *word)
{
    size_t folder = strlen(entry->chapter->folder);
    char place[32], path[256];

    if (strcmp(word, entry->name) == 0)
        return true;
    snprintf(path, sizeof path, "demos/%s/%s.c", entry->chapter->folder, entry->name);
    if (is_path(word, strlen(word), path))
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
    size_t length = strlen(word);
    char number[16], path[128];

    while (length && word[length - 1] == '/')
        length--;
    for (size_t i = 0; i < syllabus_chapter_count; i++) {
        snprintf(number, sizeof number, "%d", syllabus_chapters[i].number);
        snprintf(path, sizeof path, "demos/%s", syllabus_chapters[i].folder);
        if (strcmp(word, number) == 0 || is_path(word, length, path))
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
