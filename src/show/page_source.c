/* The source of a page, line by line. Marks such as [1] move to the margin: that shortens lines. */
#include "show/page_internal.h"
#include "show/reference.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = 100 }; /* marks from 1 to less than this have an id once */

struct listing {
    struct page *page;
    bool in_comment; /* the line begins within a comment */
    bool begun;      /* a line that is not empty has been written */
    bool marked[MARKS];
};

static size_t length_of(struct page_part part)
{
    return (size_t)(part.end - part.begin);
}

static bool begins_with(struct page_part part, const char *text)
{
    return length_of(part) >= strlen(text) && memcmp(part.begin, text, strlen(text)) == 0;
}

static bool is_word(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

static struct page_part strip(struct page_part part)
{
    while (part.begin < part.end && *part.begin == ' ')
        part.begin++;
    while (part.begin < part.end && part.end[-1] == ' ')
        part.end--;
    return part;
}

static void add_mark(struct listing *listing, int mark)
{
    bool is_first = mark > 0 && mark < MARKS && !listing->marked[mark];

    if (!mark)
        return;
    if (is_first)
        text_add(&listing->page->text, "<span class=\"m\" id=\"m%d\">%d</span>", mark, mark);
    else
        text_add(&listing->page->text, "<span class=\"m\">%d</span>", mark);
    if (is_first)
        listing->marked[mark] = true;
}

/* ---- Code ---- */

/* Words of the demos' own vocabulary, before a bracket. */
static bool is_vocabulary(struct page_part word, char next)
{
    static const char *const words[] = { "await",     "ASYNC",          "CORO",           "NAMED",
                                         "GATHER",    "GATHER_TASKS",   "TASKS",          "CALL",
                                         "WITH_LOCK", "WITH_SEMAPHORE", "WITH_CONDITION", "DEMO" };

    for (size_t i = 0; next == '(' && i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length_of(word) && begins_with(word, words[i]))
            return true;
    return false;
}

/* The length of a->b.c, which is never cut, or of a word. */
static size_t word_length(struct page_part code, bool *is_chain)
{
    const char *at = code.begin;

    *is_chain = false;
    for (; at < code.end; at++) {
        bool arrow = at + 2 < code.end && at[0] == '-' && at[1] == '>' && is_word(at[2]);

        if (!is_word(*at) && !(*at == '.' && at + 1 < code.end && is_word(at[1])) && !arrow)
            break;
        *is_chain |= arrow;
        at += arrow;
    }
    return (size_t)(at - code.begin);
}

static size_t string_length(struct page_part code)
{
    char quote = *code.begin;
    size_t length = 1;

    while (length < length_of(code) && code.begin[length] != quote)
        length += code.begin[length] == '\\' ? 2 : 1;
    return length < length_of(code) ? length + 1 : length_of(code);
}

static void add_within(struct page *page, const char *tag, struct page_part part)
{
    text_add(&page->text, "<%s>", tag);
    page_add_part(page, part);
    text_add(&page->text, "</%s>", tag);
}

/* Append a comment up to its end, and return its length. */
static size_t add_comment(struct listing *listing, struct page_part code)
{
    const char *end = memmem(code.begin, length_of(code), "*/", 2);

    listing->in_comment = !end;
    if (end)
        code.end = end + 2;
    add_within(listing->page, "i", code);
    return length_of(code);
}

static size_t add_token(struct listing *listing, struct page_part code)
{
    bool is_chain = false;
    size_t length = 1;

    if (is_word(*code.begin))
        length = word_length(code, &is_chain);
    else if (*code.begin == '"' || *code.begin == '\'')
        length = string_length(code);
    else
        while (length < length_of(code) && !is_word(code.begin[length]) &&
               !strchr("\"'/", code.begin[length]))
            length++;
    code.end = code.begin + length;
    if (is_chain)
        add_within(listing->page, "u", code);
    else if (is_vocabulary(code, *code.end))
        add_within(listing->page, "b", code);
    else
        page_add_part(listing->page, code);
    return length;
}

static void add_code(struct listing *listing, struct page_part code)
{
    while (code.begin < code.end) {
        const char *blanks = code.begin;

        if (listing->in_comment || begins_with(code, "/*")) {
            code.begin += add_comment(listing, code);
            continue;
        }
        while (blanks < code.end && *blanks == ' ')
            blanks++;
        /* Comments that stand in a column would make the line long. */
        if (blanks - code.begin > 2 && begins_with((struct page_part){ blanks, code.end }, "/*"))
            code.begin = blanks - 2;
        code.begin += add_token(listing, code);
    }
}

/* ---- Lines ---- */

static void add_line(struct listing *listing, struct page_part line, int number)
{
    struct reference part = { .code_end = line.end };
    struct page_part code;
    size_t indent;

    if (!listing->in_comment)
        part = reference_read(line.begin, line.end);
    code = strip((struct page_part){ line.begin, part.code_end });
    indent = code.begin < code.end ? (size_t)(code.begin - line.begin) : 0;
    text_add(&listing->page->text, "<li id=\"l%d\" value=\"%d\"", number, number);
    if (indent)
        text_add(&listing->page->text, " style=\"--d:%zu\"", indent);
    text_add(&listing->page->text, ">");
    add_mark(listing, part.number);
    text_add(&listing->page->text, "<code>");
    add_code(listing, code);
    if (part.rest < part.rest_end) {
        text_add(&listing->page->text, "  <i>%s", part.open);
        page_add_part(listing->page, (struct page_part){ part.rest, part.rest_end });
        text_add(&listing->page->text, "%s</i>", part.close);
    }
    text_add(&listing->page->text, "</code></li>\n");
}

void page_add_source(struct page *page, struct page_part source, int line)
{
    struct listing listing = { .page = page };

    for (; source.begin < source.end; line++) {
        struct page_part text = page_take_line(&source);

        if (!listing.begun && text.begin == text.end)
            continue;
        listing.begun = true;
        add_line(&listing, text, line);
    }
}
