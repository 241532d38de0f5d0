#include "check/compare.h"

#include <string.h>

/* How far the transcript is behind the golden at one instant of the golden: the least and the most
 * of its lines. */
struct instant {
    int64_t golden_time;
    int64_t least, most;
};

/* How far a comparison has come. */
struct comparison {
    const struct transcript *golden;
    const struct transcript *transcript;
    const struct compare_options *options;
    size_t golden_at; /* the next line of each */
    size_t transcript_at;
    struct instant instants[COMPARE_INSTANTS]; /* a ring */
    size_t instants_seen;
    const struct transcript_line *golden_before; /* the last lines whose time was judged */
    const struct transcript_line *transcript_before;
    size_t same_again; /* lines that are the same again behind the difference */
    struct compare_result result;
};

/* ---- Text ---- */

/* A remark: at least two blanks, an arrow, and nothing more or a blank and anything. */
static bool is_remark_or_nothing(const char *text, size_t length)
{
    static const char arrow[] = "\xe2\x86\x90";
    size_t arrow_length = sizeof arrow - 1, blanks = 0;

    if (length == 0)
        return true;
    while (blanks < length && text[blanks] == ' ')
        blanks++;
    if (blanks < 2 || length - blanks < arrow_length ||
        memcmp(text + blanks, arrow, arrow_length) != 0)
        return false;
    return length == blanks + arrow_length || text[blanks + arrow_length] == ' ';
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

/* False behind the end of either. */
static bool same_text(const struct comparison *comparison, size_t golden_at, size_t transcript_at)
{
    const struct transcript *golden = comparison->golden, *transcript = comparison->transcript;

    return golden_at < golden->count && transcript_at < transcript->count &&
           is_text_of(&golden->lines[golden_at], transcript->lines[transcript_at].text,
                      transcript->lines[transcript_at].text_length);
}

/* Up to the end of either or to an elision. */
static size_t count_same(const struct comparison *comparison, size_t golden_at,
                         size_t transcript_at)
{
    size_t count = 0;

    while (same_text(comparison, golden_at + count, transcript_at + count) &&
           !is_elision(&comparison->transcript->lines[transcript_at + count]))
        count++;
    return count;
}

/* The line ends with the golden's text and begins with what was not understood as a stamp. */
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
    struct instant *latest =
        &comparison
             ->instants[(comparison->instants_seen + COMPARE_INSTANTS - 1) % COMPARE_INSTANTS];
    int64_t behind = line->time - golden->time;

    if (comparison->instants_seen == 0 || latest->golden_time != golden->time) {
        latest = &comparison->instants[comparison->instants_seen++ % COMPARE_INSTANTS];
        *latest = (struct instant){ golden->time, behind, behind };
    }
    if (behind < latest->least)
        latest->least = behind;
    if (behind > latest->most)
        latest->most = behind;
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
    int64_t least = behind, most = behind;

    for (size_t i = 0; i < comparison->instants_seen && i < COMPARE_INSTANTS; i++) {
        const struct instant *instant = &comparison->instants[i];

        least = i == 0 || instant->least < least ? instant->least : least;
        most = i == 0 || instant->most > most ? instant->most : most;
    }
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
        if (!same_text(comparison, golden_at, i))
            continue;
        result->elsewhere = &transcript->lines[i];
        break;
    }
    return false;
}

/* Of the ways to say how the texts differ here, takes the one after which most lines are the same
 * again. */
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
    while (missing < golden_left && !same_text(comparison, golden_at + missing, transcript_at))
        missing++;
    while (extra < transcript_left && !same_text(comparison, golden_at, transcript_at + extra))
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

