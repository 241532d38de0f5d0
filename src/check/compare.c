#include "check/comparison.h"

#include <string.h>

/* ---- Text ---- */

static bool begins_with(const char *text, size_t length, const char *arrow)
{
    size_t size = strlen(arrow);

    return length >= size && memcmp(text, arrow, size) == 0 &&
           (length == size || text[size] == ' ');
}

static bool begins_with_arrow(const char *text, size_t length)
{
    return begins_with(text, length, COMPARE_ARROW) ||
           begins_with(text, length, COMPARE_ASCII_ARROW);
}

/* Returns whether the text is empty or a remark: at least two blanks and an arrow, at the end of
 * the line or followed by a blank and any text. */
static bool is_remark_or_nothing(const char *text, size_t length)
{
    size_t blanks = 0;

    if (length == 0)
        return true;
    while (blanks < length && text[blanks] == ' ')
        blanks++;
    return blanks >= 2 && begins_with_arrow(text + blanks, length - blanks);
}

static bool is_elision(const struct transcript_line *line)
{
    return !line->stamped && line->text_length >= 3 && memcmp(line->text, "...", 3) == 0 &&
           is_remark_or_nothing(line->text + 3, line->text_length - 3);
}

static bool is_text_of(const struct transcript_line *golden, const char *text, size_t length)
{
    return length >= golden->text_length && memcmp(text, golden->text, golden->text_length) == 0 &&
           is_remark_or_nothing(text + golden->text_length, length - golden->text_length);
}

bool comparison_same_text(const struct comparison *comparison, size_t golden_at,
                          size_t transcript_at)
{
    const struct transcript *golden = comparison->golden, *transcript = comparison->transcript;

    ++*comparison->texts_compared;
    return golden_at < golden->count && transcript_at < transcript->count &&
           is_text_of(&golden->lines[golden_at], transcript->lines[transcript_at].text,
                      transcript->lines[transcript_at].text_length);
}

size_t comparison_bare_length(const struct transcript_line *line)
{
    size_t length = 0, blanks = 0;

    while (length < line->text_length &&
           (blanks < 2 || !begins_with_arrow(line->text + length, line->text_length - length)))
        blanks = line->text[length++] == ' ' ? blanks + 1 : 0;
    return length - blanks;
}

/* Returns how many lines from here on have the same text, up to an elision or the end of either
 * transcript. */
static size_t count_same(const struct comparison *comparison, size_t golden_at,
                         size_t transcript_at)
{
    size_t count = 0;

    while (comparison_same_text(comparison, golden_at + count, transcript_at + count) &&
           !is_elision(&comparison->transcript->lines[transcript_at + count]))
        count++;
    return count;
}

/* Returns whether the line ends with the golden's text, behind a beginning that may be a stamp of
 * an unknown kind. */
static bool has_unknown_stamp(const struct transcript_line *golden,
                              const struct transcript_line *line)
{
    if (line->stamped || !golden->stamped || golden->text_length == 0)
        return false;
    for (size_t i = 1; i < line->whole_length; i++) {
        if (line->whole[i - 1] == ' ' &&
            is_text_of(golden, line->whole + i, line->whole_length - i))
            return true;
    }
    return false;
}

/* ---- Time ---- */

static void note_time(struct comparison *comparison, const struct transcript_line *golden,
                      const struct transcript_line *line)
{
    instants_note(&comparison->instants, golden->time, line->time);
    comparison->golden_before = golden;
    comparison->transcript_before = line;
    comparison->result.judged++;
}

static void set_steps(struct comparison *comparison, const struct transcript_line *golden,
                      const struct transcript_line *line, int64_t least, int64_t most)
{
    struct compare_result *result = &comparison->result;

    result->expected_before = comparison->golden_before;
    result->actual_before = comparison->transcript_before;
    result->expected_step = golden->time - comparison->golden_before->time;
    result->actual_step = line->time - comparison->transcript_before->time;
    result->earliest_step =
        golden->time + least - comparison->options->early - comparison->transcript_before->time;
    result->latest_step =
        golden->time + most + comparison->options->late - comparison->transcript_before->time;
}

static enum compare_kind judge_time(struct comparison *comparison,
                                    const struct transcript_line *golden,
                                    const struct transcript_line *line)
{
    int64_t behind = line->time - golden->time;
    int64_t least, most;

    instants_span(&comparison->instants, behind, &least, &most);
    if (behind < least - comparison->options->early || behind > most + comparison->options->late) {
        set_steps(comparison, golden, line, least, most);
        return behind < least ? COMPARE_TOO_EARLY : COMPARE_TOO_LATE;
    }
    if (least - behind > comparison->result.most_early)
        comparison->result.most_early = least - behind;
    if (behind - most > comparison->result.most_late)
        comparison->result.most_late = behind - most;
    return COMPARE_SAME;
}

/* ---- The first difference ---- */

