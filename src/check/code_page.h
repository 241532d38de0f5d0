/* The code pages with one byte for each character. Systems and editors still take UTF-8 text for
 * text in one of them. */
#ifndef CHECK_CODE_PAGE_H
#define CHECK_CODE_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <uchar.h>

struct code_page {
    const char *name; /* the common name; NULL ends the list */
    /* The characters of the bytes from 0x80 on. If a page has no character for a byte, Windows and
     * browsers take the byte for the control character of that number, and so does this table. */
    const char16_t *upper_half;
};

/* The pages, with the likeliest first. */
extern const struct code_page code_pages[];

/* Returns the byte of a character that is not ASCII; -1 if the page does not have it. */
int code_page_byte(const struct code_page *page, uint32_t character);

/* Returns whether the page has a character of its own for this byte from 0x80 on. */
bool code_page_has(const struct code_page *page, int byte);

#endif
