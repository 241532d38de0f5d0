/* A book: the pages of all demos, with a front page, and pages that explain them. */
#ifndef SHOW_BOOK_H
#define SHOW_BOOK_H

#include "co/explain/growing_text.h"
#include "show/show.h"

/* A run of a demo. The default is the first of its variants. */
struct book_run {
    char file[64]; /* the name of its page: "race.fixed.html" */
    struct show_demo demo;
    char path[256], python_path[256]; /* the demo's, see show/show.h */
    struct text picture;              /* made by book_add_picture() */
    int exit_code;                    /* of the run */
};

struct book_entry {
    const char *name;
    int chapter, number; /* both from 1 */
    const struct book_run *runs;
    size_t run_count;
    char variants[64]; /* the name of the page of its variants; "": there is one run */
};

/* Append a small picture of the lanes: what tasks do, without names. -ENOMEM. */
int book_add_picture(struct text *text, const struct stream *stream);

/* The names of the pages besides those of demos. */
#define BOOK_FRONT "index.html"
#define BOOK_LANES "lanes.html"
#define BOOK_CLOCKS "clocks.html"

/* Append the front page, with the chapters and a search; the page of a demo with variants, which
 * shows their lanes from the files "NAME.svg" one beside the other; and the pages that explain. If
 * there is no memory, text->failed is set. */
void book_add_front(struct text *text, const struct book_entry *entries, size_t count);
void book_add_variants(struct text *text, const struct book_entry *entry);
void book_add_lanes(struct text *text);
void book_add_clocks(struct text *text);

#endif
