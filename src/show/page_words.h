/* The texts of a page's data: each is written once, and a number stands for it elsewhere. */
#ifndef SHOW_PAGE_WORDS_H
#define SHOW_PAGE_WORDS_H

#include "co/table.h"
#include "co/explain/growing_text.h"

/* All-zero is empty. */
struct page_words {
    struct table table;
    size_t count;
    struct text list; /* the texts in the order of their numbers: "one","two" */
};

/* The number of the text, which is a string of JSON. A new text is appended to the list. If memory
 * is short, the list has failed, and the number is 0. */
size_t page_words_find(struct page_words *words, const char *json);
void page_words_free(struct page_words *words);

#endif
