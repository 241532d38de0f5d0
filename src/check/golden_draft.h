/* The lines of a golden file that is being made, from several runs of its command. */
#ifndef CHECK_GOLDEN_DRAFT_H
#define CHECK_GOLDEN_DRAFT_H

#include "check/golden_file.h"
#include "check/golden_lines.h"
#include "check/shell_run.h"
#include "co/explain/growing_text.h"

enum { GOLDEN_RUNS = 3 /* so many runs show what changes from run to run */ };

struct draft_line {
    bool is_error, is_unordered, is_elision, is_pattern, stamped;
    int64_t time;       /* nanoseconds since the first line, if it is stamped */
    struct piece stamp; /* the command's own stamp, with its blank; NULL if it has none */
    struct text text;   /* without marks and stamp */
    /* the index of the line in the stream of the first run; of an elision, the line behind it */
    size_t line;
    /* the index of the line in the first run, which puts the two streams in order */
    size_t arrival;
    size_t number; /* of the old file's line that is kept with its time; 0 if there is none */
};

/* A list of lines. All-zero is empty. */
struct draft {
    struct draft_line *lines;
    size_t count, room;
    /* the greatest difference between the runs in a step from line to line, in nanoseconds */
    int64_t spread;
    size_t last[GOLDEN_RUNS]; /* the line that was added last, in each run */
};

/* Append a line, and own its text. Returns 0 or -ENOMEM; then the text is freed. */
int draft_add(struct draft *draft, struct draft_line line);
void draft_free(struct draft *draft);

/*
 * Draft the lines of one stream from its runs. A part of a line that changes from run to run
 * becomes a placeholder; lines that come in another order are marked; where the number of lines
 * changes, "..." stands for the lines that are not in each run. If `is_endless`, "..." stands for
 * the lines of the last fifth of `limit`, too, and if the output is longer than what is kept, for
 * all but its first lines. Returns 0 or -ENOMEM.
 */
int draft_stream(struct draft *draft, const struct golden_lines runs[GOLDEN_RUNS],
                 const struct shell_run *first, bool is_error, bool is_endless, int64_t limit);

/* Append the text with each character that a text file should not hold as a placeholder, and with
 * braces doubled: the text of a pattern. */
void draft_escape(struct text *pattern, const char *text, size_t length);
/* Returns whether the line can stand in a golden as it is. */
bool draft_is_plain(const struct golden_run_line *line);

#endif
