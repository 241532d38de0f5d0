/* How far a comparison has come: what src/check/compare.c and compare_elision.c share. */
#ifndef CHECK_COMPARISON_H
#define CHECK_COMPARISON_H

#include "check/compare.h"

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
    bool only_tries;   /* whether the lines fit: a difference is not explained */
    size_t *texts_compared;
    struct compare_result result;
};

/* Does this line of the golden have the text of this line of the transcript? False behind the end
 * of either. */
bool comparison_same_text(const struct comparison *comparison, size_t golden_at,
                          size_t transcript_at);

/* The length of the line's text without a remark and the blanks before it. Lines of which one is
 * the other with a remark have this much in common. */
size_t comparison_bare_length(const struct transcript_line *line);

/* Compare the lines up to `transcript_end`, an elision or the end; at the end the golden must have
 * ended, too. False if something differs; then the result has it, unless the comparison only
 * tries. */
bool comparison_walk(struct comparison *comparison, size_t transcript_end);

/* The same for lines behind an elision: they begin at the first place of the golden where all of
 * them fit, else at the likeliest one. Takes time in proportion to the lines, but for lines whose
 * text fits at many places and whose time does not. */
bool comparison_walk_behind_elision(struct comparison *comparison, size_t transcript_end);

#endif
