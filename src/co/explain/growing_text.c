#include "co/explain/growing_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 128 };

char *text_room(struct text *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity : FIRST_CAPACITY;
    char *bytes;

    while (capacity - text->length <= more)
        capacity *= 2;
    if (capacity > text->capacity) {
        bytes = realloc(text->bytes, capacity);
        if (!bytes) {
            text->failed = true;
            return NULL;
        }
        text->bytes = bytes;
        text->capacity = capacity;
    }
    return text->bytes + text->length;
}

void text_grow(struct text *text, size_t more)
{
    text->length += more;
    text->bytes[text->length] = '\0';
}

/* The text is formatted once, into the room that there is, unless it is longer. */
void text_add_arguments(struct text *text, const char *format, va_list arguments)
{
    char *room = text_room(text, 0);
    size_t left = text->capacity - text->length;
    va_list again;
    int length;

    if (!room)
        return;
    va_copy(again, arguments);
    length = vsnprintf(room, left, format, again);
    va_end(again);
    if (length >= 0 && (size_t)length >= left) {
        room = text_room(text, (size_t)length);
        if (room)
            vsnprintf(room, (size_t)length + 1, format, arguments);
    }
    if (room && length >= 0)
        text_grow(text, (size_t)length);
    else
        text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_add_arguments(text, format, arguments);
    va_end(arguments);
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    char *room = text_room(text, length);

    if (room) {
        memcpy(room, bytes, length);
        text_grow(text, length);
    }
}

size_t text_character_length(const char *bytes, size_t left)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    unsigned char lowest = 0x80, highest = 0xbf;
    size_t length;

    if (!left)
        return 0;
    if (byte[0] < 0x80)
        return 1;
    if (byte[0] < 0xc2 || byte[0] > 0xf4)
        return 0;
    length = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
    if (length > left)
        return 0;
    /* The second byte shows a form that is too long, a surrogate, or a number beyond Unicode. */
    if (byte[0] == 0xe0)
        lowest = 0xa0;
    else if (byte[0] == 0xed)
        highest = 0x9f;
    else if (byte[0] == 0xf0)
        lowest = 0x90;
    else if (byte[0] == 0xf4)
        highest = 0x8f;
    if (byte[1] < lowest || byte[1] > highest)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (byte[i] < 0x80 || byte[i] > 0xbf)
            return 0;
    return length;
}

uint32_t text_code_point(const char *bytes, size_t length)
{
    static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t code_point = (unsigned char)bytes[0] & first_bits[length];

    for (size_t i = 1; i < length; i++)
        code_point = code_point << 6 | ((unsigned char)bytes[i] & 0x3f);
    return code_point;
}

/* C0, DEL, C1. */
static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

/* Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm, which show the
 * words behind them at another place; and Unicode's separators of lines and paragraphs. */
static bool moves_words(uint32_t code_point)
{
    return code_point == 0x061c || code_point == 0x200e || code_point == 0x200f ||
           (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

bool text_is_obeyed(uint32_t code_point)
{
    return is_control(code_point) || moves_words(code_point);
}

static void add_safe_character(struct text *text, const char *bytes, size_t size)
{
    uint32_t code_point = text_code_point(bytes, size);

    if (moves_words(code_point))
        text_add(text, "\\u%04x", (unsigned)code_point);
    else if (code_point == '\t' || !is_control(code_point))
        text_add_bytes(text, bytes, size);
    else
        for (size_t i = 0; i < size; i++)
            text_add(text, "\\x%02x", (unsigned char)bytes[i]);
}

/* The number of bytes that are added as they are, up to the first that may not be. */
static size_t printable(const char *bytes, size_t length)
{
    size_t size = 0;

    while (size < length && bytes[size] >= ' ' && bytes[size] < 0x7f)
        size++;
    return size;
}

void text_add_safe(struct text *text, const char *bytes, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        size = printable(bytes + i, length - i);
        if (size) {
            text_add_bytes(text, bytes + i, size);
        } else if ((size = text_character_length(bytes + i, length - i))) {
            add_safe_character(text, bytes + i, size);
        } else {
            text_add(text, "\\x%02x", (unsigned char)bytes[i]);
            size = 1;
        }
    }
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

void text_clear(struct text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){ 0 };
}
