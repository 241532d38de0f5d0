#include "check/golden_match.h"

#include "check/golden_lines.h"
#include "check/instants.h"

#include <errno.h>
#include <stdlib.h>

enum { SAME_AGAIN_MAX = 1000 /* more lines do not make an explanation likelier */ };

struct matching {
    const struct golden_file *file;
    const struct golden_limits *limits;
    struct golden_lines streams[2]; /* stdout and stderr */
    struct golden_match *match;
};

/* ---- A difference in the text ---- */

/* Look at the lines behind a difference; nothing is captured. */
static bool fits(const struct golden_lines *stream, const struct captures *captures, size_t item,
                 size_t line)
{
    struct captures scratch = *captures;

    return item < stream->item_count && line < stream->line_count &&
           golden_line_is(stream->items[item], &stream->lines[line], &scratch);
}

static size_t count_same(const struct golden_lines *stream, const struct captures *captures,
                         size_t item, size_t line)
{
    size_t count = 0;

    while (count < SAME_AGAIN_MAX && fits(stream, captures, item + count, line + count))
        count++;
    return count;
}

static size_t items_to_elision(const struct golden_lines *stream, size_t item)
{
    size_t count = 0;

    while (item + count < stream->item_count && !stream->items[item + count]->is_elision)
        count++;
    return count;
}

static void set_kind(struct golden_match *match, enum difference kind, size_t lines)
{
    match->kind = kind;
    match->lines = lines;
}

/* Choose the explanation after which most lines are the same again. */
static void explain_texts(const struct golden_lines *stream, struct golden_match *match)
{
    const struct captures *captures = &match->captures;
    size_t item = stream->item_at, line = stream->line_at, missing = 1, extra = 1, most, same;
    size_t items = items_to_elision(stream, item), lines = stream->line_count - line;

    while (missing < items && !fits(stream, captures, item + missing, line))
        missing++;
    while (extra < lines && !fits(stream, captures, item, line + extra))
        extra++;
    set_kind(match, DIFFERENCE_WRONG_TEXT, 1);
    most = count_same(stream, captures, item + 1, line + 1);
    same = count_same(stream, captures, item, line + extra);
    if (same > most) {
        set_kind(match, DIFFERENCE_EXTRA_LINE, extra);
        most = same;
    }
    same = count_same(stream, captures, item + missing, line);
    if (same > most) {
        set_kind(match, DIFFERENCE_MISSING_LINE, missing);
        most = same;
    }
    if (fits(stream, captures, item + 1, line) && fits(stream, captures, item, line + 1) &&
        2 + count_same(stream, captures, item + 2, line + 2) >= most) {
        set_kind(match, DIFFERENCE_OUT_OF_ORDER, 1);
        match->beyond = stream->items[item + 1]->time - stream->items[item]->time;
        match->from = line ? stream->lines[line - 1].line->time : 0;
        match->until = stream->lines[line + 1].line->time;
    }
}

/* The difference is in the newline or in the stamp alone. */
static bool is_nearly(const struct golden_lines *stream, struct golden_match *match)
{
    const struct golden_item *item = stream->items[stream->item_at];
    const struct golden_run_line *line = &stream->lines[stream->line_at];
    struct captures scratch = match->captures;

    match->is_newline = golden_line_has_text(item, line, &scratch);
    set_kind(match, DIFFERENCE_WRONG_TEXT, 1);
    return match->is_newline;
}

static void explain(const struct golden_lines *stream, struct golden_match *match)
{
    bool has_item = stream->item_at < stream->item_count;
    bool has_line = stream->line_at < stream->line_count;

    match->expected = has_item ? stream->items[stream->item_at] : NULL;
    match->actual = has_line ? stream->lines[stream->line_at].line : NULL;
    match->is_unordered = stream->is_unordered;
    if (!has_line)
        set_kind(match, DIFFERENCE_MISSING_LINE, items_to_elision(stream, stream->item_at));
    else if (!has_item)
        set_kind(match, DIFFERENCE_EXTRA_LINE, stream->line_count - stream->line_at);
    else if (stream->is_unordered)
        set_kind(match, DIFFERENCE_WRONG_TEXT, 1);
    else if (!is_nearly(stream, match))
        explain_texts(stream, match);
}

/* Returns the index of the item where the stream differs; the number of items if it differs behind
 * them, or not at all. */
static size_t place_of(const struct matching *matching, const struct golden_lines *stream)
{
    if (!stream->differs || stream->item_at == stream->item_count)
        return matching->file->count;
    return (size_t)(stream->items[stream->item_at] - matching->file->items);
}

/* ---- Times ---- */

/* The state of the judge of times. */
struct pace {
    struct instants instants;
    const struct golden_item *item_before;
    const struct golden_run_line *line_before;
};

