/* The source of golden transcripts: files in a folder, or the program itself. */
#ifndef CHECK_GOLDEN_SOURCE_H
#define CHECK_GOLDEN_SOURCE_H

#include "check/golden.h"

struct golden_source {
    const char *root; /* the folder that holds golden/; NULL if `embedded` has the goldens */
    /* Returns the content of "golden/CHAPTER/DEMO.txt", which lasts as long as the program, and its
     * size; or NULL. */
    const char *(*embedded)(const char *path, size_t *size);
};

/* Read a golden, as golden_read() does. The golden's root is set to the source's. */
int golden_source_read(const struct golden_source *source, struct golden *golden,
                       struct transcript *transcript, struct transcript_error *error);

#endif
