/* What the files of show_html() share. */
#ifndef SHOW_PAGE_INTERNAL_H
#define SHOW_PAGE_INTERNAL_H

#include "show/page_rows.h"
#include "show/show.h"
#include "show/story.h"
#include "show/svg_internal.h"

/* The files page/page.css and page/page.js. */
extern const char page_style[], page_script[];

struct page {
    const struct show_demo *about;
    struct life life;
    struct story story;
    struct page_rows rows;
    struct svg svg;
    size_t lines;     /* of the log, of the whole run; 0: the page shows all of it */
    struct text text; /* the file */
};

/* A part of a text, without a NUL at its end. */
struct page_part {
    const char *begin, *end;
};
/* Take the first line of the rest, without its newline. */
struct page_part page_take_line(struct page_part *rest);
/* Split the source into its first comment, without its ends, and what follows it. `line` is the
 * number of the first line that follows. */
struct page_part page_split(struct page_part *source, int *line);
/* The line without the asterisk of a comment. */
struct page_part page_without_asterisk(struct page_part line);

/* Append a text of any origin as HTML, from a string or a part of a text. */
void page_add(struct page *page, const char *shown);
void page_add_part(struct page *page, struct page_part part);

/* Append the commentary of the source. */
void page_add_commentary(struct page *page, struct page_part comment);
/* Append the rest of the source, whose first line has this number, and the Python. -ENOMEM. */
int page_add_sources(struct page *page, struct page_part source, int line);
/* Append the summary. -ENOMEM. */
int page_add_summary(struct page *page);
/* Append the picture of the lanes, with its legend. */
void page_add_lanes(struct page *page);
/* Append each line of the log with its remark. */
void page_add_log(struct page *page);
/* Append the graph and the report of a deadlock, if there is one. -ENOMEM. */
int page_add_end(struct page *page);
/* Append the data for the script, as JSON. -ENOMEM. */
int page_add_data(struct page *page);

#endif
