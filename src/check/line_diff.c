#include "check/line_diff.h"

#include "check/parting.h"
#include "check/transcript.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The table of common lines has a row for each line of one text and a column for each line of the
 * other. This limit stands for 16 MiB. */
enum { TABLE_CELLS_MAX = 4 * 1024 * 1024 };

enum { PARTINGS_MAX = 5 };

struct lines {
    const char **begin; /* the beginning of each line, and the end of the last line */
    size_t count;
};

/* One line of the result. Each counter names the line itself, or the line behind the place where
 * the line is absent. */
struct edit {
    char sign; /* ' ' in both texts, '-' in the first alone, '+' in the second alone */
    size_t before, after;
};

struct line_diff {
    struct lines before, after;
    struct edit *edits;
    size_t count;
};

static int split(struct lines *lines, const struct line_diff_text *text)
{
    const char *at = text->bytes, *end = text->size ? at + text->size : at;
    size_t room = 1;

    for (size_t i = 0; i < text->size; i++)
        room += text->bytes[i] == '\n';
    lines->begin = malloc((room + 1) * sizeof *lines->begin);
    if (!lines->begin)
        return -ENOMEM;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        lines->begin[lines->count++] = at;
        at = newline ? newline + 1 : end;
    }
    lines->begin[lines->count] = at;
    return 0;
}

/* Returns the length of the line with its newline, if it has one. */
static size_t line_length(const struct lines *lines, size_t i)
{
    return (size_t)(lines->begin[i + 1] - lines->begin[i]);
}

static bool same_line(const struct line_diff *diff, size_t before, size_t after)
{
    size_t length = line_length(&diff->before, before);

    return length == line_length(&diff->after, after) &&
           memcmp(diff->before.begin[before], diff->after.begin[after], length) == 0;
}

static void append(struct line_diff *diff, char sign, size_t *before, size_t *after)
{
    diff->edits[diff->count++] = (struct edit){ sign, *before, *after };
    *before += sign != '+';
    *after += sign != '-';
}

/* common[i * width + j] is the length of the longest common subsequence of the lines from i on and
 * the lines from j on. */
static void fill_table(const struct line_diff *diff, size_t first, size_t height, size_t width,
                       uint32_t *common)
{
    for (size_t i = height - 1; i-- > 0;) {
        for (size_t j = width - 1; j-- > 0;) {
            uint32_t *cell = &common[i * width + j];

            if (same_line(diff, first + i, first + j))
                *cell = cell[width + 1] + 1;
            else
                *cell = cell[width] >= cell[1] ? cell[width] : cell[1];
        }
    }
}

/* Find the edits between the common beginning and the common end of the two texts. */
static int find_middle_edits(struct line_diff *diff, size_t first, size_t before_end,
                             size_t after_end)
{
    size_t before = first, after = first;
    size_t height = before_end - first + 1, width = after_end - first + 1;
    uint32_t *common = NULL;

    if (height <= TABLE_CELLS_MAX / width) {
        common = calloc(height * width, sizeof *common);
        if (!common)
            return -ENOMEM;
        fill_table(diff, first, height, width, common);
    }
    while (common && before < before_end && after < after_end) {
        const uint32_t *cell = &common[(before - first) * width + (after - first)];

        if (same_line(diff, before, after))
            append(diff, ' ', &before, &after);
        else
            append(diff, cell[width] >= cell[1] ? '-' : '+', &before, &after);
    }
    while (before < before_end)
        append(diff, '-', &before, &after);
    while (after < after_end)
        append(diff, '+', &before, &after);
    free(common);
    return 0;
}

static int find_edits(struct line_diff *diff)
{
    size_t before_end = diff->before.count, after_end = diff->after.count;
    size_t before = 0, after = 0;
    int result;

    diff->edits = malloc((before_end + after_end + 1) * sizeof *diff->edits);
    if (!diff->edits)
        return -ENOMEM;
    while (before < before_end && after < after_end && same_line(diff, before, after))
        append(diff, ' ', &before, &after);
    while (before_end > before && after_end > after &&
           same_line(diff, before_end - 1, after_end - 1)) {
        before_end--;
        after_end--;
    }
    result = find_middle_edits(diff, before, before_end, after_end);
    if (result < 0)
        return result;
    while (before_end < diff->before.count)
        append(diff, ' ', &before_end, &after_end);
    return 0;
}

static void write_edit(FILE *out, const struct line_diff *diff, const struct edit *edit,
                       bool colour)
{
    const struct lines *lines = edit->sign == '+' ? &diff->after : &diff->before;
    size_t i = edit->sign == '+' ? edit->after : edit->before;
    size_t length = line_length(lines, i);
    bool ended = lines->begin[i][length - 1] == '\n';

    if (colour && edit->sign != ' ')
        fputs(edit->sign == '-' ? "\033[31m" : "\033[32m", out);
    putc(edit->sign, out);
    transcript_show(out, lines->begin[i], length - ended);
    if (colour && edit->sign != ' ')
        fputs("\033[0m", out);
    fputs(ended ? "\n" : "\n\\ No newline at end of file\n", out);
}

