#include "check/golden_draft.h"

#include "check/golden_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FLOOD_LINES = 20 };

/* ---- The list ---- */

int draft_add(struct draft *draft, struct draft_line line)
{
    if (draft->count == draft->room) {
        size_t room = draft->room ? draft->room * 2 : 64;
        void *lines = realloc(draft->lines, room * sizeof *draft->lines);

        if (!lines) {
            text_free(&line.text);
            return -ENOMEM;
        }
        draft->lines = lines;
        draft->room = room;
    }
    draft->lines[draft->count++] = line;
    return line.text.failed ? -ENOMEM : 0;
}

void draft_free(struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++)
        text_free(&draft->lines[i].text);
    free(draft->lines);
    *draft = (struct draft){ 0 };
}

/* ---- Text ---- */

static bool is_printed(const char *text, size_t length)
{
    return length && (length > 1 || *text == '\t' || ((unsigned char)*text >= ' ' && *text != 127));
}

bool draft_is_plain(const struct golden_run_line *line)
{
    size_t size;

    if (!line->line->has_newline || (line->length && line->text[line->length - 1] == ' '))
        return false;
    for (size_t i = 0; i < line->length; i += size) {
        size = text_character_length(line->text + i, line->length - i);
        if (!is_printed(line->text + i, size))
            return false;
    }
    return true;
}

void draft_escape(struct text *pattern, const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        size = text_character_length(text + i, length - i);
        if (text[i] == '{')
            text_add(pattern, "{{");
        else if (text[i] == '\r')
            text_add(pattern, "{\\r}");
        else if (is_printed(text + i, size))
            text_add_bytes(pattern, text + i, size);
        else
            text_add(pattern, "{\\x%02x}", (unsigned char)text[i]);
        size = size ? size : 1;
    }
}

/* An editor may take off a blank at the end of a line. */
static void protect_end(struct text *pattern, bool has_newline)
{
    if (pattern->length && pattern->bytes[pattern->length - 1] == ' ') {
        pattern->length--;
        text_add(pattern, "{\\x20}");
    }
    if (!has_newline)
        text_add(pattern, "{no newline}");
}

/* ---- What all runs have ---- */

struct drafting {
    struct draft *draft;
    const struct golden_lines *runs;
    const struct shell_run *first;
};

static bool same_text(const struct golden_run_line *one, const struct golden_run_line *other)
{
    return one->line->has_newline == other->line->has_newline && one->length == other->length &&
           memcmp(one->text, other->text, one->length) == 0;
}

static bool is_whole(const struct golden_run_line *line)
{
    return !line->line->is_gap && !line->line->is_cut;
}

/* Returns whether the lines of all runs at these places have the same text. */
static bool all_same(const struct drafting *drafting, const size_t at[GOLDEN_RUNS])
{
    for (int i = 0; i < GOLDEN_RUNS; i++)
        if (!is_whole(&drafting->runs[i].lines[at[i]]) ||
            !same_text(&drafting->runs[0].lines[at[0]], &drafting->runs[i].lines[at[i]]))
            return false;
    return true;
}

static int by_text(const void *left, const void *right)
{
    const struct golden_run_line *one = *(const struct golden_run_line *const *)left;
    const struct golden_run_line *other = *(const struct golden_run_line *const *)right;
    size_t length = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->text, other->text, length);

    return order ? order : (one->length > other->length) - (one->length < other->length);
}

/* Returns whether both runs have the same lines in this range, in any order. */
static bool same_lines(const struct golden_lines *one, const struct golden_lines *other,
                       size_t from, size_t count)
{
    const struct golden_run_line *ours[GOLDEN_GROUP_MAX], *theirs[GOLDEN_GROUP_MAX];

    for (size_t i = 0; i < count; i++) {
        ours[i] = &one->lines[from + i];
        theirs[i] = &other->lines[from + i];
    }
    qsort(ours, count, sizeof *ours, by_text);
    qsort(theirs, count, sizeof *theirs, by_text);
    for (size_t i = 0; i < count; i++)
        if (!same_text(ours[i], theirs[i]))
            return false;
    return true;
}

