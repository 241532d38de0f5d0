/* The commentary of a page: the first comment of the source. */
#include "show/page_internal.h"
#include "show/reference.h"

#include <stdlib.h>
#include <string.h>

/* ---- Parts ---- */

static size_t length_of(struct page_part part)
{
    return (size_t)(part.end - part.begin);
}

static bool begins_with(struct page_part part, const char *text)
{
    return length_of(part) >= strlen(text) && memcmp(part.begin, text, strlen(text)) == 0;
}

struct page_part page_take_line(struct page_part *rest)
{
    struct page_part line = { rest->begin, rest->end };
    const char *end = rest->begin < rest->end ? memchr(rest->begin, '\n', length_of(*rest)) : NULL;

    if (end)
        line.end = end;
    rest->begin = end ? end + 1 : rest->end;
    return line;
}

struct page_part page_split(struct page_part *source, int *line)
{
    struct page_part rest = *source, comment, taken;
    int number = 2;

    if (source->begin < source->end && begins_with(*source, "/*\n")) {
        page_take_line(&rest);
        comment = (struct page_part){ rest.begin, rest.begin };
        for (; rest.begin < rest.end; number++) {
            taken = page_take_line(&rest);
            if (begins_with(taken, " */")) {
                comment.end = taken.begin;
                *source = rest;
                *line = number + 1;
                return comment;
            }
        }
    }
    return (struct page_part){ source->begin, source->begin };
}

struct page_part page_without_asterisk(struct page_part line)
{
    line.begin += begins_with(line, " * ") ? 3 : begins_with(line, " *") ? 2 : 0;
    return line;
}

/* ---- Words ---- */

static bool ends_with(struct page_part part, const char *text)
{
    size_t length = strlen(text);

    return length_of(part) > length && memcmp(part.end - length, text, length) == 0;
}

/* A function, a file, an option or an error. */
static bool is_code(struct page_part word)
{
    return ends_with(word, "()") || ends_with(word, ".c") || ends_with(word, ".h") ||
           (begins_with(word, "--") && length_of(word) > 2) ||
           (begins_with(word, "-E") && length_of(word) > 3);
}

/* A mark is a link to its line. */
static void add_mark(struct page *page, struct page_part mark)
{
    int length = (int)length_of(mark) - 2;

    text_add(&page->text, "<a class=\"n\" href=\"#m%.*s\">%.*s</a>", length, mark.begin + 1, length,
             mark.begin + 1);
}

static void add_word(struct page *page, struct page_part word)
{
    struct page_part core = word;

    while (core.begin < core.end && strchr("(\"", *core.begin))
        core.begin++;
    while (core.begin < core.end && strchr(".,;:\"", core.end[-1]) && !is_code(core))
        core.end--;
    if (ends_with(core, "))"))
        core.end--;
    if (!is_code(core)) {
        page_add_part(page, word);
        return;
    }
    page_add_part(page, (struct page_part){ word.begin, core.begin });
    text_add(&page->text, "<code>");
    page_add_part(page, core);
    text_add(&page->text, "</code>");
    page_add_part(page, (struct page_part){ core.end, word.end });
}

static bool has_line(const struct page *page, struct page_part mark);

/* Text between marks and `code` is words. */
static void add_text(struct page *page, struct page_part text)
{
    while (text.begin < text.end) {
        size_t mark = reference_length(text.begin, text.end), length = mark;
        const char *quote = *text.begin == '`' && length_of(text) > 1
                                ? memchr(text.begin + 1, '`', length_of(text) - 1)
                                : NULL;
        struct page_part piece;

        if (quote)
            length = (size_t)(quote + 1 - text.begin);
        else if (!length && *text.begin == ' ')
            length = 1;
        while (!mark && !quote && text.begin + length < text.end && *text.begin != ' ' &&
               !strchr(" `", text.begin[length]) &&
               !reference_length(text.begin + length, text.end))
            length++;
        length = length ? length : 1;
        piece = (struct page_part){ text.begin, text.begin + length };
        if (mark && has_line(page, piece)) {
            add_mark(page, piece);
        } else if (quote) {
            text_add(&page->text, "<code>");
            page_add_part(page, (struct page_part){ piece.begin + 1, piece.end - 1 });
            text_add(&page->text, "</code>");
        } else {
            add_word(page, piece);
        }
        text.begin += length;
    }
}

/* Returns whether a line of the source has the mark. A link to nowhere is none. */
static bool has_line(const struct page *page, struct page_part mark)
{
    struct page_part rest = { page->about->source,
                              page->about->source + page->about->source_length };
    int number = atoi(mark.begin + 1);

    while (rest.begin < rest.end) {
        struct page_part line = page_take_line(&rest);

        if (reference_read(line.begin, line.end).number == number)
            return true;
    }
    return false;
}

/* ---- Paragraphs ---- */

static void end_paragraph(struct page *page, struct text *paragraph)
{
    if (paragraph->length) {
        text_add(&page->text, "<p>");
        add_text(page,
                 (struct page_part){ paragraph->bytes, paragraph->bytes + paragraph->length });
        text_add(&page->text, "</p>\n");
    }
    page->text.failed |= paragraph->failed;
    text_clear(paragraph);
}

/* An indented line stays as it is, but for its marks. */
static void add_line(struct page *page, struct page_part line)
{
    const char *begin = line.begin;

    for (const char *at = begin; at < line.end;) {
        size_t length = reference_length(at, line.end);
        struct page_part mark = { at, at + length };

        if (length && has_line(page, mark)) {
            page_add_part(page, (struct page_part){ begin, at });
            add_mark(page, mark);
            begin = mark.end;
        }
        at += length ? length : 1;
    }
    page_add_part(page, (struct page_part){ begin, line.end });
    text_add(&page->text, "\n");
}

/* Indented lines keep their form; the other lines are filled. */
void page_add_commentary(struct page *page, struct page_part comment)
{
    struct text paragraph = { 0 };
    bool stays = false;

    while (comment.begin < comment.end) {
        struct page_part line = page_without_asterisk(page_take_line(&comment));
        bool is_indented = line.begin < line.end && *line.begin == ' ';

        if (line.begin == line.end || is_indented)
            end_paragraph(page, &paragraph);
        if (is_indented != stays)
            text_add(&page->text, is_indented ? "<pre>" : "</pre>\n");
        stays = is_indented;
        if (is_indented) {
            add_line(page, line);
        } else if (line.begin < line.end) {
            text_add(&paragraph, paragraph.length ? " " : "");
            text_add_bytes(&paragraph, line.begin, length_of(line));
        }
    }
    if (stays)
        text_add(&page->text, "</pre>\n");
    end_paragraph(page, &paragraph);
    text_free(&paragraph);
}
