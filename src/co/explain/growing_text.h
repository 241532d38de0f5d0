/* Text that grows, and text from outside made safe for a terminal. */
#ifndef CO_GROWING_TEXT_H
#define CO_GROWING_TEXT_H

#include "co/co.h"

#include <stdarg.h>

/* All-zero is an empty text. */
struct text {
    char *bytes; /* ends with a NUL; NULL until text is added */
    size_t length, capacity;
    bool failed; /* there was no memory: a part of the text is missing */
};

/* Append formatted text, as printf does, or `length` bytes unchanged. */
void text_add(struct text *text, const char *format, ...) CO_PRINTF(2, 3);
void text_add_arguments(struct text *text, const char *format, va_list arguments) CO_PRINTF(2, 0);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
/* Append bytes of any origin as valid UTF-8 that a terminal only prints. Control characters other
 * than a tab, and bytes that are not UTF-8, become \xNN. Characters that change the direction of
 * writing, or begin a line, become \uNNNN. */
void text_add_safe(struct text *text, const char *bytes, size_t length);
/* Room for `more` bytes and a NUL behind the text, for the caller to write. text_grow() makes the
 * written bytes part of the text. NULL: no memory. */
char *text_room(struct text *text, size_t more);
void text_grow(struct text *text, size_t more);
/* The whole text; "" if it is empty. */
const char *text_string(const struct text *text);
/* Empty the text, but keep its memory. */
void text_clear(struct text *text);
void text_free(struct text *text);

/* The length in bytes of the UTF-8 character (RFC 3629) at `bytes`, of which `left` bytes may be
 * read. 0: the bytes are not UTF-8. */
size_t text_character_length(const char *bytes, size_t left);
/* The Unicode number of the character, which has `length` bytes. */
uint32_t text_code_point(const char *bytes, size_t length);
/* Returns whether a terminal or a page obeys this character instead of printing it. True of a tab,
 * too. */
bool text_is_obeyed(uint32_t code_point);

#endif
