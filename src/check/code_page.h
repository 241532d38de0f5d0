/* The code pages of one byte a character that systems and editors still take text for. */
#ifndef CHECK_CODE_PAGE_H
#define CHECK_CODE_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <uchar.h>

struct code_page {
    const char *name; /* as people know it; NULL: the end of the list */
    /* The characters of the bytes from 0x80 on. Where a page has none, Windows and browsers take
     * the byte for the control character of that number, and so does this. */
    const char16_t *upper_half;
};

/* The likeliest first. */
extern const struct code_page code_pages[];

/* The byte of a character that is not ASCII; -1 if the page does not have it. */
int code_page_byte(const struct code_page *page, uint32_t character);

/* Does the page have a character of its own for this byte from 0x80 on? */
bool code_page_has(const struct code_page *page, int byte);

#endif
