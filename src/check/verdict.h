/* What came of a case, and the words for it. */
#ifndef CHECK_VERDICT_H
#define CHECK_VERDICT_H

#include "check/causal.h"
#include "check/cause.h"
#include "check/duration.h"
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

/* A line, or what woke a task, as the golden or as the run has it. All is borrowed. */
struct verdict_side {
    bool present;
    int64_t time;
    const char *text; /* not terminated by a NUL; NULL: a wake, not a line */
    size_t length;
    const struct stream *stream;
    const struct event *event; /* NULL: no more is known than the text */
    /* Of a transcript: the line as it stands there. NULL: of a stream. */
    const char *whole;
    size_t whole_length;
    bool unstamped; /* then it has no time */
};

/* What a verdict says about a golden's file. */
struct verdict_golden {
    bool of_stderr;                /* not of the log */
    size_t line;                   /* 0: the file as a whole */
    enum transcript_damage damage; /* DIFFERENCE_GOLDEN */
};

/* All-zero is passed. */
struct verdict {
    enum verdict_kind kind;
    enum difference difference; /* the first; passed: what lateness explains */
    /* A sentence without its full stop; empty if passed and there is nothing to be said. */
    char message[VERDICT_MESSAGE_MAX];
    struct verdict_side expected, actual;
    const char *stderr_text; /* what the run said there, if that helps; borrowed */
    size_t stderr_size;
    size_t later;        /* lines behind the first difference that differ too */
    bool has_lateness;   /* on the real clock */
    int64_t lateness;    /* the greatest of the run; nanoseconds */
    unsigned measured;   /* how often it was run on the real clock */
    double load_average; /* inconclusive: of this machine then; negative: unknown */
    struct verdict_golden golden;
};

/* The kind of a difference, in words: "wrong cause". */
const char *difference_name(enum difference difference);
/* "passed", ... */
const char *verdict_name(enum verdict_kind kind);

/* Set the message. A full stop at its end is taken off. */
void verdict_say(struct verdict *verdict, const char *format, ...) CO_PRINTF(2, 3);

/* Append to the message. */
void verdict_add(struct verdict *verdict, const char *format, ...) CO_PRINTF(2, 3);

/* Write what the run said on stderr, the first lines of it, under a heading; nothing if it said
 * nothing. */
void verdict_write_stderr(FILE *out, const struct verdict *verdict);

struct verdict_side verdict_side(const struct stream *stream, const struct event *event);

#endif
