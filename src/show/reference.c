#include "show/reference.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 6 };

size_t reference_length(const char *begin, const char *end)
{
    const char *at = begin + 1;

    if (begin >= end || *begin != '[')
        return 0;
    while (at < end && at - begin <= DIGITS_MAX && isdigit((unsigned char)*at))
        at++;
    return at - begin > 1 && at < end && *at == ']' ? (size_t)(at + 1 - begin) : 0;
}

static const char *without_blanks(const char *begin, const char *end)
{
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return end;
}

static bool begins_with(const char *at, const char *end, const char *text)
{
    return (size_t)(end - at) >= strlen(text) && memcmp(at, text, strlen(text)) == 0;
}

struct reference reference_read(const char *begin, const char *end)
{
    struct reference line = { .code_end = without_blanks(begin, end) };
    const char *close = line.code_end;
    bool is_c = close - begin > 2 && memcmp(close - 2, "*/", 2) == 0;

    line.rest = line.rest_end = close;
    line.open = is_c ? "/* " : "# ";
    line.close = is_c ? " */" : "";
    close -= is_c ? 2 : 0;
    for (const char *at = begin; at < close; at++) {
        size_t length = begins_with(at, close, line.open) ? strlen(line.open) : 0;
        size_t mark = length ? reference_length(at + length, close) : 0;

        if (!mark)
            continue;
        line.number = atoi(at + length + 1);
        line.code_end = without_blanks(begin, at);
        line.rest = at + length + mark;
        while (line.rest < close && *line.rest == ' ')
            line.rest++;
        line.rest_end = without_blanks(line.rest, close);
        break;
    }
    return line;
}

static void add_code(struct text *text, const char *code, size_t length)
{
    const char *far = memmem(code, length, "   /*", 5), *end;

    far = far ? far : memmem(code, length, "   # ", 5);
    end = far;
    while (end && end > code && end[-1] == ' ')
        end--;
    if (end && end > code) {
        text_add_bytes(text, code, (size_t)(end - code));
        text_add(text, "  ");
        length -= (size_t)(far + strspn(far, " ") - code);
        code = far + strspn(far, " ");
    }
    text_add_bytes(text, code, length);
}

void reference_write(struct text *text, const char *begin, const struct reference *line)
{
    add_code(text, begin, (size_t)(line->code_end - begin));
    if (line->rest < line->rest_end)
        text_add(text, "  %s%.*s%s", line->open, (int)(line->rest_end - line->rest), line->rest,
                 line->close);
}