/* True, and one line further in both, if the next two lines are as they should be. */
static bool step(struct comparison *comparison, size_t transcript_end)
{
    size_t golden_at = comparison->golden_at, transcript_at = comparison->transcript_at;
    const struct transcript_line *golden = &comparison->golden->lines[golden_at];
    const struct transcript_line *line = &comparison->transcript->lines[transcript_at];
    enum compare_kind kind = COMPARE_SAME;

    if (!same_text(comparison, golden_at, transcript_at))
        return explain_line(comparison, transcript_end);
    if (golden->stamped && line->stamped)
        kind = judge_time(comparison, golden, line);
    else if (golden->stamped && comparison->transcript->stamp != TRANSCRIPT_STAMP_NONE)
        kind = COMPARE_NO_STAMP;
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

/* Compares the lines up to an elision, or up to the end, where the golden must have ended too. */
static bool walk(struct comparison *comparison, size_t transcript_end)
{
    while (comparison->transcript_at < transcript_end) {
        if (!step(comparison, transcript_end))
            return false;
    }
    if (transcript_end == comparison->transcript->count &&
        comparison->golden_at < comparison->golden->count)
        return explain_texts(comparison, transcript_end);
    return true;
}

/* ---- Elisions ---- */

static bool ends_with_golden(const struct comparison *comparison, size_t golden_at,
                             size_t transcript_end)
{
    return transcript_end == comparison->transcript->count &&
           golden_at + (transcript_end - comparison->transcript_at) == comparison->golden->count;
}

/* Whether it is worth trying if the lines behind an elision begin here: their first two lines
 * tell. */
static bool may_begin_at(const struct comparison *comparison, size_t golden_at,
                         size_t transcript_end)
{
    size_t transcript_at = comparison->transcript_at;

    return golden_at == comparison->golden_at || same_text(comparison, golden_at, transcript_at) ||
           (transcript_at + 1 < transcript_end &&
            same_text(comparison, golden_at + 1, transcript_at + 1)) ||
           ends_with_golden(comparison, golden_at, transcript_end);
}

/* How likely it is that the lines behind an elision were meant to begin where `tried`, which
 * failed, began. */
static size_t likelihood(const struct comparison *start, const struct comparison *tried,
                         bool ends_together)
{
    size_t same = 2 * (tried->result.matched - start->result.matched) + tried->same_again;

    /* That lines are missing just behind an elision is what the elision says. */
    return 4 * same + 2 * (tried->result.kind != COMPARE_MISSING_LINES) + ends_together;
}

/* Takes the first place where all lines up to `transcript_end` fit, else the likeliest one and what
 * is wrong there. */
static bool walk_behind_elision(struct comparison *comparison, size_t transcript_end)
{
    const struct comparison start = *comparison;
    size_t most = 0;

    for (size_t golden_at = start.golden_at; golden_at <= start.golden->count; golden_at++) {
        struct comparison tried = start;
        size_t likely;

        if (!may_begin_at(&start, golden_at, transcript_end))
            continue;
        tried.golden_at = golden_at;
        tried.result.elided += golden_at - start.golden_at;
        if (walk(&tried, transcript_end)) {
            *comparison = tried;
            return true;
        }
        likely = likelihood(&start, &tried, ends_with_golden(&start, golden_at, transcript_end));
        if (golden_at == start.golden_at || likely > most) {
            most = likely;
            *comparison = tried;
        }
    }
    return false;
}

struct compare_result compare_transcripts(const struct transcript *golden,
                                          const struct transcript *transcript,
                                          const struct compare_options *options)
{
    struct comparison comparison = { .golden = golden,
                                     .transcript = transcript,
                                     .options = options };
    bool same = true;

    for (size_t begin = 0, end = 0; same && end < transcript->count; begin = end + 1) {
        comparison.transcript_at = begin;
        for (end = begin; end < transcript->count && !is_elision(&transcript->lines[end]);)
            end++;
        if (begin == 0)
            same = walk(&comparison, end);
        else if (begin < transcript->count)
            same = walk_behind_elision(&comparison, end);
        else
            comparison.result.elided += golden->count - comparison.golden_at;
    }
    return comparison.result;
}
