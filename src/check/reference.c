#include "check/reference.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(char message[REFERENCE_MESSAGE_MAX], int code, const char *path, const char *what)
{
    const char *why = code == -EPROTO ? "it is cut short, or of another version of this program"
                                      : strerror(-code);

    co_format(message, REFERENCE_MESSAGE_MAX, "%.*s: the reference cannot be %s: %s.",
              (int)co_cut(path, 900), path, what, why);
    return code;
}

static int write_path(const struct reference *reference, char path[PATH_MAX])
{
    const char *variant = reference->variant;
    int length =
        snprintf(path, PATH_MAX, "%s/%s.%s%s%s.stream", reference->folder, reference->chapter,
                 reference->demo, variant ? "." : "", variant ? variant : "");

    return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Write to a file beside it first, so that half a stream never takes the place of a whole one. */
static int replace(const char *path, const struct stream *stream)
{
    char beside[PATH_MAX + 32];
    int descriptor, rc;

    snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid());
    descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return -errno;
    rc = stream_write(stream, descriptor);
    if (close(descriptor) < 0 && rc == 0)
        rc = -errno;
    if (rc == 0 && rename(beside, path) < 0)
        rc = -errno;
    if (rc < 0)
        unlink(beside);
    return rc;
}

int reference_save(const struct reference *reference, const struct stream *stream,
                   char message[REFERENCE_MESSAGE_MAX])
{
    char path[PATH_MAX];
    int rc = write_path(reference, path);

    if (rc == 0 && mkdir(reference->folder, 0777) < 0 && errno != EEXIST)
        rc = -errno;
    if (rc == 0)
        rc = replace(path, stream);
    return rc < 0 ? fail(message, rc, path, "saved") : 0;
}

int reference_load(const struct reference *reference, struct stream *stream,
                   char message[REFERENCE_MESSAGE_MAX])
{
    char path[PATH_MAX];
    int descriptor = -1, rc = write_path(reference, path);

    if (rc == 0) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
        rc = descriptor < 0 ? -errno : stream_read(stream, descriptor);
    }
    if (descriptor >= 0)
        close(descriptor);
    if (rc == 0)
        return 0;
    stream_free(stream);
    return fail(message, rc, path, "read");
}