static bool set_difference(struct comparison *comparison, enum compare_kind kind, size_t lines,
                           size_t same_again)
{
    struct compare_result *result = &comparison->result;
    const struct transcript *golden = comparison->golden, *transcript = comparison->transcript;
    size_t golden_at = comparison->golden_at, transcript_at = comparison->transcript_at;

    comparison->same_again = same_again;
    result->kind = kind;
    result->lines = lines;
    result->expected = golden_at < golden->count ? &golden->lines[golden_at] : NULL;
    result->actual = transcript_at < transcript->count ? &transcript->lines[transcript_at] : NULL;
    for (size_t i = transcript_at; kind == COMPARE_MISSING_LINES && i < transcript->count; i++) {
        if (!comparison_same_text(comparison, golden_at, i))
            continue;
        result->elsewhere = &transcript->lines[i];
        break;
    }
    return false;
}

/* Choose how to explain that the texts differ here: the explanation after which most lines are the
 * same again. */
static bool explain_texts(struct comparison *comparison, size_t transcript_end)
{
    size_t golden_at = comparison->golden_at, transcript_at = comparison->transcript_at;
    size_t golden_left = comparison->golden->count - golden_at;
    size_t transcript_left = transcript_end - transcript_at;
    size_t missing = 1, extra = 1, same, most, lines = 0;
    enum compare_kind kind = COMPARE_WRONG_TEXT;

    if (!golden_left || !transcript_left)
        return set_difference(comparison, golden_left ? COMPARE_MISSING_LINES : COMPARE_EXTRA_LINES,
                              golden_left ? golden_left : transcript_left, 0);
    while (missing < golden_left &&
           !comparison_same_text(comparison, golden_at + missing, transcript_at))
        missing++;
    while (extra < transcript_left &&
           !comparison_same_text(comparison, golden_at, transcript_at + extra))
        extra++;

    most = count_same(comparison, golden_at + 1, transcript_at + 1);
    same = extra < transcript_left ? count_same(comparison, golden_at, transcript_at + extra) : 0;
    if (same > most) {
        kind = COMPARE_EXTRA_LINES;
        lines = extra;
        most = same;
    }
    same = count_same(comparison, golden_at + missing, transcript_at);
    if (same > most) {
        kind = COMPARE_MISSING_LINES;
        lines = missing;
        most = same;
    }
    if (missing == 1 && extra == 1 && missing < golden_left && extra < transcript_left) {
        same = 2 + count_same(comparison, golden_at + 2, transcript_at + 2);
        if (same >= most) {
            kind = COMPARE_SWAPPED_LINES;
            lines = 0;
            most = same;
        }
    }
    return set_difference(comparison, kind, lines, most);
}

/* ---- The walk ---- */

static bool explain_line(struct comparison *comparison, size_t transcript_end)
{
    const struct transcript *golden = comparison->golden, *transcript = comparison->transcript;

    if (comparison->golden_at < golden->count &&
        has_unknown_stamp(&golden->lines[comparison->golden_at],
                          &transcript->lines[comparison->transcript_at]))
        return set_difference(comparison, COMPARE_NO_STAMP, 0, 1);
    return explain_texts(comparison, transcript_end);
}

/* Compare the next two lines. If they agree, move on by one line in both and return true. */
static bool step(struct comparison *comparison, size_t transcript_end)
{
    size_t golden_at = comparison->golden_at, transcript_at = comparison->transcript_at;
    const struct transcript_line *golden = &comparison->golden->lines[golden_at];
    const struct transcript_line *line = &comparison->transcript->lines[transcript_at];
    enum compare_kind kind = COMPARE_SAME;

    if (!comparison_same_text(comparison, golden_at, transcript_at))
        return comparison->only_tries ? false : explain_line(comparison, transcript_end);
    if (golden->stamped && line->stamped)
        kind = judge_time(comparison, golden, line);
    else if (golden->stamped && comparison->transcript->stamp != TRANSCRIPT_STAMP_NONE)
        kind = COMPARE_NO_STAMP;
    if (kind != COMPARE_SAME && comparison->only_tries)
        return false;
    if (kind != COMPARE_SAME)
        return set_difference(comparison, kind, 0,
                              count_same(comparison, golden_at, transcript_at));
    if (golden->stamped && line->stamped)
        note_time(comparison, golden, line);
    comparison->result.matched++;
    comparison->golden_at++;
    comparison->transcript_at++;
    return true;
}

bool comparison_walk(struct comparison *comparison, size_t transcript_end)
{
    while (comparison->transcript_at < transcript_end) {
        if (!step(comparison, transcript_end))
            return false;
    }
    if (transcript_end < comparison->transcript->count ||
        comparison->golden_at == comparison->golden->count)
        return true;
    return comparison->only_tries ? false : explain_texts(comparison, transcript_end);
}

struct compare_result compare_transcripts(const struct transcript *golden,
                                          const struct transcript *transcript,
                                          const struct compare_options *options)
{
    size_t texts_compared = 0, end = 0;
    struct comparison comparison = { .golden = golden,
                                     .transcript = transcript,
                                     .options = options,
                                     .texts_compared = &texts_compared };
    bool same;

    while (end < transcript->count && !is_elision(&transcript->lines[end]))
        end++;
    same = comparison_walk(&comparison, end);
    while (same && end < transcript->count) {
        comparison.transcript_at = ++end;
        while (end < transcript->count && !is_elision(&transcript->lines[end]))
            end++;
        if (comparison.transcript_at < transcript->count)
            same = comparison_walk_behind_elision(&comparison, end);
        else
            comparison.result.elided += golden->count - comparison.golden_at;
    }
    return comparison.result;
}
