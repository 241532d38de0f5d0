/* This module finds where in the golden the lines behind an elision, "...", begin. */
#include "check/comparison.h"

/* The limit on comparisons of texts, to find a likelier explanation than the first. */
enum { EXPLANATION_TEXTS_MAX = 4 * 1024 * 1024 };

/* ---- A place where all lines fit ---- */

/* Returns the FNV-1a hash of the text. A remark is no part of the text. */
static uint64_t hash_line(const struct transcript_line *line)
{
    size_t length = comparison_bare_length(line);
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)line->text[i]) * UINT64_C(1099511628211);
    return hash;
}

/* The factor of the rolling hash of Rabin and Karp, over lines: a window of the golden moves on by
 * a line in constant time. */
static const uint64_t factor = UINT64_C(6364136223846793005);

static uint64_t hash_lines(const struct transcript_line *lines, size_t count)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < count; i++)
        hash = hash * factor + hash_line(&lines[i]);
    return hash;
}

static bool fits_at(const struct comparison *start, size_t golden_at, size_t transcript_end,
                    struct comparison *fit)
{
    *fit = *start;
    fit->only_tries = true;
    fit->golden_at = golden_at;
    fit->result.elided += golden_at - start->golden_at;
    if (!comparison_walk(fit, transcript_end))
        return false;
    fit->only_tries = false;
    return true;
}

static bool find_fit(const struct comparison *start, size_t transcript_end, struct comparison *fit)
{
    const struct transcript_line *golden = start->golden->lines;
    size_t count = transcript_end - start->transcript_at, last = start->golden->count - count;
    uint64_t wanted, window, power = 1;

    if (count > start->golden->count - start->golden_at)
        return false;
    if (transcript_end == start->transcript->count)
        return fits_at(start, last, transcript_end, fit);
    wanted = hash_lines(&start->transcript->lines[start->transcript_at], count);
    window = hash_lines(&golden[start->golden_at], count);
    for (size_t i = 0; i < count; i++)
        power *= factor;
    for (size_t at = start->golden_at;; at++) {
        if (window == wanted && fits_at(start, at, transcript_end, fit))
            return true;
        if (at == last)
            return false;
        window = window * factor + hash_line(&golden[at + count]) - power * hash_line(&golden[at]);
    }
}

/* ---- The likeliest place where they do not ---- */

static bool ends_with_golden(const struct comparison *comparison, size_t golden_at,
                             size_t transcript_end)
{
    return transcript_end == comparison->transcript->count &&
           golden_at + (transcript_end - comparison->transcript_at) == comparison->golden->count;
}

/* Returns whether the lines behind an elision may begin here. The first two of these lines decide
 * that. */
static bool may_begin_at(const struct comparison *comparison, size_t golden_at,
                         size_t transcript_end)
{
    size_t transcript_at = comparison->transcript_at;

    return golden_at == comparison->golden_at ||
           comparison_same_text(comparison, golden_at, transcript_at) ||
           (transcript_at + 1 < transcript_end &&
            comparison_same_text(comparison, golden_at + 1, transcript_at + 1)) ||
           ends_with_golden(comparison, golden_at, transcript_end);
}

/* Returns how likely it is that the lines behind an elision were meant to begin where `tried`
 * began. The comparison `tried` has failed. */
static size_t likelihood(const struct comparison *start, const struct comparison *tried,
                         bool ends_together)
{
    size_t same = 2 * (tried->result.matched - start->result.matched) + tried->same_again;

    /* An elision already says that lines are missing just behind it, so such a difference explains
     * little. */
    return 4 * same + 2 * (tried->result.kind != COMPARE_MISSING_LINES) + ends_together;
}

/* Take the likeliest place, and what is wrong there. Of several likeliest places, take the
 * first. */
static void explain(struct comparison *comparison, size_t transcript_end)
{
    const struct comparison start = *comparison;
    size_t most = 0, budget = *start.texts_compared + EXPLANATION_TEXTS_MAX;

    for (size_t golden_at = start.golden_at; golden_at <= start.golden->count; golden_at++) {
        bool ends_together = ends_with_golden(&start, golden_at, transcript_end);
        struct comparison tried = start;
        size_t likely;

        if (*start.texts_compared > budget && !ends_together)
            continue;
        if (!may_begin_at(&start, golden_at, transcript_end))
            continue;
        tried.golden_at = golden_at;
        tried.result.elided += golden_at - start.golden_at;
        comparison_walk(&tried, transcript_end);
        likely = likelihood(&start, &tried, ends_together);
        if (golden_at == start.golden_at || likely > most) {
            most = likely;
            *comparison = tried;
        }
    }
}

bool comparison_walk_behind_elision(struct comparison *comparison, size_t transcript_end)
{
    struct comparison fit;

    if (find_fit(comparison, transcript_end, &fit)) {
        *comparison = fit;
        return true;
    }
    explain(comparison, transcript_end);
    return false;
}
