/* What the page of a demo says of it, from the syllabus and the source within the program. */
#ifndef CLI_DEMO_PAGE_H
#define CLI_DEMO_PAGE_H

#include "cli/syllabus.h"
#include "show/show.h"

struct demo_page {
    struct show_demo demo; /* refers to the paths below */
    char path[256], python_path[256];
};

/* `variant` NULL: the default. The page may not be moved. */
void demo_page_describe(struct demo_page *page, const struct syllabus_entry *entry,
                        const struct demo_variant *variant);

#endif
