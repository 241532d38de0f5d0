#include "check/golden_source.h"

#include <errno.h>

static int read_embedded(const struct golden_source *source, struct golden *golden,
                         struct transcript *transcript, struct transcript_error *error)
{
    char path[PATH_MAX];
    const char *bytes;
    size_t size;
    int rc;

    golden->root = ".";
    rc = golden_path(golden, path);
    if (rc < 0)
        return rc;
    bytes = source->embedded(path, &size);
    if (!bytes)
        return transcript_fail(error, path, 0, -ENOENT, "the program has no such golden.");
    return transcript_parse(transcript, path, bytes, size, golden_form(golden), error);
}

int golden_source_read(const struct golden_source *source, struct golden *golden,
                       struct transcript *transcript, struct transcript_error *error)
{
    golden->root = source->root;
    return source->root ? golden_read(golden, transcript, error)
                        : read_embedded(source, golden, transcript, error);
}
