#include "cli/checkout.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKOUT "ASYNCDEMO_CHECKOUT"
#define STALE "ASYNCDEMO_STALE"

/* What the build reads. */
static const char read_by_the_build[][20] = { "src", "demos", "golden", "meson.build",
                                              "meson_options.txt" };

static bool is_newer(const struct stat *status, const struct stat *built)
{
    if (status->st_mtim.tv_sec != built->st_mtim.tv_sec)
        return status->st_mtim.tv_sec > built->st_mtim.tv_sec;
    return status->st_mtim.tv_nsec > built->st_mtim.tv_nsec;
}

static bool has_changed(int folder, const char *name, const struct stat *built);

/* Takes the descriptor. */
static bool has_changed_within(int descriptor, const struct stat *built)
{
    DIR *folder = fdopendir(descriptor);
    struct dirent *entry;
    bool changed = false;

    if (!folder) {
        close(descriptor);
        return true;
    }
    while (!changed && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            changed = has_changed(dirfd(folder), entry->d_name, built);
    closedir(folder);
    return changed;
}

/* A folder is as new as the last file that was added to it or taken away. What cannot be read
 * counts as changed: then the build says what is wrong. */
static bool has_changed(int folder, const char *name, const struct stat *built)
{
    struct stat status;
    int descriptor;

    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || is_newer(&status, built))
        return true;
    if (!S_ISDIR(status.st_mode))
        return false;
    descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return descriptor < 0 || has_changed_within(descriptor, built);
}

static bool is_stale(int root)
{
    struct stat built, libraries;

    if (fstatat(root, "build/built-from", &built, 0) < 0)
        return true;
    if (fstatat(root, "build/libraries", &libraries, 0) == 0 && is_newer(&libraries, &built))
        return true;
    for (size_t i = 0; i < sizeof read_by_the_build / sizeof *read_by_the_build; i++)
        if (has_changed(root, read_by_the_build[i], &built))
            return true;
    return false;
}

static void run_launcher(const char *root, char **arguments)
{
    const char **all;
    char *launcher;
    size_t count = 0;

    while (arguments[count])
        count++;
    all = calloc(count + 2, sizeof *all);
    if (!all || asprintf(&launcher, "%s/asyncdemo", root) < 0)
        return;
    all[0] = "sh";
    all[1] = launcher;
    for (size_t i = 1; i < count; i++)
        all[i + 1] = arguments[i];
    setenv(STALE, "yes", 1);
    execv("/bin/sh", (char **)all);
}

void checkout_compare(char **arguments)
{
    const char *named = getenv(CHECKOUT);
    char *root = named ? strdup(named) : NULL;
    int descriptor;

    if (!root)
        return;
    /* What this program starts is not the launcher's. */
    unsetenv(CHECKOUT);
    descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || is_stale(descriptor)) {
        run_launcher(root, arguments);
        perror("asyncdemo: the program is older than its source, and cannot be built");
        exit(5);
    }
    close(descriptor);
    free(root);
}
