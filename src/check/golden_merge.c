#include "check/golden_merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    CELLS_MAX = 4 * 1024 * 1024, /* of the table; larger files are made anew */
    GAIN_MATCH = 2,
    COST_CHANGE = 1, /* of an item that is dropped, or of a line that is new */
};

/* The best way to put the items from `item` on beside the lines from `line` on, by dynamic
 * programming from the end. */
struct merging {
    struct golden_lines *stream;
    struct captures captures; /* of all items that fit some line */
    int32_t *scores;          /* (items + 1) x (lines + 1) */
    const struct draft *fresh;
    const struct shell_run *first;
    struct draft *merged;
    int64_t tolerance;
};

static int32_t *score_at(const struct merging *merging, size_t item, size_t line)
{
    return &merging->scores[item * (merging->stream->line_count + 1) + line];
}

static bool fits(const struct merging *merging, size_t item, size_t line)
{
    struct captures scratch = merging->captures;

    return golden_line_is(merging->stream->items[item], &merging->stream->lines[line], &scratch);
}

/* Find what the old items capture in the new lines, whatever became of the other lines. */
static void capture(struct merging *merging)
{
    struct golden_lines *stream = merging->stream;

    for (size_t item = 0; item < stream->item_count; item++)
        for (size_t line = 0; stream->items[item]->is_pattern && line < stream->line_count; line++)
            if (golden_line_is(stream->items[item], &stream->lines[line], &merging->captures))
                break;
}

static int32_t more(int32_t one, int32_t other)
{
    return one > other ? one : other;
}

static int32_t score(const struct merging *merging, size_t item, size_t line)
{
    const struct golden_lines *stream = merging->stream;
    bool has_item = item < stream->item_count, has_line = line < stream->line_count;
    bool elision = has_item && stream->items[item]->is_elision;
    int32_t best = INT32_MIN;

    if (!has_item && !has_line)
        return 0;
    if (has_item)
        best = *score_at(merging, item + 1, line) - (elision ? 0 : COST_CHANGE);
    if (has_line)
        best = more(best, *score_at(merging, item, line + 1) - (elision ? 0 : COST_CHANGE));
    if (has_item && has_line && fits(merging, item, line))
        best = more(best, *score_at(merging, item + 1, line + 1) + GAIN_MATCH);
    return best;
}

static void fill(struct merging *merging)
{
    for (size_t item = merging->stream->item_count + 1; item-- > 0;)
        for (size_t line = merging->stream->line_count + 1; line-- > 0;)
            *score_at(merging, item, line) = score(merging, item, line);
}

/* ---- The result ---- */

static const struct draft_line *fresh_line(const struct merging *merging, size_t line)
{
    const struct draft_line *lines = merging->fresh->lines;
    size_t low = 0, high = merging->fresh->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (lines[middle].line < line || (lines[middle].is_elision && lines[middle].line == line))
            low = middle + 1;
        else
            high = middle;
    }
    return low < merging->fresh->count && lines[low].line == line ? &lines[low] : NULL;
}

static size_t arrival_of(const struct merging *merging, size_t line)
{
    const struct shell_lines *output = &merging->first->output;

    return line < merging->stream->line_count
               ? (size_t)(merging->stream->lines[line].line - output->lines)
               : output->count;
}

static int keep_item(const struct merging *merging, size_t item, size_t line)
{
    const struct golden_item *old = merging->stream->items[item];
    const struct draft_line *fresh =
        line < merging->stream->line_count ? fresh_line(merging, line) : NULL;
    struct draft_line kept = { .is_error = old->is_error,
                               .is_unordered = old->is_unordered,
                               .is_elision = old->is_elision,
                               .is_pattern = old->is_pattern,
                               .stamped = old->stamped,
                               .time = old->time,
                               .line = line,
                               .arrival = arrival_of(merging, line),
                               .number = old->number };

    if (old->text > old->whole && old->stamped)
        kept.stamp = (struct piece){ old->whole, (size_t)(old->text - old->whole) };
    if (kept.stamped && fresh && llabs(fresh->time - old->time) > merging->tolerance) {
        kept.stamp = fresh->stamp;
        kept.time = fresh->time;
        kept.number = 0;
    }
    text_add_bytes(&kept.text, old->text, old->length);
    return draft_add(merging->merged, kept);
}

