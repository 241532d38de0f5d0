/*
 * Orphans are golden transcripts of demos or variants that do not exist, because the demos were
 * renamed or removed. No check compares such a file with a run, so it would lie there for ever and
 * look like a check.
 */
#ifndef CHECK_ORPHANS_H
#define CHECK_ORPHANS_H

#include "check/check.h"

#include <limits.h>

struct orphan {
    char *chapter, *demo; /* from the file's path; the demo's name ends with the variant's */
    char path[PATH_MAX];
    int error; /* 0 for a file; -errno for a folder that cannot be listed */
};

struct orphans {
    struct orphan *found; /* sorted by path */
    size_t count;
};

/*
 * Find the files golden/CHAPTER/NAME.txt and NAME.events below `root` that no demo of the catalog
 * has. A file counts only if it belongs to the `demos`, which are a part of the catalog: the files
 * of each of them; all files of a chapter if all its demos are among them; and the files of other
 * folders if the whole catalog is given. Names that begin with a dot are skipped. Returns 0 or
 * -ENOMEM; the caller calls orphans_free() in both cases.
 */
int orphans_find(struct orphans *orphans, const char *root, const struct check_catalog *catalog,
                 const struct check_demo *demos, size_t count);
void orphans_free(struct orphans *orphans);

#endif
