#include "check/golden.h"

#include "co/explain/growing_text.h"
#include "co/explain/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The paths of a golden transcript, and the descriptor of its folder. */
struct place {
    char path[PATH_MAX];
    char temporary_path[PATH_MAX];
    const char *name;           /* the file's name within the folder */
    const char *temporary_name; /* the temporary file's name within the folder */
    int folder;
};

enum transcript_form golden_form(const struct golden *golden)
{
    return golden->part == GOLDEN_LOG ? TRANSCRIPT_GOLDEN_LOG : TRANSCRIPT_UNSTAMPED;
}

static bool is_name(const char *name)
{
    return name[0] && !strpbrk(name, "./");
}

static int check_names(const struct golden *golden)
{
    if (!is_name(golden->chapter) || !is_name(golden->demo))
        return -EINVAL;
    /* A variant cannot be called err, because DEMO.err.txt is the stderr of DEMO. */
    if (golden->variant && (!is_name(golden->variant) || strcmp(golden->variant, "err") == 0))
        return -EINVAL;
    return 0;
}

/* Write a path. The two paths of a place differ in the text before and behind the file's name. */
static int write_path(const struct golden *golden, const char *before, const char *behind,
                      char path[PATH_MAX])
{
    static const char *const endings[] = {
        [GOLDEN_LOG] = ".txt", [GOLDEN_ERRORS] = ".err.txt", [GOLDEN_EVENTS] = ".events"
    };
    bool is_here = strcmp(golden->root, ".") == 0;
    int length = snprintf(path, PATH_MAX, "%s%sgolden/%s/%s%s%s%s%s%s", is_here ? "" : golden->root,
                          is_here ? "" : "/", golden->chapter, before, golden->demo,
                          golden->variant ? "." : "", golden->variant ? golden->variant : "",
                          endings[golden->part], behind);

    return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int golden_path(const struct golden *golden, char path[PATH_MAX])
{
    int result = check_names(golden);

    return result < 0 ? result : write_path(golden, "", "", path);
}

static int find_paths(const struct golden *golden, struct place *place,
                      struct transcript_error *error)
{
    int result = golden_path(golden, place->path);

    if (result == 0)
        result = write_path(golden, ".", ".new", place->temporary_path);
    if (result < 0)
        return transcript_fail(
            error, golden->root, 0, result,
            "no golden transcript can have this name: chapter \"%s\", demo \"%s\", variant \"%s\".",
            golden->chapter, golden->demo, golden->variant ? golden->variant : "");
    place->name = strrchr(place->path, '/') + 1;
    place->temporary_name = strrchr(place->temporary_path, '/') + 1;
    return 0;
}

int golden_read(const struct golden *golden, struct transcript *transcript,
                struct transcript_error *error)
{
    struct place place;
    int result = find_paths(golden, &place, error);

    memset(transcript, 0, sizeof *transcript);
    return result < 0 ? result
                      : transcript_read(transcript, place.path, golden_form(golden), error);
}

/* ---- Replacing ---- */

static int open_folder(const struct golden *golden, struct place *place,
                       struct transcript_error *error)
{
    char path[PATH_MAX];
    int result;

    snprintf(path, sizeof path, "%s/golden", golden->root);
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        goto failed;
    snprintf(path, sizeof path, "%.*s", (int)(place->name - place->path - 1), place->path);
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        goto failed;
    place->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->folder >= 0)
        return 0;
failed:
    result = -errno;
    return transcript_fail(error, path, 0, result, "the folder cannot be made or opened: %s.",
                           strerror(-result));
}

/* Returns whether the name still leads to the open file: another process may have renamed the file
 * between open() and flock(). */
static bool is_in_place(const struct place *place, int descriptor)
{
    struct stat open_file, named_file;

    return fstat(descriptor, &open_file) == 0 &&
           fstatat(place->folder, place->temporary_name, &named_file, AT_SYMLINK_NOFOLLOW) == 0 &&
           open_file.st_dev == named_file.st_dev && open_file.st_ino == named_file.st_ino;
}

/* Returns the descriptor of the temporary file, empty and locked against every other process that
 * replaces this golden; or -errno. */
static int open_temporary(const struct place *place)
{
    int descriptor, result;

    for (;;) {
        descriptor = openat(place->folder, place->temporary_name,
                            O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor < 0)
            return -errno;
        do {
            result = flock(descriptor, LOCK_EX) < 0 ? -errno : 0;
        } while (result == -EINTR);
        if (result == 0 && !is_in_place(place, descriptor)) {
            close(descriptor);
            continue;
        }
        if (result == 0 && ftruncate(descriptor, 0) < 0)
            result = -errno;
        if (result == 0)
            return descriptor;
        close(descriptor);
        return result;
    }
}

/* Returns 0 if the present golden may be replaced: if it does not exist, is empty, or is valid for
 * golden_read(). */
