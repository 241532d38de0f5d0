#include "run/json.h"

#include "co/explain/growing_text.h"

#include <string.h>

static void write_ascii(FILE *file, unsigned char byte)
{
    if (byte == '"' || byte == '\\')
        fprintf(file, "\\%c", byte);
    else if (byte < 0x20 || byte == 0x7f)
        fprintf(file, "\\u%04x", byte);
    else
        putc(byte, file);
}

void json_write_string(FILE *file, const char *text)
{
    size_t left = strlen(text);

    putc('"', file);
    for (size_t length; left; text += length, left -= length) {
        length = text_character_length(text, left);
        if (length == 1)
            write_ascii(file, (unsigned char)*text);
        else if (length)
            fwrite(text, 1, length, file);
        else
            fputs("\\ufffd", file);
        if (!length)
            length = 1;
    }
    putc('"', file);
}