/* Add a line that the old file does not have. The first line of an elision that is new adds the
 * elision. */
static int add_fresh(const struct merging *merging, size_t line)
{
    const struct draft_line *fresh = fresh_line(merging, line);
    struct draft *merged = merging->merged;
    struct draft_line added = { .is_elision = true,
                                .is_error = merging->stream->lines[line].line->is_error,
                                .line = line,
                                .arrival = arrival_of(merging, line) };

    if (!fresh && merged->count && merged->lines[merged->count - 1].is_elision)
        return 0;
    if (fresh) {
        added = *fresh;
        added.text = (struct text){ 0 };
        text_add_bytes(&added.text, text_string(&fresh->text), fresh->text.length);
    }
    return draft_add(merged, added);
}

/* Follow the best way through the table. */
static int follow(const struct merging *merging)
{
    const struct golden_lines *stream = merging->stream;
    size_t item = 0, line = 0;
    int rc = 0;

    while (rc == 0 && (item < stream->item_count || line < stream->line_count)) {
        bool has_item = item < stream->item_count, has_line = line < stream->line_count;
        bool elision = has_item && stream->items[item]->is_elision;
        int32_t best = *score_at(merging, item, line);

        if (has_item && has_line && fits(merging, item, line) &&
            best == *score_at(merging, item + 1, line + 1) + GAIN_MATCH) {
            rc = keep_item(merging, item++, line);
            line++;
        } else if (elision && has_line && best == *score_at(merging, item, line + 1)) {
            line++; /* the elision stands for this line, too */
        } else if (has_item &&
                   best == *score_at(merging, item + 1, line) - (elision ? 0 : COST_CHANGE)) {
            if (elision)
                rc = keep_item(merging, item, line);
            item++;
        } else {
            rc = add_fresh(merging, line++);
        }
    }
    return rc;
}

static int add_all(const struct merging *merging)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < merging->fresh->count; i++) {
        struct draft_line line = merging->fresh->lines[i];

        line.text = (struct text){ 0 };
        text_add_bytes(&line.text, text_string(&merging->fresh->lines[i].text),
                       merging->fresh->lines[i].text.length);
        rc = draft_add(merging->merged, line);
    }
    return rc;
}

/* All lines fit the old items as they are, also those that may change places: the n-th of these
 * has the n-th line. */
static int keep_all(const struct merging *merging)
{
    const struct golden_lines *stream = merging->stream;
    size_t line = 0;
    int rc = 0;

    for (size_t item = 0; rc == 0 && item < stream->item_count; item++) {
        if (!stream->items[item]->is_elision)
            line = stream->line_of[item] - 1;
        rc = keep_item(merging, item, line);
        line++;
    }
    return rc;
}

int golden_merge(struct draft *merged, struct golden_lines *stream, const struct draft *fresh,
                 const struct shell_run *first, int64_t tolerance)
{
    struct merging merging = {
        .stream = stream, .fresh = fresh, .first = first, .merged = merged, .tolerance = tolerance
    };
    size_t cells = (stream->item_count + 1) * (stream->line_count + 1);
    int rc;

    capture(&merging);
    rc = golden_lines_match(stream, &merging.captures);
    if (rc < 0)
        return rc;
    if (!stream->differs)
        return keep_all(&merging);
    if (!stream->item_count || cells > CELLS_MAX)
        return add_all(&merging);
    merging.scores = malloc(cells * sizeof *merging.scores);
    if (!merging.scores)
        return -ENOMEM;
    fill(&merging);
    rc = follow(&merging);
    free(merging.scores);
    return rc;
}
