/*
 * Orphans: golden transcripts of demos or variants that do not exist, since these were renamed or
 * removed. Nothing compares such a file with anything, so it would lie there for ever and look like
 * a check.
 */
#ifndef CHECK_ORPHANS_H
#define CHECK_ORPHANS_H

#include "check/check.h"

#include <limits.h>

struct orphan {
    char *chapter, *demo; /* as the file's path has them; the demo's name ends with the variant's */
    char path[PATH_MAX];
    int error; /* 0; else no file, but a folder that cannot be listed, for this reason: -errno */
};

struct orphans {
    struct orphan *found; /* in the order of their paths */
    size_t count;
};

/*
 * Find the files golden/CHAPTER/NAME.txt below `root` that no demo of the catalog has. Those count
 * that belong to the `demos`, which are some of the catalog: the files DEMO.*.txt of each of them;
 * all of a chapter whose demos are all there; and, if the whole catalog is, those of other folders.
 * Names that begin with a dot are passed over. 0, or -ENOMEM; to be freed in any case.
 */
int orphans_find(struct orphans *orphans, const char *root, const struct check_catalog *catalog,
                 const struct check_demo *demos, size_t count);
void orphans_free(struct orphans *orphans);

#endif
