#include "check/orphans.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct search {
    struct orphans *orphans;
    const char *root;
    const struct check_catalog *catalog;
    const struct check_demo *demos;
    size_t count;
};

/* ---- Names ---- */

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);

    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* Returns the length of "DEMO.VARIANT" in DEMO.VARIANT.txt, DEMO.VARIANT.err.txt or
 * DEMO.VARIANT.events; 0 if the file is no golden. */
static size_t case_length(const char *file)
{
    static const char *const endings[] = { ".err.txt", ".txt", ".events" };

    for (size_t i = 0; file[0] != '.' && i < sizeof endings / sizeof *endings; i++)
        if (ends_with(file, endings[i]))
            return strlen(file) - strlen(endings[i]);
    return 0;
}

static bool is_same(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

static bool has_variant(const struct demo *demo, const char *name, size_t length)
{
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->variants[i].name; i++) {
        if (is_same(demo->variants[i].name, name, length))
            return true;
    }
    return false;
}

/* Returns whether the demo has a run of this name. */
static bool has_case(const struct check_demo *demo, const char *chapter, const char *name,
                     size_t length)
{
    size_t demo_length = strcspn(name, ".");

    if (strcmp(demo->chapter, chapter) != 0 || !is_same(demo->name, name, demo_length))
        return false;
    return length <= demo_length ||
           has_variant(demo->demo, name + demo_length + 1, length - demo_length - 1);
}

/* ---- What was asked for ---- */

static bool is_wanted_demo(const struct search *search, const char *chapter, const char *name,
                           size_t length)
{
    for (size_t i = 0; i < search->count; i++) {
        if (strcmp(search->demos[i].chapter, chapter) == 0 &&
            is_same(search->demos[i].name, name, length))
            return true;
    }
    return false;
}

/* Returns whether all demos of the chapter were asked for; for a chapter that the catalog lacks,
 * whether all demos of the catalog were. */
static bool is_wanted_chapter(const struct search *search, const char *chapter)
{
    bool is_known = false, has_all = search->count == search->catalog->count;

    for (size_t i = 0; i < search->catalog->count; i++) {
        const struct check_demo *demo = &search->catalog->demos[i];

        if (strcmp(demo->chapter, chapter) != 0)
            continue;
        is_known = true;
        if (!is_wanted_demo(search, chapter, demo->name, strlen(demo->name)))
            return false;
    }
    return is_known || has_all;
}

static bool is_wanted(const struct search *search, const char *chapter, const char *file)
{
    return is_wanted_demo(search, chapter, file, strcspn(file, ".")) ||
           is_wanted_chapter(search, chapter);
}

static bool is_concerned(const struct search *search, const char *chapter)
{
    for (size_t i = 0; i < search->count; i++) {
        if (strcmp(search->demos[i].chapter, chapter) == 0)
            return true;
    }
    return is_wanted_chapter(search, chapter);
}

/* ---- Looking ---- */

static bool is_orphan(const struct search *search, const char *chapter, const char *file)
{
    size_t length = case_length(file);

    if (!length || !is_wanted(search, chapter, file))
        return false;
    for (size_t i = 0; i < search->catalog->count; i++) {
        if (has_case(&search->catalog->demos[i], chapter, file, length))
            return false;
    }
    return true;
}

/* Add an orphan. `file` is NULL for a folder that cannot be listed. */
static int add(const struct search *search, const char *chapter, const char *file, int error)
{
    struct orphans *orphans = search->orphans;
    struct orphan *room = realloc(orphans->found, (orphans->count + 1) * sizeof *orphans->found);
    struct orphan *one;
    bool is_here = strcmp(search->root, ".") == 0;

    if (!room)
        return -ENOMEM;
    orphans->found = room;
    one = &room[orphans->count++];
    one->error = error;
    one->chapter = strdup(chapter);
    one->demo = file ? strndup(file, case_length(file)) : strdup("");
    snprintf(one->path, sizeof one->path, "%s%sgolden/%s%s%s", is_here ? "" : search->root,
             is_here ? "" : "/", chapter, file ? "/" : "", file ? file : "");
    return one->chapter && one->demo ? 0 : -ENOMEM;
}

static int look_into_chapter(const struct search *search, const char *chapter)
{
    char path[PATH_MAX];
    struct dirent *entry;
    DIR *folder;
    int rc = 0;

    snprintf(path, sizeof path, "%s/golden/%s", search->root, chapter);
    folder = opendir(path);
    if (!folder)
        return errno == ENOTDIR || errno == ENOENT ? 0 : add(search, chapter, NULL, -errno);
    while (rc == 0 && (entry = readdir(folder))) {
        if (entry->d_type != DT_DIR && is_orphan(search, chapter, entry->d_name))
            rc = add(search, chapter, entry->d_name, 0);
    }
    closedir(folder);
    return rc;
}

static int by_path(const void *one, const void *other)
{
    return strcmp(((const struct orphan *)one)->path, ((const struct orphan *)other)->path);
}

int orphans_find(struct orphans *orphans, const char *root, const struct check_catalog *catalog,
                 const struct check_demo *demos, size_t count)
{
    struct search search = { orphans, root, catalog, demos, count };
    char path[PATH_MAX];
    struct dirent *entry;
    DIR *folder;
    int rc = 0;

    *orphans = (struct orphans){ 0 };
    snprintf(path, sizeof path, "%s/golden", root);
    folder = opendir(path);
    if (!folder)
        return errno == ENOENT || errno == ENOTDIR ? 0 : add(&search, "", NULL, -errno);
    while (rc == 0 && (entry = readdir(folder))) {
        if (entry->d_name[0] != '.' && is_concerned(&search, entry->d_name))
            rc = look_into_chapter(&search, entry->d_name);
    }
    closedir(folder);
    if (orphans->count)
        qsort(orphans->found, orphans->count, sizeof *orphans->found, by_path);
    return rc;
}

void orphans_free(struct orphans *orphans)
{
    for (size_t i = 0; i < orphans->count; i++) {
        free(orphans->found[i].chapter);
        free(orphans->found[i].demo);
    }
    free(orphans->found);
    *orphans = (struct orphans){ 0 };
}