static int check_what_is_there(const struct golden *golden, const struct place *place,
                               struct transcript_error *error)
{
    struct transcript there;
    struct stat status;
    int result;

    if (fstatat(place->folder, place->name, &status, 0) == 0 && S_ISREG(status.st_mode) &&
        status.st_size == 0)
        return 0;
    result = transcript_read(&there, place->path, golden_form(golden), error);
    transcript_free(&there);
    return result == -ENOENT ? 0 : result;
}

static int fill_and_rename(const struct place *place, int descriptor, const char *bytes,
                           size_t size)
{
    struct stat there;
    int result = write_all(descriptor, bytes, size);

    if (result < 0)
        return result;
    if (fstatat(place->folder, place->name, &there, 0) == 0 &&
        fchmod(descriptor, there.st_mode & 07777) < 0)
        return -errno;
    /* Call fsync() before the rename; otherwise a power cut could leave the new name on a file
     * without content. */
    if (fsync(descriptor) < 0)
        return -errno;
    if (renameat(place->folder, place->temporary_name, place->folder, place->name) < 0)
        return -errno;
    return 0;
}

/* Replace the golden, which may be NULL if `whatever_is_there`. The temporary file is open and
 * locked. This function removes the temporary
 * file unless it has become the golden. */
static int replace_locked(const struct golden *golden, const struct place *place, int descriptor,
                          const char *bytes, size_t size, bool whatever_is_there,
                          struct transcript_error *error)
{
    int result = whatever_is_there ? 0 : check_what_is_there(golden, place, error);

    if (result == 0 && size) {
        result = fill_and_rename(place, descriptor, bytes, size);
        if (result < 0)
            transcript_fail(error, place->path, 0, result, "it cannot be replaced: %s.",
                            strerror(-result));
    } else if (result == 0 && unlinkat(place->folder, place->name, 0) < 0 && errno != ENOENT) {
        result = -errno;
        transcript_fail(error, place->path, 0, result, "it cannot be removed: %s.",
                        strerror(-result));
    }
    if (result < 0 || !size)
        unlinkat(place->folder, place->temporary_name, 0);
    return result;
}

static int replace_in_folder(const struct golden *golden, const struct place *place,
                             const char *bytes, size_t size, bool whatever_is_there,
                             struct transcript_error *error)
{
    int descriptor = open_temporary(place);
    int result;

    if (descriptor < 0)
        return transcript_fail(error, place->temporary_path, 0, descriptor,
                               "it cannot be made or locked: %s.", strerror(-descriptor));
    result = replace_locked(golden, place, descriptor, bytes, size, whatever_is_there, error);
    close(descriptor);
    if (result == 0 && fsync(place->folder) < 0) {
        result = -errno;
        transcript_fail(error, place->path, 0, result,
                        "it is replaced, but a power cut may undo that: %s.", strerror(-result));
    }
    return result;
}

static int check_new_bytes(const struct golden *golden, const struct place *place,
                           const char *bytes, size_t size, struct transcript_error *error)
{
    char name[PATH_MAX + 32];
    struct transcript transcript;
    int result;

    if (golden->part != GOLDEN_LOG && size == 0)
        return 0;
    snprintf(name, sizeof name, "the new %s", place->path);
    result = transcript_parse(&transcript, name, bytes, size, golden_form(golden), error);
    transcript_free(&transcript);
    return result;
}

int golden_replace(const struct golden *golden, const char *bytes, size_t size,
                   bool whatever_is_there, struct transcript_error *error)
{
    struct place place;
    int result = find_paths(golden, &place, error);

    if (result == 0)
        result = check_new_bytes(golden, &place, bytes, size, error);
    if (result == 0)
        result = open_folder(golden, &place, error);
    if (result < 0)
        return result;
    result = replace_in_folder(golden, &place, bytes, size, whatever_is_there, error);
    close(place.folder);
    return result;
}

int golden_replace_file(const char *path, const char *bytes, size_t size,
                        struct transcript_error *error)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int length = (int)(name - path), result;
    char folder[PATH_MAX];
    struct place place;

    if (co_format(place.temporary_path, PATH_MAX, "%.*s.%s.new", length, path, name) >= PATH_MAX)
        return transcript_fail(error, path, 0, -ENAMETOOLONG, "its path is too long.");
    co_format(place.path, PATH_MAX, "%s", path);
    co_format(folder, PATH_MAX, "%.*s", length, path);
    place.name = place.path + length;
    place.temporary_name = place.temporary_path + length;
    place.folder = open(length ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place.folder < 0) {
        result = -errno;
        return transcript_fail(error, folder, 0, result, "the folder cannot be opened: %s.",
                               strerror(-result));
    }
    result = replace_in_folder(NULL, &place, bytes, size, true, error);
    close(place.folder);
    return result;
}
