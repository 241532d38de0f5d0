/* Code pages. Systems and editors still take UTF-8 text for text in one of them. Most pages have
 * one byte for each character. The East Asian pages have pairs of bytes, too. */
#ifndef CHECK_CODE_PAGE_H
#define CHECK_CODE_PAGE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <uchar.h>

struct code_page {
    const char *name; /* the common name; NULL ends the list */
    /* The characters of the bytes from 0x80 on; NULL if the page has pairs. If a page has no
     * character for a byte, Windows and browsers take the byte for the control character of that
     * number, and so does this table. */
    const char16_t *upper_half;
    const char *pairs; /* the name for iconv, if the page has pairs; or NULL */
};

/* The pages, with the likeliest first. */
extern const struct code_page code_pages[];

/* Returns whether the page has a character of its own for this byte from 0x80 on. A page with pairs
 * has none: a program can lose each first byte of a pair whose second byte is not valid. */
bool code_page_has(const struct code_page *page, int byte);

/* Turns characters into bytes of a page. */
struct code_page_encoder {
    const struct code_page *page;
    iconv_t pairs;
};

enum { CODE_PAGE_BYTES_MAX = 4 };

/* Returns false if this system does not know the page, or if no memory is left. Otherwise the
 * caller calls code_page_end(). */
bool code_page_begin(struct code_page_encoder *encoder, const struct code_page *page);
/* Encode a character of UTF-8 that is not ASCII. Returns the number of bytes; 0 if the page does
 * not have the character. */
size_t code_page_encode(struct code_page_encoder *encoder, const char *character, size_t length,
                        char bytes[CODE_PAGE_BYTES_MAX]);
void code_page_end(struct code_page_encoder *encoder);

#endif
