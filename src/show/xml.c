#include "show/xml.h"

#include "show/words.h"

/* XML 1.0 has no place for these, even if they are escaped. */
static bool is_forbidden(uint32_t code_point)
{
    return code_point == 0xfffe || code_point == 0xffff;
}

static void add_character(struct text *text, const char *bytes, size_t length, bool in_attribute)
{
    if (*bytes == '&')
        text_add(text, "&amp;");
    else if (*bytes == '<')
        text_add(text, "&lt;");
    else if (*bytes == '>')
        text_add(text, "&gt;");
    else if (*bytes == '"' && in_attribute)
        text_add(text, "&quot;");
    else if (!is_forbidden(text_code_point(bytes, length)))
        text_add_bytes(text, bytes, length);
}

static void add(struct text *text, const char *shown, bool in_attribute)
{
    struct text safe = { 0 };
    const char *at;
    size_t left;

    words_add_name(&safe, shown);
    at = text_string(&safe);
    left = safe.length;
    for (size_t length; (length = text_character_length(at, left)); at += length, left -= length)
        add_character(text, at, length, in_attribute);
    text->failed |= safe.failed;
    text_free(&safe);
}

void xml_add(struct text *text, const char *shown)
{
    add(text, shown, true);
}

void xml_add_content(struct text *text, const char *shown)
{
    add(text, shown, false);
}
