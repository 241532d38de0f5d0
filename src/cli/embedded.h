/*
 * The files that the program carries within itself, so that it works away from its source tree:
 * each demo's source and all golden transcripts. demos/embed.sh writes them into the binary
 * whenever one of them changes.
 */
#ifndef CLI_EMBEDDED_H
#define CLI_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path;  /* relative to the root: "golden/production/lock.txt" */
    const char *begin; /* the content as built, not terminated by a NUL */
    const char *end;   /* one past its last byte */
};

/* Sorted by path as strcmp() compares. */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_files_count;

/* NULL if there is none of this path. */
const struct embedded_file *embedded_find(const char *path);

#endif
