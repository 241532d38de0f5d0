/* Text that grows, and text from outside made fit for a terminal. */
#ifndef RUN_TEXT_H
#define RUN_TEXT_H

#include "co/co.h"

#include <stdarg.h>

/* All-zero is an empty text. */
struct text {
    char *bytes; /* ends with a NUL; NULL while nothing was added */
    size_t length, capacity;
    bool failed; /* no memory: something is missing */
};

/* Append as printf does, or `length` bytes as they are. */
void text_add(struct text *text, const char *format, ...) CO_PRINTF(2, 3);
void text_add_arguments(struct text *text, const char *format, va_list arguments) CO_PRINTF(2, 0);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
/* Append bytes of any origin as valid UTF-8 without orders for a terminal: control characters other
 * than a tab, and bytes that are not UTF-8, become \xNN. */
void text_add_safe(struct text *text, const char *bytes, size_t length);
/* Room for `more` bytes and a NUL behind what is there, for the caller to write; it counts as text
 * when text_grow() says so. NULL: no memory. */
char *text_room(struct text *text, size_t more);
void text_grow(struct text *text, size_t more);
/* What has been added, "" if nothing. */
const char *text_string(const struct text *text);
/* Keep the memory, forget what it holds. */
void text_clear(struct text *text);
void text_free(struct text *text);

/* How many bytes the UTF-8 character (RFC 3629) at `bytes` has, of which `left` may be read. 0: it
 * is none. */
size_t text_character_length(const char *bytes, size_t left);
/* The character of `length` bytes as its number in Unicode. */
uint32_t text_code_point(const char *bytes, size_t length);

#endif