/* Returns the number of lines from here on that all runs have, but in another order; 0 if the lines
 * themselves differ. */
static size_t count_unordered(const struct drafting *drafting, size_t from)
{
    enum { TRIED_MAX = 64 };
    const struct golden_lines *runs = drafting->runs;
    size_t left = runs[0].line_count - from;

    for (size_t count = 2; count <= left && count <= TRIED_MAX; count++)
        if (same_lines(&runs[0], &runs[1], from, count) &&
            same_lines(&runs[0], &runs[2], from, count))
            return count;
    return 0;
}

/* ---- Lines ---- */

static int64_t since_first(const struct golden_lines *run, size_t at)
{
    return run->lines[at].line->time - run->zero;
}

static int64_t median(int64_t a, int64_t b, int64_t c)
{
    int64_t least = a < b ? a : b, most = a < b ? b : a;

    return c < least ? least : c > most ? most : c;
}

static int64_t time_of(const struct drafting *drafting, const size_t at[GOLDEN_RUNS])
{
    int64_t times[GOLDEN_RUNS];

    for (int i = 0; i < GOLDEN_RUNS; i++)
        times[i] = since_first(&drafting->runs[i], at[i]);
    return median(times[0], times[1], times[2]);
}

/* Note by how much the step to this line, from the last one that was added, differs between the
 * runs: "..." may stand between them. */
static void note_spread(const struct drafting *drafting, const size_t at[GOLDEN_RUNS])
{
    const size_t *before = drafting->draft->last;
    int64_t least = INT64_MAX, most = INT64_MIN;

    for (int i = 0; i < GOLDEN_RUNS; i++) {
        const struct golden_run_line *lines = drafting->runs[i].lines;
        int64_t step = 0;

        if (at[i] && lines[at[i]].stamped && lines[before[i]].stamped)
            step = lines[at[i]].time - lines[before[i]].time;
        least = step < least ? step : least;
        most = step > most ? step : most;
    }
    if (most - least > drafting->draft->spread)
        drafting->draft->spread = most - least;
    memcpy(drafting->draft->last, at, sizeof drafting->draft->last);
}

static int add_line(const struct drafting *drafting, const size_t at[GOLDEN_RUNS], bool unordered)
{
    const struct golden_run_line *line = &drafting->runs[0].lines[at[0]];
    const char *whole = drafting->first->output.bytes + line->line->offset;
    bool same = unordered || all_same(drafting, at);
    struct piece texts[GOLDEN_RUNS];
    struct draft_line drafted = { .is_error = line->line->is_error,
                                  .is_unordered = unordered,
                                  .is_pattern = !same || !draft_is_plain(line),
                                  .stamped = line->stamped,
                                  .time = time_of(drafting, at),
                                  .line = at[0],
                                  .arrival = (size_t)(line->line - drafting->first->output.lines) };

    if (line->text > whole)
        drafted.stamp = (struct piece){ whole, (size_t)(line->text - whole) };
    for (int i = 0; i < GOLDEN_RUNS; i++)
        texts[i] = (struct piece){ drafting->runs[i].lines[at[i]].text,
                                   drafting->runs[i].lines[at[i]].length };
    if (!drafted.is_pattern)
        text_add_bytes(&drafted.text, line->text, line->length);
    else if (same)
        draft_escape(&drafted.text, line->text, line->length);
    else
        golden_words_pattern(&drafted.text, texts, GOLDEN_RUNS);
    if (drafted.is_pattern)
        protect_end(&drafted.text, line->line->has_newline);
    note_spread(drafting, at);
    return draft_add(drafting->draft, drafted);
}

/* Add an elision before this line of the first run. */
static int add_elision(const struct drafting *drafting, size_t line, bool is_error)
{
    const struct golden_lines *run = &drafting->runs[0];
    const struct shell_lines *output = &drafting->first->output;
    size_t arrival =
        line < run->line_count ? (size_t)(run->lines[line].line - output->lines) : output->count;

    return draft_add(drafting->draft, (struct draft_line){ .is_error = is_error,
                                                           .is_elision = true,
                                                           .line = line,
                                                           .arrival = arrival });
}

