/* One stream of a golden file, beside the same stream of a run: the lines that belong together. */
#ifndef CHECK_GOLDEN_LINES_H
#define CHECK_GOLDEN_LINES_H

#include "check/golden_file.h"
#include "check/shell_lines.h"

/* A line of the run, without its own stamp if the golden's stamps are the command's own. */
struct golden_run_line {
    const struct shell_line *line;
    const char *text;
    size_t length;
    bool stamped;
    int64_t time; /* nanoseconds: when it arrived, or what its own stamp says */
};

/* The lines of a stream, and what is found. */
struct golden_lines {
    const struct golden_item **items; /* of the stream, with its elisions */
    size_t item_count;
    struct golden_run_line *lines; /* of the stream */
    size_t line_count;
    int64_t zero; /* when the first line of either stream arrived, since the start */
    /* For each item, the index of its line plus 1; 0 if it has none. Of lines that may change
     * places, the n-th has the n-th line. */
    size_t *line_of;

    bool differs; /* if so, the difference begins here: at the ends if nothing is there any more */
    size_t item_at, line_at;
    /* Among lines that may change places, no line of the run is that item, and no item is that
     * line. */
    bool is_unordered;
};

/* Collect the lines of stdout or stderr. Returns 0 or -ENOMEM; the caller calls
 * golden_lines_free() in both cases. */
int golden_lines_collect(struct golden_lines *stream, const struct golden_file *file,
                         const struct shell_lines *output, bool is_error);
/* Match the lines, and capture texts; a stream can be matched again. Returns 0 or -ENOMEM. */
int golden_lines_match(struct golden_lines *stream, struct captures *captures);
void golden_lines_free(struct golden_lines *stream);

/* Returns whether the line has the text that the item demands. Captures, if that is so. */
bool golden_line_is(const struct golden_item *item, const struct golden_run_line *line,
                    struct captures *captures);
/* Returns the same without the newline at its end. */
bool golden_line_has_text(const struct golden_item *item, const struct golden_run_line *line,
                          struct captures *captures);

#endif
