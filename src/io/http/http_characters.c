#include "io/http/http_characters.h"

#include <string.h>

static bool is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

bool io_http_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

int io_http_hex_digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = byte ? strchr(digits, is_letter(byte) ? byte | ' ' : byte) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool io_http_is_token(unsigned char byte)
{
    return is_letter((char)byte) || io_http_is_digit((char)byte) ||
           (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

bool io_http_is_name(const char *text)
{
    size_t size = 0;

    while (io_http_is_token((unsigned char)text[size]))
        size++;
    return size > 0 && !text[size];
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool io_http_same_bytes(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool io_http_same(const char *a, const char *b)
{
    size_t size = strlen(a);

    return strlen(b) == size && io_http_same_bytes(a, b, size);
}
