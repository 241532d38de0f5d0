/*
 * The program contains each demo's source and all golden transcripts, so it works without its
 * source tree. When a file changes, demos/embed.sh writes it into the binary again.
 */
#ifndef CLI_EMBEDDED_H
#define CLI_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path;  /* relative to the root of the source tree: "golden/production/lock.txt" */
    const char *begin; /* the content as built, not terminated by a NUL */
    const char *end;   /* one past its last byte */
};

/* The files are sorted by path, as strcmp() compares. */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_files_count;

/* Returns the file with this path; NULL if there is none. */
const struct embedded_file *embedded_find(const char *path);

#endif
