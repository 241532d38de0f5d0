/* The source of a demo for reading: C and Python side by side if there is room, else one below the
 * other. */
#ifndef CLI_SHOW_SOURCE_H
#define CLI_SHOW_SOURCE_H

#include "cli/demo_text.h"
#include "cli/page.h"

/* From so many columns on, C and Python stand side by side. */
enum { SHOW_BESIDE = 140 };

struct show_source {
    const char *path; /* "demos/production/lock.c" */
    struct part text; /* empty: there is none */
};

/* Print a text with its path as a heading. */
void show_source(const struct page *page, const struct show_source *source);
/* Print C and Python side by side: marks such as [1] stand at the left of each line, and long lines
 * are broken. Returns 0 or -ENOMEM. */
int show_sources_beside(const struct page *page, const struct show_source *c,
                        const struct show_source *python);

#endif
