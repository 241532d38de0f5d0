/*
 * A pattern is a line of text with placeholders:
 *
 *     {int} {float} {hex}    a number; hex with or without 0x
 *     {path}                 characters without blanks and quotes, at least one
 *     {*}                    any characters, also none
 *     {int:port}             a number, which is kept under this name
 *     {=port}                the text that was kept under this name
 *     {{                     a brace
 *     {\r} {\x1b}            a byte that a text file should not hold
 *     {no newline}           at the end: the output ends here, without a newline
 *
 * All other characters stand for themselves, also a brace that closes nothing.
 */
#ifndef CHECK_PATTERN_H
#define CHECK_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum pattern_kind {
    PATTERN_TEXT, /* the part's text itself */
    PATTERN_BYTE,
    PATTERN_INT,
    PATTERN_FLOAT,
    PATTERN_HEX,
    PATTERN_PATH,
    PATTERN_ANY,
    PATTERN_SAME,
    PATTERN_NO_NEWLINE,
};

enum {
    PATTERN_PARTS_MAX = 200, /* of one line */
    CAPTURES_MAX = 64,       /* of one file */
    PATTERN_MESSAGE_MAX = 256,
};

/* A part of a line. Its text is borrowed. */
struct pattern_part {
    enum pattern_kind kind;
    const char *text;
    size_t length;
    unsigned char byte;
    int capture; /* the index of its name; -1: it has none */
};

struct pattern {
    struct pattern_part *parts;
    size_t count;
    bool no_newline; /* it ends with {no newline} */
};

/* A borrowed piece of text. The text is NULL as long as nothing was captured. */
struct piece {
    const char *text;
    size_t length;
};

/* The names that the patterns of a file have captured. All-zero is empty. */
struct capture_names {
    struct piece names[CAPTURES_MAX];
    int count;
};

/* The texts under these names. */
struct captures {
    struct piece texts[CAPTURES_MAX];
};

/*
 * Parse the text, which the pattern borrows, and add the names that it captures to `names`. Returns
 * 0; -EBADMSG with a sentence in `message`, which ends without a full stop; or -ENOMEM. The caller
 * calls pattern_free() in all cases.
 */
int pattern_parse(struct pattern *pattern, const char *text, size_t length,
                  struct capture_names *names, char message[PATTERN_MESSAGE_MAX]);
void pattern_free(struct pattern *pattern);

/*
 * Returns whether the whole text fits. Then `captures` has what the pattern captures, which borrows
 * from the text; otherwise `captures` is as before. Of several ways to fit, the first placeholder
 * takes as much as it can. The effort has a limit: a pattern with many placeholders may count as
 * unfit for a long text.
 */
bool pattern_match(const struct pattern *pattern, const char *text, size_t length,
                   struct captures *captures);

#endif
