#include "show/beside.h"

#include "show/reference.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORDS_MAX = 24, /* of a line; further words do not count */
    OF_MARKS = 3000,
    OF_WORDS = 1000, /* if all are the same */
    ALIKE = 500,     /* from here on two lines are one statement, */
    LIKE = 340,      /* and from here on they stand side by side */
};

/* ---- Lines ---- */

struct line {
    int mark;
    uint32_t head; /* the hash of the name of the function that begins here; 0: none begins */
    uint32_t words[WORDS_MAX]; /* hashes, sorted */
    size_t count;
};

struct lines {
    struct line *items;
    size_t count;
};

/* These stand in each line of one language, and say nothing. */
static bool is_filler(const char *word, size_t length)
{
    static const char *const fillers[] = { "co", "my", "f", "self", "asyncio", "struct", "static" };

    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (strlen(fillers[i]) == length && memcmp(word, fillers[i], length) == 0)
            return true;
    return false;
}

static uint32_t hash(const char *word, size_t length)
{
    uint32_t value = 2166136261;

    for (size_t i = 0; i < length; i++)
        value = (value ^ (uint32_t)tolower((unsigned char)word[i])) * 16777619;
    return value;
}

static bool begins_with(const char *at, const char *end, const char *text)
{
    return (size_t)(end - at) >= strlen(text) && memcmp(at, text, strlen(text)) == 0;
}

static size_t name_length(const char *name, const char *end)
{
    size_t length = 0;

    while (name + length < end && (isalnum((unsigned char)name[length]) || name[length] == '_'))
        length++;
    return length;
}

static int compare(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;

    return (first > second) - (first < second);
}

static bool is_lower(char letter)
{
    return islower((unsigned char)letter);
}

/* The end of a word. WorkerPool are two, as worker_pool. */
static const char *word_end(const char *at, const char *end)
{
    const char *begin = at;

    while (at < end && isalnum((unsigned char)*at) &&
           !(at > begin && is_lower(at[-1]) && isupper((unsigned char)*at)))
        at++;
    return at;
}

/* What begins a function, up to its name. DEMO() is no function, but main begins with it. */
static uint32_t head_of(const char *begin, const char *end)
{
    static const char *const heads[] = { "ASYNC(", "DEF(", "METHOD(", "async def ", "def " };
    const char *name;

    while (begin < end && *begin == ' ')
        begin++;
    name = begin;
    if (begins_with(begin, end, "DEMO(") || begins_with(begin, end, "demo(main"))
        return hash("demo(", 5);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (begins_with(begin, end, heads[i]))
            name = begin + strlen(heads[i]);
    /* A method has its class before its name. */
    if (begins_with(begin, end, "METHOD("))
        while (name < end && name[-1] != ' ')
            name++;
    return name > begin ? hash(name, name_length(name, end)) : 0;
}

/* The parts of names are words, too: co_sleep is sleep. */
static struct line read_line(const char *begin, const char *end)
{
    struct reference reference = reference_read(begin, end);
    struct line line = { .mark = reference.number, .head = head_of(begin, reference.code_end) };

    for (const char *at = begin; at < reference.code_end;) {
        const char *word = at;

        at = word_end(at, reference.code_end);
        if (at > word && line.count < WORDS_MAX && !is_filler(word, (size_t)(at - word)))
            line.words[line.count++] = hash(word, (size_t)(at - word));
        at += at == word;
    }
    qsort(line.words, line.count, sizeof *line.words, compare);
    return line;
}

static int read_lines(struct lines *lines, const char *text, size_t length)
{
    const char *end = text + length;
    size_t count = 1;

    for (size_t i = 0; i < length; i++)
        count += text[i] == '\n';
    lines->items = calloc(count, sizeof *lines->items);
    if (!lines->items)
        return -ENOMEM;
    while (text < end) {
        const char *next = memchr(text, '\n', (size_t)(end - text));

        lines->items[lines->count++] = read_line(text, next ? next : end);
        text = next ? next + 1 : end;
    }
    return 0;
}

