#include "cli/golden_names.h"

#include "check/command_word.h"
#include "check/golden_file.h"
#include "check/source_check.h"
#include "cli/syllabus.h"
#include "co/explain/growing_text.h"
#include "run/run.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The list of paths while it grows. */
struct paths {
    char **paths;
    size_t count;
};

static bool has_ending(const char *name)
{
    size_t length = strlen(name), ending = strlen(GOLDEN_FILE_ENDING);

    return length > ending && strcmp(name + length - ending, GOLDEN_FILE_ENDING) == 0;
}

static bool is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool golden_name_is_file(const char *word)
{
    return has_ending(word) ||
           (is_folder(word) && !syllabus_find(word) && !syllabus_find_chapter(word));
}

/* Returns whether the word is a path of a user's C file. The demo's own file is the demo. */
static bool is_source(const char *word, const char *root)
{
    const struct syllabus_entry *entry = source_check_is(word) ? syllabus_find(word) : NULL;
    struct text path = { 0 };
    struct stat status, own;
    bool is_own = false;

    if (!source_check_is(word) || stat(word, &status) < 0 || !S_ISREG(status.st_mode))
        return false;
    if (entry && root) {
        text_add(&path, "%s/demos/%s/%s.c", root, entry->chapter->folder, entry->name);
        is_own = !path.failed && stat(path.bytes, &own) == 0 && own.st_dev == status.st_dev &&
                 own.st_ino == status.st_ino;
        text_free(&path);
    }
    return !is_own;
}

/* Add the path, which the list owns then. */
static int add(struct paths *list, char *path)
{
    char **paths = path ? realloc(list->paths, (list->count + 1) * sizeof *paths) : NULL;

    if (!paths) {
        free(path);
        return -ENOMEM;
    }
    list->paths = paths;
    paths[list->count++] = path;
    return 0;
}

static int by_name(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    char *path;

    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (strcmp(folder, ".") == 0)
        return strdup(name);
    return asprintf(&path, "%.*s/%s", (int)length, folder, name) < 0 ? NULL : path;
}

/* Add the golden files of a folder and of the folders in it. A link to a folder is not followed,
 * because it may lead back. */
static int add_folder(struct paths *list, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, by_name), rc = count < 0 ? -errno : 0;

    for (int i = 0; i < count; i++) {
        char *path = rc == 0 ? join(folder, entries[i]->d_name) : NULL;
        struct stat status;

        if (rc == 0 && !path)
            rc = -ENOMEM;
        else if (rc == 0 && lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
            rc = add_folder(list, path);
        else if (rc == 0 && has_ending(path)) {
            rc = add(list, path);
            path = NULL;
        }
        free(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return rc;
}

/* A teacher may mean the C files in it, which the shell can name. */
static int refuse_folder(const char *word)
{
    char folder[PATH_MAX], next[PATH_MAX + 96];

    co_format(next, sizeof next,
              "About golden files:  asyncdemo help golden    C files:  asyncdemo check %s/*.c",
              command_word(folder, sizeof folder, word));
    return usage_error(
        next, "The folder %s has no file whose name ends with " GOLDEN_FILE_ENDING ".", word);
}

static int take(struct paths *list, const char *word)
{
    size_t before = list->count;
    int rc = is_folder(word) ? add_folder(list, word) : add(list, strdup(word));

    if (rc < 0) {
        fprintf(stderr, "%s: its golden files cannot be listed: %s.\n", word, strerror(-rc));
        return EXIT_TOOL_FAILED;
    }
    return list->count > before ? 0 : refuse_folder(word);
}

int golden_names_take(struct arguments *arguments, const char *root, struct check_files *files)
{
    struct paths list = { 0 };
    size_t kept = 0;
    int exit_code = 0;

    for (size_t i = 0; exit_code == 0 && i < arguments->word_count; i++) {
        if (golden_name_is_file(arguments->words[i]) ||
            (files->judge && is_source(arguments->words[i], root)))
            exit_code = take(&list, arguments->words[i]);
        else
            arguments->words[kept++] = arguments->words[i];
    }
    if (exit_code == 0)
        arguments->word_count = kept;
    files->paths = list.paths;
    files->count = list.count;
    return exit_code;
}

void golden_names_free(struct check_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->paths[i]);
    free((void *)files->paths);
    *files = (struct check_files){ 0 };
}
