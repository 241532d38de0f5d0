/* The source of a page, line by line. Marks such as [1] move to the margin: that shortens lines. */
#include "show/beside.h"
#include "show/page_internal.h"
#include "show/reference.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = 100 }; /* marks from 1 to less than this have an id once */

struct listing {
    struct page *page;
    const struct beside *beside; /* the rows of C and Python */
    size_t row;                  /* the next of these; 0 if there is no Python */
    bool is_python;
    int first;       /* the number of the first line of C */
    bool in_comment; /* the line begins within a comment */
    bool begun;      /* a line that is not empty has been written */
    bool counts;     /* the next lines get their numbers from the first one */
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
    bool is_first = mark > 0 && mark < MARKS && !listing->marked[mark] && !listing->is_python;

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

static bool is_word_of(struct page_part part, const char *word)
{
    return strlen(word) == length_of(part) && begins_with(part, word);
}

/* Words of the demos' own vocabulary, before a bracket; and in Python what may suspend. */
static bool is_vocabulary(struct page_part word, char next)
{
    static const char *const words[] = { "await",     "ASYNC",          "CORO",           "NAMED",
                                         "GATHER",    "GATHER_TASKS",   "TASKS",          "CALL",
                                         "WITH_LOCK", "WITH_SEMAPHORE", "WITH_CONDITION", "DEMO" };

    for (size_t i = 0; next == '(' && i < sizeof words / sizeof *words; i++)
        if (is_word_of(word, words[i]))
            return true;
    return next == ' ' && (is_word_of(word, "await") || is_word_of(word, "async"));
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

    listing->in_comment = !end && !listing->is_python;
    if (end && !listing->is_python)
        code.end = end + 2;
    add_within(listing->page, "i", code);
    return length_of(code);
}

static size_t add_token(struct listing *listing, struct page_part code)
{
    bool is_chain = false;
    const char *end = code.end;
    size_t length = 1;

    if (is_word(*code.begin))
        length = word_length(code, &is_chain);
    else if (*code.begin == '"' || *code.begin == '\'')
        length = string_length(code);
    else
        while (length < length_of(code) && !is_word(code.begin[length]) &&
               !strchr(" \"'/#", code.begin[length]))
            length++;
    code.end = code.begin + length;
    if (is_chain)
        add_within(listing->page, "u", code);
    else if (is_vocabulary(code, *code.end))
        add_within(listing->page, "b", code);
    else
        page_add_part(listing->page, code);
    /* A long call is broken at a bracket, not within a name. */
    if (code.end[-1] == '(' && code.end < end)
        text_add(&listing->page->text, "<wbr>");
    return length;
}

static void add_code(struct listing *listing, struct page_part code)
{
    const char *opening = listing->is_python ? "#" : "/*";

    while (code.begin < code.end) {
        const char *blanks = code.begin;

        if (listing->in_comment || begins_with(code, opening)) {
            code.begin += add_comment(listing, code);
            continue;
        }
        while (blanks < code.end && *blanks == ' ')
            blanks++;
        /* Comments that stand in a column would make the line long. */
        if (blanks - code.begin > 2 && begins_with((struct page_part){ blanks, code.end }, opening))
            code.begin = blanks - 2;
        code.begin += add_token(listing, code);
    }
}

/* ---- Lines ---- */

/* The row of the next line, and the line of C beside it that says the same. */
static size_t take_row(struct listing *listing, int *twin)
{
    const struct beside_row *rows = listing->beside->rows;
    size_t row = listing->row;

    while (row < listing->beside->count && !(listing->is_python ? rows[row].python : rows[row].c))
        row++;
    listing->row = row + 1;
    *twin = listing->is_python && row < listing->beside->count && rows[row].same
                ? (int)rows[row].c + listing->first - 1
                : 0;
    return row;
}

/* The first line sets the counter of the numbers. The rows of the grid begin behind that of the
 * headings, from 1. */
static void begin_line(struct listing *listing, int number, size_t row, int twin, size_t indent)
{
    struct text *text = &listing->page->text;
    struct text style = { 0 };

    text_add(text, "<li id=\"%c%d\"", listing->is_python ? 'p' : 'l', number);
    if (!listing->counts)
        text_add(&style, ";counter-reset:n %d", number - 1);
    listing->counts = true;
    if (twin)
        text_add(text, " data-l=\"%d\"", twin);
    if (indent)
        text_add(&style, ";--d:%zu", indent);
    if (listing->beside->count)
        text_add(&style, ";--r:%zu", row + 2);
    if (style.length)
        text_add(text, " style=\"%s\"", text_string(&style) + 1);
    text_add(text, ">");
    text->failed |= style.failed;
    text_free(&style);
}

static void add_line(struct listing *listing, struct page_part line, int number, size_t row,
                     int twin)
{
    struct reference part = { .code_end = line.end };
    struct page_part code;
    size_t indent;

    if (!listing->in_comment)
        part = reference_read(line.begin, line.end);
    code = strip((struct page_part){ line.begin, part.code_end });
    indent = code.begin < code.end ? (size_t)(code.begin - line.begin) : 0;
    begin_line(listing, number, row, twin, indent);
    add_mark(listing, part.number);
    if (code.begin == code.end && part.rest == part.rest_end) {
        text_add(&listing->page->text, "</li>\n");
        return;
    }
    text_add(&listing->page->text, "<code>");
    add_code(listing, code);
    if (part.rest < part.rest_end) {
        text_add(&listing->page->text, "  <i>%s", part.open);
        page_add_part(listing->page, (struct page_part){ part.rest, part.rest_end });
        text_add(&listing->page->text, "%s</i>", part.close);
    }
    text_add(&listing->page->text, "</code></li>\n");
}

static void add_listing(struct listing *listing, struct page_part source, int number)
{
    struct text *text = &listing->page->text;
    const char *class = listing->is_python ? "py" : "c";

    text_add(text, "<h2 class=\"%s\">", class);
    page_add(listing->page,
             listing->is_python ? listing->page->about->python_path : listing->page->about->path);
    text_add(text, "</h2>\n<ol class=\"src %s\" aria-label=\"%s\">\n", class,
             listing->is_python ? "Python" : "C");
    for (; source.begin < source.end; number++) {
        struct page_part line = page_take_line(&source);
        int twin;
        size_t row = take_row(listing, &twin);

        if (!listing->begun && line.begin == line.end)
            continue;
        listing->begun = true;
        add_line(listing, line, number, row, twin);
    }
    text_add(text, "</ol>\n");
}

int page_add_sources(struct page *page, struct page_part source, int line)
{
    const struct show_demo *about = page->about;
    struct page_part python = { about->python, about->python + about->python_length };
    struct beside beside = { 0 };
    struct listing c = { .page = page, .beside = &beside },
                   other = { .page = page, .beside = &beside, .is_python = true, .first = line };
    int error = 0;

    if (about->python)
        error =
            beside_make(&beside, source.begin, length_of(source), python.begin, length_of(python));
    if (!error)
        add_listing(&c, source, line);
    if (!error && about->python)
        add_listing(&other, python, 1);
    beside_free(&beside);
    return error;
}