/* ---- Pairs ---- */

static size_t common_words(const struct line *a, const struct line *b)
{
    size_t common = 0;

    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        common += a->words[i] == b->words[k];
        if (a->words[i] == b->words[k])
            i++, k++;
        else if (a->words[i] < b->words[k])
            i++;
        else
            k++;
    }
    return common;
}

/* How well two lines fit; 0: not at all. */
static int fit(const struct line *a, const struct line *b)
{
    size_t words = a->count + b->count;
    int alike;

    if (a->mark && b->mark && a->mark != b->mark)
        return 0;
    if (a->head && b->head)
        return a->head == b->head ? OF_MARKS : 0;
    if (a->mark && a->mark == b->mark)
        return OF_MARKS;
    alike = words ? (int)(2 * OF_WORDS * common_words(a, b) / words) : 0;
    return alike < LIKE ? 0 : alike;
}

/* The best sum for the lines from each pair on: of one more line in each row and column. */
static int *make_sums(const struct lines *c, const struct lines *python)
{
    size_t width = python->count + 1;
    int *sums = calloc((c->count + 1) * width, sizeof *sums);

    for (size_t i = c->count; sums && i-- > 0;)
        for (size_t k = python->count; k-- > 0;) {
            int pair = fit(&c->items[i], &python->items[k]);
            int best = pair ? pair + sums[(i + 1) * width + k + 1] : 0;
            int down = sums[(i + 1) * width + k], right = sums[i * width + k + 1];

            best = best > down ? best : down;
            sums[i * width + k] = best > right ? best : right;
        }
    return sums;
}

/* ---- Rows ---- */

/* Lines that have no partner share rows: those of both sides up to these two. */
static void add_others(struct beside *beside, size_t *c, size_t *python, size_t c_end,
                       size_t python_end)
{
    while (*c < c_end || *python < python_end)
        beside->rows[beside->count++] =
            (struct beside_row){ .c = *c < c_end ? ++*c : 0,
                                 .python = *python < python_end ? ++*python : 0 };
}

static void add_rows(struct beside *beside, const struct lines *c, const struct lines *python,
                     const int *sums)
{
    size_t width = python->count + 1, c_done = 0, python_done = 0, i = 0, k = 0;

    while (i < c->count && k < python->count) {
        int pair = fit(&c->items[i], &python->items[k]), sum = sums[i * width + k];

        if (pair && sum == pair + sums[(i + 1) * width + k + 1]) {
            add_others(beside, &c_done, &python_done, i, k);
            beside->rows[beside->count++] =
                (struct beside_row){ .c = ++i, .python = ++k, .same = pair >= ALIKE };
            c_done = i;
            python_done = k;
        } else if (sum == sums[(i + 1) * width + k]) {
            i++;
        } else {
            k++;
        }
    }
    add_others(beside, &c_done, &python_done, c->count, python->count);
}

int beside_make(struct beside *beside, const char *c, size_t c_length, const char *python,
                size_t python_length)
{
    struct lines of_c = { 0 }, of_python = { 0 };
    int error = read_lines(&of_c, c, c_length), *sums = NULL;

    *beside = (struct beside){ 0 };
    if (!error)
        error = read_lines(&of_python, python, python_length);
    if (!error) {
        sums = make_sums(&of_c, &of_python);
        beside->rows = calloc(of_c.count + of_python.count + 1, sizeof *beside->rows);
        error = sums && beside->rows ? 0 : -ENOMEM;
    }
    if (!error)
        add_rows(beside, &of_c, &of_python, sums);
    free(sums);
    free(of_c.items);
    free(of_python.items);
    return error;
}

void beside_free(struct beside *beside)
{
    free(beside->rows);
    *beside = (struct beside){ 0 };
}

size_t beside_python(const struct beside *beside, size_t c)
{
    for (size_t i = 0; i < beside->count; i++)
        if (beside->rows[i].c == c && beside->rows[i].same)
            return beside->rows[i].python;
    return 0;
}
