/* The characters and words of HTTP (RFC 9110, 5.6). They are ASCII in each locale. */
#ifndef IO_HTTP_CHARACTERS_H
#define IO_HTTP_CHARACTERS_H

#include "co/declarations.h"

#include <stdbool.h>
#include <stddef.h>

CO_BEGIN

/* Returns whether the byte is one of 0 to 9. */
bool io_http_is_digit(char byte);
/* The value of a hexadecimal digit; -1: the byte is none. */
int io_http_hex_digit(char byte);
/* Returns whether the byte may be part of a name. (RFC 9110, tchar) */
bool io_http_is_token(unsigned char byte);
/* Returns whether the text is a name: of a field, a method, a protocol. (RFC 9110, token) */
bool io_http_is_name(const char *text);
/* Returns whether these are equal if capitals do not matter. */
bool io_http_same(const char *a, const char *b);
bool io_http_same_bytes(const char *a, const char *b, size_t size);

CO_END

#endif
