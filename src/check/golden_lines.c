#include "check/golden_lines.h"

#include "check/transcript_clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Collecting ---- */

/* Take the line's own stamp off, if the golden's lines have such stamps. */
static void read_stamp(struct golden_run_line *line, const struct golden_file *file,
                       struct transcript_clock *clock)
{
    const char *at = line->text, *end = at + line->length;

    line->stamped = file->stamps == GOLDEN_STAMPS_ARRIVAL;
    line->time = line->line->time;
    if (file->stamps != GOLDEN_STAMPS_OWN || !transcript_clock_read(clock, &at, end))
        return;
    line->stamped = true;
    line->time = clock->time;
    line->text = at;
    line->length = (size_t)(end - at);
}

int golden_lines_collect(struct golden_lines *stream, const struct golden_file *file,
                         const struct shell_lines *output, bool is_error)
{
    struct transcript_clock clock = { .kind = file->kind };

    *stream = (struct golden_lines){ .items = calloc(file->count + 1, sizeof *stream->items),
                                     .lines = calloc(output->count + 1, sizeof *stream->lines),
                                     .line_of = calloc(file->count + 1, sizeof *stream->line_of) };
    stream->zero = output->count ? output->lines[0].time : 0;
    if (!stream->items || !stream->lines || !stream->line_of)
        return -ENOMEM;
    for (size_t i = 0; i < file->count; i++)
        if (file->items[i].is_error == is_error)
            stream->items[stream->item_count++] = &file->items[i];
    for (size_t i = 0; i < output->count; i++) {
        const struct shell_line *line = &output->lines[i];
        struct golden_run_line *collected = &stream->lines[stream->line_count];

        if (line->is_error != is_error)
            continue;
        *collected = (struct golden_run_line){ .line = line,
                                               .text = output->bytes + line->offset,
                                               .length = line->length };
        read_stamp(collected, file, &clock);
        stream->line_count++;
    }
    return 0;
}

void golden_lines_free(struct golden_lines *stream)
{
    free(stream->items);
    free(stream->lines);
    free(stream->line_of);
    *stream = (struct golden_lines){ 0 };
}

/* ---- One line ---- */

bool golden_line_has_text(const struct golden_item *item, const struct golden_run_line *line,
                          struct captures *captures)
{
    if (line->line->is_gap || line->line->is_cut || item->is_elision)
        return false;
    if (item->is_pattern)
        return pattern_match(&item->pattern, line->text, line->length, captures);
    return line->length == item->length && memcmp(line->text, item->text, item->length) == 0;
}

bool golden_line_is(const struct golden_item *item, const struct golden_run_line *line,
                    struct captures *captures)
{
    return line->line->has_newline != item->pattern.no_newline &&
           golden_line_has_text(item, line, captures);
}

/* ---- Lines that may change places ---- */

/* A search for a line for each item of a group: a matching of a bipartite graph, by augmenting
 * paths. */
struct places {
    const struct golden_item **items;
    const struct golden_run_line *lines;
    size_t count;      /* of the items */
    size_t line_count; /* of the lines, at most as many */
    const struct captures *captures;
    size_t *item_of; /* for each line: its item plus 1, or 0 */
    bool *tried;     /* for each line */
};

static bool find_line(struct places *places, size_t item)
{
    for (size_t line = 0; line < places->line_count; line++) {
        struct captures scratch = *places->captures;

        if (places->tried[line] ||
            !golden_line_is(places->items[item], &places->lines[line], &scratch))
            continue;
        places->tried[line] = true;
        if (places->item_of[line] && !find_line(places, places->item_of[line] - 1))
            continue;
        places->item_of[line] = item + 1;
        return true;
    }
    return false;
}

/* Literal lines choose first, since a pattern fits more lines. Sets `unplaced` to the first item
 * that has no line, or to the number of items. */
static void place_all(struct places *places, size_t *unplaced)
{
    *unplaced = places->count;
    for (int pattern = 0; pattern < 2; pattern++)
        for (size_t item = 0; item < places->count; item++) {
            if (places->items[item]->is_pattern != pattern)
                continue;
            memset(places->tried, 0, places->line_count * sizeof *places->tried);
            if (!find_line(places, item) && item < *unplaced)
                *unplaced = item;
        }
}

static void capture_all(const struct places *places, struct captures *captures)
{
    for (size_t line = 0; line < places->line_count; line++)
        if (places->item_of[line])
            golden_line_is(places->items[places->item_of[line] - 1], &places->lines[line],
                           captures);
}

/* ---- A piece of the golden between two elisions ---- */

/* The state of the match of a stream. */
struct piece_match {
    struct golden_lines *stream;
    struct captures *captures;
    size_t matched; /* items from the beginning of the piece */
    size_t item_at, line_at;
    bool is_unordered;
    int rc;
};

