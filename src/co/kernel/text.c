/* Text that is cut short, at a character of UTF-8. */
#include "co/kernel/base.h"

#include <stdio.h>
#include <string.h>

/* How many bytes the character has that begins with this one; 1: it is no lead byte. */
static size_t announced(unsigned char byte)
{
    if (byte < 0xc2 || byte > 0xf4)
        return 1;
    return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* The length without a character at the end that has its first bytes only. */
static size_t without_part(const char *text, size_t length)
{
    for (size_t back = 1; back <= 3 && back <= length; back++) {
        unsigned char byte = (unsigned char)text[length - back];

        if (announced(byte) > back)
            return length - back;
        if ((byte & 0xc0) != 0x80)
            break;
    }
    return length;
}

size_t co_cut(const char *text, size_t most)
{
    size_t length = strnlen(text, most);

    /* A text that is not cut stays as it is, valid or not. */
    return length == most && text[most] ? without_part(text, length) : length;
}

int co_format_arguments(char *text, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(text, size, format, arguments);

    if (size && length >= 0 && (size_t)length >= size)
        text[without_part(text, size - 1)] = '\0';
    return length;
}

int co_format(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = co_format_arguments(text, size, format, arguments);
    va_end(arguments);
    return length;
}
