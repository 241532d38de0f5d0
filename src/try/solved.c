#include "try/solved.h"

#include "co/explain/write.h"
#include "run/unnamed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* By the XDG Base Directory Specification a path that is not absolute is invalid. */
static void find_path(struct text *path)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && *state == '/')
        text_add(path, "%s/asyncdemo/solved", state);
    else if (home && *home == '/')
        text_add(path, "%s/.local/state/asyncdemo/solved", home);
}

int solved_read(struct solved *solved)
{
    char *bytes = NULL;
    size_t size = 0;
    int descriptor, rc;

    find_path(&solved->path);
    if (solved->path.failed)
        return -ENOMEM;
    descriptor = open(text_string(&solved->path), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
    rc = unnamed_file_read(descriptor, &bytes, &size);
    close(descriptor);
    if (rc == 0)
        text_add_bytes(&solved->names, bytes, size);
    free(bytes);
    return rc == 0 && solved->names.failed ? -ENOMEM : rc;
}

void solved_free(struct solved *solved)
{
    text_free(&solved->path);
    text_free(&solved->names);
}

bool solved_has(const struct solved *solved, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = text_string(&solved->names); *line;
         line += strcspn(line, "\n"), line += *line == '\n')
        if (strcspn(line, "\n") == length && memcmp(line, name, length) == 0)
            return true;
    return false;
}

/* Make the folders of the path that are missing. */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        int rc;

        *slash = '\0';
        rc = mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (rc < 0)
            return rc;
    }
    return 0;
}

int solved_add(struct solved *solved, const char *name)
{
    size_t before = solved->names.length;
    int descriptor, rc;

    if (solved_has(solved, name))
        return 0;
    if (!solved->path.length)
        return -ENOENT;
    text_add(&solved->names, "%s\n", name);
    if (solved->names.failed)
        return -ENOMEM;
    rc = make_folders(solved->path.bytes);
    if (rc < 0)
        return rc;
    descriptor = open(solved->path.bytes, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return -errno;
    rc = write_all(descriptor, solved->names.bytes + before, solved->names.length - before);
    return close(descriptor) < 0 && rc == 0 ? -errno : rc;
}