/* Write a range such as "12,3": the number of its first line and the number of lines. For an empty
 * range, patch expects the number of the line before it. */
static void write_range(FILE *out, char sign, size_t first, size_t count)
{
    fprintf(out, "%c%zu", sign, first + (count > 0));
    if (count != 1)
        fprintf(out, ",%zu", count);
}

static void write_hunk(FILE *out, const struct line_diff *diff, size_t begin, size_t end,
                       bool colour)
{
    size_t removed = 0, added = 0;

    for (size_t i = begin; i < end; i++) {
        removed += diff->edits[i].sign != '+';
        added += diff->edits[i].sign != '-';
    }
    fputs("@@ ", out);
    write_range(out, '-', diff->edits[begin].before, removed);
    putc(' ', out);
    write_range(out, '+', diff->edits[begin].after, added);
    fputs(" @@\n", out);
    for (size_t i = begin; i < end; i++)
        write_edit(out, diff, &diff->edits[i], colour);
}

/* Returns the index behind the last change of the hunk that begins with the change at `change`. */
static size_t end_of_changes(const struct line_diff *diff, size_t change, size_t context)
{
    size_t end = change + 1;

    for (size_t i = end; i < diff->count && i - end <= 2 * context; i++) {
        if (diff->edits[i].sign != ' ')
            end = i + 1;
    }
    return end;
}

static void write_hunks(FILE *out, const struct line_diff *diff, size_t context, bool colour)
{
    for (size_t i = 0; i < diff->count; i++) {
        size_t begin, end;

        if (diff->edits[i].sign == ' ')
            continue;
        end = end_of_changes(diff, i, context);
        begin = i > context ? i - context : 0;
        i = end - 1;
        write_hunk(out, diff, begin, diff->count - end > context ? end + context : diff->count,
                   colour);
    }
}

/* ---- Lines that look the same ---- */

/* Returns the line without its newline. */
static struct parting_text parting_text(const struct lines *lines, size_t i, const char *whose)
{
    size_t length = line_length(lines, i);

    if (length && lines->begin[i][length - 1] == '\n')
        length--;
    return (struct parting_text){ whose, lines->begin[i], length };
}

static void write_parting(FILE *out, const struct line_diff *diff, size_t before, size_t after,
                          size_t *found)
{
    struct parting_text old = parting_text(&diff->before, before, "the old line");
    struct parting_text new = parting_text(&diff->after, after, "the new line");

    bool same = old.length == new.length &&memcmp(old.text, new.text, old.length) == 0;

    if (same || !parting_is_hidden(&old, &new) || ++*found > PARTINGS_MAX)
        return;
    fprintf(out, "# Line %zu and line %zu of the new text may look the same.\n", before + 1,
            after + 1);
    parting_write(out, "# ", &old, &new);
}

/* Write the partings of lines that are replaced together: the first old line with the first new
 * line, and so on. */
static void write_partings(FILE *out, const struct line_diff *diff)
{
    size_t found = 0;

    for (size_t begin = 0, end; begin < diff->count; begin = end) {
        const struct edit *edits = &diff->edits[begin];
        size_t removed = 0, added = 0;

        for (end = begin; end < diff->count && diff->edits[end].sign != ' '; end++) {
            removed += diff->edits[end].sign == '-';
            added += diff->edits[end].sign == '+';
        }
        for (size_t i = 0; i < removed && i < added; i++)
            write_parting(out, diff, edits->before + i, edits->after + i, &found);
        end += end == begin;
    }
    if (found > PARTINGS_MAX)
        fprintf(out, "# The same goes for %zu more lines.\n", found - PARTINGS_MAX);
}

int line_diff_write(FILE *out, const struct line_diff_text *before,
                    const struct line_diff_text *after, size_t context, bool colour)
{
    struct line_diff diff = { 0 };
    int result = 0;

    if (before->size == after->size &&
        (!before->size || !memcmp(before->bytes, after->bytes, before->size)))
        return 0;
    result = split(&diff.before, before);
    if (result == 0)
        result = split(&diff.after, after);
    if (result == 0)
        result = find_edits(&diff);
    if (result == 0) {
        fprintf(out, "--- %s\n+++ %s\n", before->name, after->name);
        write_hunks(out, &diff, context, colour);
        write_partings(out, &diff);
        result = 1;
    }
    free(diff.before.begin);
    free(diff.after.begin);
    free(diff.edits);
    return result;
}