static bool judge_start(const struct matching *matching)
{
    const struct shell_line *first = NULL;
    struct golden_match *match = matching->match;

    for (int i = 0; i < 2; i++)
        if (matching->streams[i].line_count &&
            (!first || matching->streams[i].lines[0].line->time < first->time))
            first = matching->streams[i].lines[0].line;
    if (!first || matching->limits->start < 0 || first->time <= matching->limits->start)
        return true;
    set_kind(match, DIFFERENCE_TOO_LATE, 1);
    match->is_start = true;
    match->actual = first;
    match->actual_step = match->until = first->time;
    match->expected_step = matching->limits->start;
    match->beyond = first->time - matching->limits->start;
    return false;
}

static void note_difference(const struct pace *pace, const struct golden_item *item,
                            const struct golden_run_line *line, struct golden_match *match)
{
    match->expected = item;
    match->actual = line->line;
    match->expected_before = pace->item_before;
    match->expected_step = item->time - pace->item_before->time;
    match->actual_step = line->time - pace->line_before->time;
    match->until = line->line->time;
    match->from = pace->line_before->line->time;
}

/* Judge a line, and note it. Returns false if its time differs. */
static bool judge_time(struct pace *pace, const struct golden_limits *limits,
                       const struct golden_item *item, const struct golden_run_line *line,
                       struct golden_match *match)
{
    int64_t behind = line->time - item->time, least, most;

    instants_span(&pace->instants, behind, &least, &most);
    if (behind > most + limits->late) {
        set_kind(match, DIFFERENCE_TOO_LATE, 1);
        match->beyond = behind - most;
    } else if (behind < least - limits->early) {
        set_kind(match, DIFFERENCE_TOO_EARLY, 1);
        match->beyond = least - behind;
    }
    if (behind - most > match->lateness)
        match->lateness = behind - most;
    if (match->kind != DIFFERENCE_NONE) {
        note_difference(pace, item, line, match);
        /* A line is too early if all lines before it were late, from the start on. */
        if (match->kind == DIFFERENCE_TOO_EARLY)
            match->from = 0;
        return false;
    }
    instants_note(&pace->instants, item->time, line->time);
    pace->item_before = item;
    pace->line_before = line;
    return true;
}

static void judge_item(struct pace *pace, const struct matching *matching,
                       const struct golden_item *item, const struct golden_run_line *line)
{
    struct golden_match *match = matching->match;

    match->matched++;
    if (item->stamped && line->stamped) {
        judge_time(pace, matching->limits, item, line, match);
    } else if (item->stamped) {
        set_kind(match, DIFFERENCE_WRONG_TEXT, 1);
        match->is_unstamped = true;
        match->expected = item;
        match->actual = line->line;
    }
}

/* Judge the times of the items up to this one, in the order of the file. */
static void judge_times(const struct matching *matching, size_t until)
{
    size_t at[2] = { 0 };
    struct pace pace = { .item_before = NULL };

    for (size_t i = 0; i < until && matching->match->kind == DIFFERENCE_NONE; i++) {
        const struct golden_item *item = &matching->file->items[i];
        const struct golden_lines *stream = &matching->streams[item->is_error];
        size_t line = stream->line_of[at[item->is_error]++];

        if (line)
            judge_item(&pace, matching, item, &stream->lines[line - 1]);
    }
}

/* ---- All of it ---- */

/* Match both streams, this one first. */
static int match_texts(struct matching *matching, int first)
{
    int rc;

    matching->match->captures = (struct captures){ 0 };
    rc = golden_lines_match(&matching->streams[first], &matching->match->captures);
    return rc < 0 ? rc : golden_lines_match(&matching->streams[!first], &matching->match->captures);
}

static int match_streams(struct matching *matching)
{
    struct golden_match *match = matching->match;
    const struct golden_lines *first = &matching->streams[0];
    size_t places[2];
    int rc = match_texts(matching, 0);

    /* What stdout has to repeat may come from stderr. */
    if (rc == 0 && first->differs && matching->file->names.count)
        rc = match_texts(matching, 1);
    if (rc < 0)
        return rc;
    for (int i = 0; i < 2; i++)
        places[i] = place_of(matching, &matching->streams[i]);
    if (!judge_start(matching))
        return 0;
    judge_times(matching, places[0] < places[1] ? places[0] : places[1]);
    if (match->kind != DIFFERENCE_NONE)
        return 0;
    if (!first->differs || (matching->streams[1].differs && places[1] < places[0]))
        first = &matching->streams[1];
    if (first->differs)
        explain(first, match);
    return 0;
}

int golden_match(const struct golden_file *file, const struct shell_lines *output,
                 const struct golden_limits *limits, struct golden_match *match)
{
    struct matching matching = { .file = file, .limits = limits, .match = match };
    int rc = 0;

    *match = (struct golden_match){ 0 };
    for (int i = 0; i < 2; i++) {
        int collected = golden_lines_collect(&matching.streams[i], file, output, i);

        rc = rc < 0 ? rc : collected;
    }
    if (rc == 0)
        rc = match_streams(&matching);
    for (int i = 0; i < 2; i++)
        golden_lines_free(&matching.streams[i]);
    return rc;
}
