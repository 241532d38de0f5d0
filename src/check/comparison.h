/* The state of a comparison, which src/check/compare.c and compare_elision.c share. */
#ifndef CHECK_COMPARISON_H
#define CHECK_COMPARISON_H

#include "check/compare.h"
#include "check/instants.h"

/* The state of a comparison. */
struct comparison {
    const struct transcript *golden;
    const struct transcript *transcript;
    const struct compare_options *options;
    size_t golden_at; /* the next line in each */
    size_t transcript_at;
    struct instants instants;
    const struct transcript_line *golden_before; /* the last pair of lines whose time was judged */
    const struct transcript_line *transcript_before;
    size_t same_again; /* the number of lines behind the difference that are the same again */
    bool only_tries;   /* only test whether the lines fit: do not explain a difference */
    size_t *texts_compared;
    struct compare_result result;
};

/* Returns whether this line of the golden and this line of the transcript have the same text.
 * Returns false behind the end of either. */
bool comparison_same_text(const struct comparison *comparison, size_t golden_at,
                          size_t transcript_at);

/* Returns the length of the line's text without a remark and the blanks before the remark. Two
 * lines that differ only by a remark are the same up to this length. */
size_t comparison_bare_length(const struct transcript_line *line);

/* Compare the lines up to `transcript_end`, which is an elision or the end of the transcript. At
 * the end of the transcript, the golden must have ended, too. Returns false if something differs;
 * then the result has the difference, unless the comparison only tests. */
bool comparison_walk(struct comparison *comparison, size_t transcript_end);

/* Compare the lines behind an elision. They begin at the first place of the golden where all of
 * them fit; if there is none, at the likeliest place. The time is in proportion to the number of
 * lines, except for lines whose text fits at many places where their time does not. */
bool comparison_walk_behind_elision(struct comparison *comparison, size_t transcript_end);

#endif
