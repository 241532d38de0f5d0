/* The verdict on a case, and its words. */
#ifndef CHECK_VERDICT_H
#define CHECK_VERDICT_H

#include "check/causal.h"
#include "check/cause.h"
#include "check/duration.h"
#include "check/golden.h"
#include "check/transcript.h"
#include "run/run.h"

enum verdict_kind {
    VERDICT_PASSED,
    VERDICT_FAILED,
    VERDICT_INCONCLUSIVE, /* this machine was too late to tell */
    VERDICT_SKIPPED,
    VERDICT_BROKEN, /* the tool itself failed */
};

enum { VERDICT_MESSAGE_MAX = 1024 };

/* One side of a difference, the golden's or the run's: a line, or the wake of a task. All pointers
 * are borrowed. */
struct verdict_side {
    bool present;
    int64_t time;
    const char *text; /* the text without a NUL at its end; NULL for a wake */
    size_t length;
    const struct stream *stream;
    const struct event *event; /* NULL if only the text is known */
    /* The whole line of a transcript. NULL if the side belongs to a stream. */
    const char *whole;
    size_t whole_length;
    bool unstamped;  /* the line has no stamp, and so no time */
    bool is_pattern; /* the text is not compared as it is */
    bool is_cut;     /* the line goes on behind the text */
};

/* The part of a verdict about a golden's file. */
struct verdict_golden {
    enum golden_part part;
    size_t line;                   /* 0 stands for the file as a whole */
    bool is_command;               /* the line is a command that cannot run as it is */
    enum transcript_damage damage; /* set with DIFFERENCE_GOLDEN */
};

/* A place in the source. */
struct verdict_place {
    const char *file; /* NULL or "" if unknown */
    int line;
    const char *call; /* the call that is written there; "" if unknown */
};

/* A verdict. An all-zero verdict is passed. */
struct verdict {
    enum verdict_kind kind;
    /* the first difference; if passed: the difference that lateness explains */
    enum difference difference;
    /* A sentence without its full stop; empty if the case passed and needs no explanation. */
    char message[VERDICT_MESSAGE_MAX];
    struct verdict_side expected, actual;
    const char *stderr_text; /* the run's output on stderr, if it helps a reader; borrowed */
    size_t stderr_size;
    size_t later;        /* the number of later lines that differ, too */
    bool has_lateness;   /* true on the real clock */
    int64_t limit;       /* of the lateness; 0: the limit of the whole report */
    int64_t lateness;    /* the greatest lateness of the run, in nanoseconds */
    unsigned measured;   /* the number of its runs on the real clock */
    double load_average; /* if inconclusive: the load of this machine then; negative if unknown */
    struct verdict_golden golden;
    struct verdict_place place; /* of a difference in the events; otherwise the sides have it */
};

/* Returns the kind of a difference in words: "wrong cause". */
const char *difference_name(enum difference difference);
/* Returns the verdict in a word: "passed", ... */
const char *verdict_name(enum verdict_kind kind);

/* Set the message, without a full stop at its end. */
void verdict_say(struct verdict *verdict, const char *format, ...) CO_PRINTF(2, 3);

/* Append to the message. */
void verdict_add(struct verdict *verdict, const char *format, ...) CO_PRINTF(2, 3);

/* Write the first lines of the run's output on stderr under a heading. Write nothing if there is no
 * output. */
void verdict_write_stderr(FILE *out, const struct verdict *verdict);

struct verdict_side verdict_side(const struct stream *stream, const struct event *event);

#endif
