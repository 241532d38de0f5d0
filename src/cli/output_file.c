#include "cli/output_file.h"

#include "cli/command.h"
#include "co/explain/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The end of a temporary file's name, with the number of the process. */
#define SUFFIX ".%u.part"
enum { SUFFIX_MAX = 24 };

/* ---- Errors ---- */

static int refuse(const char *name, const char *reason)
{
    fprintf(stderr, "%s cannot be written: %s.\n", name, reason);
    return EXIT_TOOL_FAILED;
}

/* ---- The place ---- */

/* Set `folder` to the folder of the path. */
static void folder_of(const char *path, char folder[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 0;

    if (!slash)
        strcpy(folder, ".");
    else
        snprintf(folder, PATH_MAX, "%.*s", length ? length : 1, path);
}

/* Returns 0; or -errno if the file cannot be made or replaced. */
static int check_place(const char *path)
{
    char folder[PATH_MAX];
    struct stat status;

    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return -EISDIR;
        if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
            return -errno;
        if (!S_ISREG(status.st_mode))
            return 0;
    }
    folder_of(path, folder);
    if (stat(folder, &status) < 0)
        return -errno;
    if (!S_ISDIR(status.st_mode))
        return -ENOTDIR;
    return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 ? 0 : -errno;
}

/* Set `path` to the file to replace. */
static int find_place(const char *name, char path[PATH_MAX])
{
    if (strlen(name) >= PATH_MAX)
        return -ENAMETOOLONG;
    if (!realpath(name, path))
        strcpy(path, name);
    return check_place(path);
}

int output_file_check(const char *name)
{
    char path[PATH_MAX], folder[PATH_MAX], reason[PATH_MAX + 64];
    int rc = name ? find_place(name, path) : 0;

    if (rc == 0)
        return 0;
    if (rc == -EISDIR)
        return refuse(name, "it is a folder, so name a file in it");
    if (rc != -ENOENT && rc != -ENOTDIR)
        return refuse(name, strerror(-rc));
    folder_of(path, folder);
    snprintf(reason, sizeof reason, "there is no folder %s", folder);
    return refuse(name, reason);
}

/* The part of the path behind its folder. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool output_file_is_same(const char *name, const char *other)
{
    char path[PATH_MAX], other_path[PATH_MAX], folder[PATH_MAX], other_folder[PATH_MAX];
    struct stat status, other_status;
    bool exists = stat(name, &status) == 0, other_exists = stat(other, &other_status) == 0;

    if (!exists && !other_exists) {
        if (find_place(name, path) < 0 || find_place(other, other_path) < 0 ||
            strcmp(last_part(path), last_part(other_path)) != 0)
            return false;
        folder_of(path, folder);
        folder_of(other_path, other_folder);
        return output_file_is_same(folder, other_folder);
    }
    return exists && other_exists && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) &&
           status.st_dev == other_status.st_dev && status.st_ino == other_status.st_ino;
}

/* ---- Writing ---- */

/* Write the bytes to the descriptor and close it. Returns 0 or -errno. */
static int write_and_close(int descriptor, const void *bytes, size_t size)
{
    int rc = write_all(descriptor, bytes, size);

    return close(descriptor) < 0 && rc == 0 ? -errno : rc;
}

static int write_directly(const char *path, const void *bytes, size_t size)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);

    return descriptor < 0 ? -errno : write_and_close(descriptor, bytes, size);
}

/* With `before`, the new file has the permissions of the file that it replaces. */
static int write_and_move(const char *path, const struct stat *before, const void *bytes,
                          size_t size)
{
    char temporary[PATH_MAX + SUFFIX_MAX];
    int descriptor, rc;

    snprintf(temporary, sizeof temporary, "%s" SUFFIX, path, (unsigned)getpid());
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return -errno;
    if (before)
        (void)fchmod(descriptor, before->st_mode & 0777);
    rc = write_and_close(descriptor, bytes, size);
    if (rc == 0 && rename(temporary, path) < 0)
        rc = -errno;
    if (rc < 0)
        unlink(temporary);
    return rc;
}

/* Ctrl-C and the like are held back meanwhile, because they would leave the temporary file behind.
 * With the limit of a file's size (ulimit -f) it is the same; then write() fails. */
static int write_undisturbed(const char *path, const struct stat *before, const void *bytes,
                             size_t size)
{
    static const int held[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    void (*on_limit)(int signal) = signal(SIGXFSZ, SIG_IGN);
    sigset_t signals, mask;
    int rc;

    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        sigaddset(&signals, held[i]);
    sigprocmask(SIG_BLOCK, &signals, &mask);
    rc = write_and_move(path, before, bytes, size);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    signal(SIGXFSZ, on_limit);
    return rc;
}

int output_file_write(const char *name, const void *bytes, size_t size)
{
    char path[PATH_MAX];
    struct stat status;
    bool exists = stat(name, &status) == 0;
    int rc;

    if (output_file_check(name))
        return EXIT_TOOL_FAILED;
    if (exists && !S_ISREG(status.st_mode))
        rc = write_directly(name, bytes, size);
    else if ((rc = find_place(name, path)) == 0)
        rc = write_undisturbed(path, exists ? &status : NULL, bytes, size);
    return rc < 0 ? refuse(name, strerror(-rc)) : 0;
}
