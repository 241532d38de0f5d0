/*
 * The program contains the sources of each demo, in C and in Python, the headers of the demos, and
 * all golden transcripts, so it works without its source tree. When a file changes, demos/embed.sh
 * writes it into the binary again.
 */
#ifndef CLI_EMBEDDED_H
#define CLI_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct embedded_file {
    const char *path;  /* relative to the root of the source tree: "golden/production/lock.txt" */
    const char *begin; /* the content as built, not terminated by a NUL */
    const char *end;   /* one past its last byte */
};

/* A file as embed.sh writes it: distances in bytes from the first row. */
struct embedded_row {
    int32_t path, begin, end;
};
/* The rows are sorted by path, as strcmp() compares. */
extern const struct embedded_row embedded_rows[];
extern const uint32_t embedded_rows_count;

/* The file of the row with this index. */
struct embedded_file embedded_at(size_t index);
/* Find the file with this path. Returns whether there is one. */
bool embedded_find(const char *path, struct embedded_file *file);

#endif