static size_t group_end(const struct golden_lines *stream, size_t item)
{
    while (item < stream->item_count && stream->items[item]->is_unordered)
        item++;
    return item;
}

/* Match a group of items that may change places. */
static bool match_group(struct piece_match *match, size_t item, size_t until, size_t line)
{
    struct golden_lines *stream = match->stream;
    size_t left = stream->line_count - line, count = until - item, unplaced, unnamed = 0;
    struct places places = { .items = stream->items + item,
                             .lines = stream->lines + line,
                             .count = count,
                             .line_count = left < count ? left : count,
                             .captures = match->captures,
                             .item_of = calloc(count, sizeof *places.item_of),
                             .tried = calloc(count, sizeof *places.tried) };

    if (places.item_of && places.tried) {
        place_all(&places, &unplaced);
        while (unnamed < places.line_count && places.item_of[unnamed])
            unnamed++;
        if (unplaced == count)
            capture_all(&places, match->captures);
        match->is_unordered = unplaced < count;
        match->item_at = item + unplaced;
        match->line_at = line + unnamed;
    } else {
        match->rc = -ENOMEM;
    }
    free(places.item_of);
    free(places.tried);
    return match->rc == 0 && !match->is_unordered;
}

/* Match the items from `item` to `until` with the lines from `line` on. */
static bool match_piece(struct piece_match *match, size_t item, size_t until, size_t line)
{
    const struct golden_lines *stream = match->stream;
    size_t first = item;

    match->is_unordered = false;
    while (item < until) {
        size_t end = stream->items[item]->is_unordered ? group_end(stream, item) : item + 1;

        match->item_at = item;
        match->line_at = line;
        match->matched = item - first;
        if (stream->items[item]->is_unordered
                ? !match_group(match, item, end, line)
                : line >= stream->line_count ||
                      !golden_line_is(stream->items[item], &stream->lines[line], match->captures))
            return false;
        line += end - item;
        item = end;
    }
    match->matched = item - first;
    return true;
}

/* ---- A stream ---- */

static void note_piece(struct golden_lines *stream, size_t item, size_t count, size_t line)
{
    for (size_t i = 0; i < count; i++)
        stream->line_of[item + i] = line + i + 1;
}

/* Match a piece behind an elision: at its first place, or at the end of the lines if it is the last
 * piece. If it fits nowhere, the difference is where most of it fits. Sets `*line` to its place. */
static int find_piece(struct golden_lines *stream, struct captures *captures, size_t item,
                      size_t until, size_t *line)
{
    size_t length = until - item, last = stream->line_count - length, most = 0;
    bool is_last = until == stream->item_count, fits = length <= stream->line_count - *line;
    size_t from = fits && is_last ? last : *line, place = from;
    struct piece_match best = { .stream = stream };

    for (size_t at = from; at == from || (fits && at <= last); at++) {
        struct captures trial = *captures;
        struct piece_match match = { .stream = stream, .captures = &trial };

        if (match_piece(&match, item, until, at)) {
            *captures = trial;
            *line = at;
            return 0;
        }
        if (match.rc < 0)
            return match.rc;
        if (at == from || match.matched > most) {
            most = match.matched;
            best = match;
            place = at;
        }
    }
    note_piece(stream, item, most, place);
    stream->differs = true;
    stream->item_at = best.item_at;
    stream->line_at = best.line_at;
    stream->is_unordered = best.is_unordered;
    return 0;
}

static int match_first_piece(struct golden_lines *stream, struct captures *captures, size_t until)
{
    struct piece_match match = { .stream = stream, .captures = captures };

    if (match_piece(&match, 0, until, 0))
        return 0;
    if (match.rc < 0)
        return match.rc;
    note_piece(stream, 0, match.matched, 0);
    stream->differs = true;
    stream->item_at = match.item_at;
    stream->line_at = match.line_at;
    stream->is_unordered = match.is_unordered;
    return 0;
}

int golden_lines_match(struct golden_lines *stream, struct captures *captures)
{
    size_t item = 0, line = 0, until;
    bool elided = false;
    int rc = 0;

    stream->differs = stream->is_unordered = false;
    memset(stream->line_of, 0, stream->item_count * sizeof *stream->line_of);
    while (rc == 0 && !stream->differs && item < stream->item_count) {
        for (; item < stream->item_count && stream->items[item]->is_elision; item++)
            elided = true;
        for (until = item; until < stream->item_count && !stream->items[until]->is_elision;)
            until++;
        if (until == item)
            break;
        rc = elided ? find_piece(stream, captures, item, until, &line)
                    : match_first_piece(stream, captures, until);
        if (rc < 0 || stream->differs)
            return rc;
        note_piece(stream, item, until - item, line);
        line += until - item;
        item = until;
        elided = false;
    }
    if (rc == 0 && !elided && line < stream->line_count) {
        stream->differs = true;
        stream->item_at = stream->item_count;
        stream->line_at = line;
    }
    return rc;
}
