#include "check/shell_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The list ---- */

/* Returns the memory with room for `needed` items, or NULL if no memory is left. */
static void *make_room(void *items, size_t *room, size_t needed, size_t size)
{
    size_t larger = *room ? *room : 64;

    if (items && needed <= *room)
        return items;
    while (larger < needed)
        larger *= 2;
    items = realloc(items, larger * size);
    if (items)
        *room = larger;
    return items;
}

int shell_lines_add(struct shell_lines *lines, struct shell_line line, const char *text)
{
    void *items = make_room(lines->lines, &lines->room, lines->count + 1, sizeof *lines->lines);
    char *bytes;

    if (!items)
        return -ENOMEM;
    lines->lines = items;
    bytes = make_room(lines->bytes, &lines->bytes_room, lines->size + line.length + 1, 1);
    if (!bytes)
        return -ENOMEM;
    lines->bytes = bytes;
    line.offset = lines->size;
    if (line.length)
        memcpy(bytes + lines->size, text, line.length);
    lines->size += line.length;
    lines->lines[lines->count++] = line;
    return 0;
}

void shell_lines_free(struct shell_lines *lines)
{
    free(lines->lines);
    free(lines->bytes);
    *lines = (struct shell_lines){ 0 };
}

/* Append lines of another list, from this one on. */
static int append(struct shell_lines *lines, const struct shell_lines *others, size_t from)
{
    int rc = 0;

    for (size_t i = from; rc == 0 && i < others->count; i++)
        rc = shell_lines_add(lines, others->lines[i], others->bytes + others->lines[i].offset);
    return rc;
}

/* ---- The bound ---- */

/* Drop the earlier half of the last lines if they take too much memory. */
static int bound_last(struct shell_lines *last)
{
    struct shell_lines kept = { 0 };
    size_t from = last->count;
    int rc;

    if (last->size < 4 * SHELL_LAST_MIN && last->count < SHELL_LAST_MIN)
        return 0;
    while (from > last->count / 2 &&
           (from == last->count || last->size - last->lines[from].offset < 2 * SHELL_LAST_MIN))
        from--;
    rc = append(&kept, last, from);
    shell_lines_free(last);
    *last = kept;
    return rc;
}

static int keep(struct shell_output *output, struct shell_line line, const char *text)
{
    int rc;

    output->overflows |= output->first.size + line.length > SHELL_OUTPUT_MAX ||
                         output->first.count >= SHELL_LINES_MAX;
    if (!output->overflows)
        return shell_lines_add(&output->first, line, text);
    output->has_lost[line.is_error] = true;
    rc = shell_lines_add(&output->last, line, text);
    return rc < 0 ? rc : bound_last(&output->last);
}

/* ---- Bytes become lines ---- */

static int end_line(struct shell_output *output, bool is_error, bool has_newline)
{
    struct shell_partial *partial = &output->partial[is_error];
    struct shell_line line = { .time = partial->time,
                               .length = partial->length,
                               .is_error = is_error,
                               .has_newline = has_newline,
                               .is_cut = partial->is_cut };

    partial->length = 0;
    partial->is_cut = false;
    return keep(output, line, partial->text);
}

static int add_to_line(struct shell_partial *partial, const char *bytes, size_t size)
{
    size_t room = SHELL_LINE_MAX - partial->length;

    if (!partial->text)
        partial->text = malloc(SHELL_LINE_MAX);
    if (!partial->text)
        return -ENOMEM;
    partial->is_cut |= size > room;
    size = size > room ? room : size;
    memcpy(partial->text + partial->length, bytes, size);
    partial->length += size;
    return 0;
}

/* Once the output is longer than what is kept, only the end of each piece needs to be looked at.
 * Returns the number of bytes that can be skipped; they end with a newline. */
static size_t skipped(const struct shell_output *output, const char *bytes, size_t size)
{
    const char *newline;

    if (!output->overflows || size <= SHELL_LAST_MIN)
        return 0;
    newline = memrchr(bytes, '\n', size - SHELL_LAST_MIN);
    return newline ? (size_t)(newline - bytes) + 1 : 0;
}

int shell_output_take(struct shell_output *output, bool is_error, const char *bytes, size_t size,
                      int64_t time)
{
    struct shell_partial *partial = &output->partial[is_error];
    const char *end = bytes + size;
    size_t skip = skipped(output, bytes, size);
    int rc = 0;

    if (skip) {
        partial->length = 0;
        partial->is_cut = false;
        bytes += skip;
    }
    partial->time = time;
    while (rc == 0 && bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *until = newline ? newline : end;

        rc = add_to_line(partial, bytes, (size_t)(until - bytes));
        if (rc == 0 && newline)
            rc = end_line(output, is_error, true);
        bytes = newline ? newline + 1 : end;
    }
    return rc;
}

int shell_output_end(struct shell_output *output, struct shell_lines *lines)
{
    int rc = 0;

    for (int i = 0; i < 2; i++) {
        if (rc == 0 && output->partial[i].length)
            rc = end_line(output, i, false);
        free(output->partial[i].text);
    }
    for (int i = 0; rc == 0 && i < 2; i++)
        if (output->has_lost[i])
            rc = shell_lines_add(&output->first,
                                 (struct shell_line){ .time = output->partial[i].time,
                                                      .is_error = i,
                                                      .is_gap = true },
                                 "");
    if (rc == 0)
        rc = append(&output->first, &output->last, 0);
    *lines = output->first;
    shell_lines_free(&output->last);
    *output = (struct shell_output){ 0 };
    return rc;
}
