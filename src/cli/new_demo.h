/* A new demo: its source, its goldens, and its line in demos/CATALOG. */
#ifndef CLI_NEW_DEMO_H
#define CLI_NEW_DEMO_H

#include <limits.h>
#include <stddef.h>

enum { NEW_DEMO_NAME_MAX = 40 };

struct new_demo {
    const char *root; /* of the source tree, borrowed */
    char chapter[NEW_DEMO_NAME_MAX + 1], name[NEW_DEMO_NAME_MAX + 1];
};

/* Take chapter and name from "production/lock" or "demos/production/lock.c". -EINVAL: the word has
 * another form. */
int new_demo_parse(struct new_demo *demo, const char *word);

/* Make the files of a small demo that works, and add it behind the demos of its chapter. A demo is
 * made as a whole or not at all. Returns 0; or an exit code, after a message on stderr: there is no
 * such chapter, the name is taken, or a file cannot be written. */
int new_demo_make(const struct new_demo *demo);

#endif
