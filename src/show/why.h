/*
 * The log with remarks: each line with the account of its task's time since its line before, behind
 * an arrow. The remarks appear line by line while the run goes on.
 *
 * On a terminal the remarks stand in one column, and a line that is too long for that has its
 * remark below. If too few columns are left for that, each remark stands on a line of its own.
 * Elsewhere a remark is the end of its line: "  ← slept 10 ms".
 */
#ifndef SHOW_WHY_H
#define SHOW_WHY_H

#include "run/run.h"
#include "show/account.h"
#include "show/why_layout.h"

struct why_options {
    int width;            /* columns of the terminal; 0: the log goes elsewhere */
    bool moves;           /* the terminal obeys CSI n G, so that no width of an emoji matters */
    bool color;           /* remarks are dim */
    enum symbols symbols; /* of the log */
    /* The run takes no time of its own. So up to WHY_HELD_MAX lines are held back, to choose the
     * column that suits them. Without this, each line is written at once with its remark, and the
     * column does not need the future. */
    bool holds;
    int64_t noise, brief; /* of the account */
    int output;           /* the descriptor of the log, for lines that were held back */
};

enum { WHY_HELD_MAX = 1000 };

/* A line that is held back, without its newline, and its remark. */
struct why_line {
    char *text, *remark;
};

struct why {
    struct why_options options;
    struct account account;
    struct text remark;   /* of the line, with its arrow */
    struct text previous; /* the same of the line before; "": it has none */
    struct why_layout layout;
    struct why_line held[WHY_HELD_MAX];
    size_t held_count;
    bool holds;
    int result; /* the first error */
};

void why_begin(struct why *why, const struct why_options *options);
/* Take an event; for run_listen(), with the struct why as the context. A report of the run, which
 * goes to another descriptor, writes what is held back. */
void why_event(void *why, const struct event *event);
/* Add the remark to a line of the log, which ends with a newline and whose event has just been
 * taken; for on_line of the run_options. A line that is held back becomes empty. */
void why_add(void *why, const struct event *event, struct text *line);
/* Write the lines that are held back, without their remarks; for on_crash of the run_options. A
 * signal handler may call this, and the process ends after it. */
void why_rescue(void *why);
/* Write what is held back, and free all. Returns 0; -ENOMEM: remarks are missing or not complete;
 * or -EIO and the like: the log could not be written. */
int why_end(struct why *why);

#endif