/* ---- A stream ---- */

/* All runs have as many lines. */
static int draft_alike(const struct drafting *drafting, size_t until)
{
    size_t count = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < until; i++) {
        const size_t at[GOLDEN_RUNS] = { i, i, i };

        if (!is_whole(&drafting->runs[0].lines[i])) {
            rc = add_elision(drafting, i, drafting->runs[0].lines[i].line->is_error);
            continue;
        }
        if (!count && !all_same(drafting, at))
            count = count_unordered(drafting, i);
        rc = add_line(drafting, at, count > 0);
        count -= count > 0;
    }
    return rc;
}

/* Returns the number of lines at the beginning that all runs have. */
static size_t count_first(const struct drafting *drafting)
{
    size_t count = 0;

    for (;; count++) {
        const size_t at[GOLDEN_RUNS] = { count, count, count };

        for (int i = 0; i < GOLDEN_RUNS; i++)
            if (count == drafting->runs[i].line_count)
                return count;
        if (!all_same(drafting, at))
            return count;
    }
}

/* Set `at` to the n-th line from the end. Returns false if a run has no such line behind the first
 * ones. */
static bool find_last(const struct drafting *drafting, size_t first, size_t n,
                      size_t at[GOLDEN_RUNS])
{
    for (int i = 0; i < GOLDEN_RUNS; i++) {
        if (drafting->runs[i].line_count < first + n)
            return false;
        at[i] = drafting->runs[i].line_count - n;
    }
    return true;
}

/* The runs have different numbers of lines: keep the lines at the beginning and at the end that all
 * of them have. */
static int draft_unlike(const struct drafting *drafting, bool is_error)
{
    size_t first = count_first(drafting), last = 0, at[GOLDEN_RUNS];
    int rc = draft_alike(drafting, first);

    while (find_last(drafting, first, last + 1, at) && all_same(drafting, at))
        last++;
    if (rc == 0)
        rc = add_elision(drafting, drafting->runs[0].line_count - last, is_error);
    for (; rc == 0 && last; last--) {
        find_last(drafting, first, last, at);
        rc = add_line(drafting, at, false);
    }
    return rc;
}

/* Of a command that never ends, take the lines that came well before its limit, in all runs. */
static int draft_endless(const struct drafting *drafting, int64_t limit)
{
    size_t count = count_first(drafting);

    while (count && since_first(&drafting->runs[0], count - 1) > limit / 5 * 4)
        count--;
    return draft_alike(drafting, count);
}

/* Returns whether a run has printed more than is kept. */
static bool is_flooded(const struct drafting *drafting)
{
    for (int i = 0; i < GOLDEN_RUNS; i++)
        for (size_t k = 0; k < drafting->runs[i].line_count; k++)
            if (drafting->runs[i].lines[k].line->is_gap)
                return true;
    return false;
}

/* Of a flood, take a few lines: a person cannot read more, and when the last ones come depends on
 * the speed of the machine. */
static int draft_flood(const struct drafting *drafting)
{
    size_t count = count_first(drafting);

    return draft_alike(drafting, count < FLOOD_LINES ? count : FLOOD_LINES);
}

int draft_stream(struct draft *draft, const struct golden_lines runs[GOLDEN_RUNS],
                 const struct shell_run *first, bool is_error, bool is_endless, int64_t limit)
{
    struct drafting drafting = { draft, runs, first };
    size_t one = runs[0].line_count, other = runs[1].line_count, third = runs[2].line_count;
    bool alike = one == other && one == third, flooded = is_flooded(&drafting);
    int rc;

    if (!is_endless && !flooded)
        return alike ? draft_alike(&drafting, one) : draft_unlike(&drafting, is_error);
    rc = flooded ? draft_flood(&drafting) : draft_endless(&drafting, limit);
    if (rc == 0 && (one || other || third))
        rc = add_elision(&drafting, one, is_error);
    return rc;
}
