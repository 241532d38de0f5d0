/*
 * Judges a run on the real clock by causes. The reference is the same demo's run on the virtual
 * clock, or the golden of its events.
 *
 *   R1  Each task logs its lines in order and with the same text. Tasks are matched by name.
 *   R2  Each line, and each wake between lines, has the same cause. The cause is a timer of the
 *       task itself, of the same length, or the same line of the same task, with the same number
 *       of wakes since that line. The length may differ by `early`, because a program may compute
 *       a delay from the clock.
 *       If something from outside, a child or a peer, led to an event, R2 judges neither the waker
 *       nor the number of wakes: bytes come in pieces or at once, and in any order.
 *   R3  The time since the cause lies within [-early, +late] of the reference's. Each cause is
 *       judged on its own, so nothing accumulates. Where something blocks in the reference, the
 *       event may come as early after its cause as the cause is late; see step_is_early(). If
 *       something from outside led to a line, the time since the task last acted by itself lies
 *       within [-late, +late]. Every timer is judged, whether it wakes a task, makes a task or
 *       calls a function that logs, and whatever set it.
 *   R4  Lines without a causal path between them may swap if they lie within `late` of each other
 *       in the reference.
 */
#ifndef CHECK_CAUSAL_H
#define CHECK_CAUSAL_H

#include "check/steps.h"
#include "run/run.h"

enum difference {
    DIFFERENCE_NONE,
    /* Differences that the rules find, or the comparison of a transcript. */
    DIFFERENCE_WRONG_TEXT,
    DIFFERENCE_MISSING_LINE,
    DIFFERENCE_EXTRA_LINE,
    DIFFERENCE_WRONG_CAUSE,
    DIFFERENCE_TOO_EARLY,
    DIFFERENCE_TOO_LATE,
    DIFFERENCE_OUT_OF_ORDER,
    /* Differences from a golden of events. */
    DIFFERENCE_MISSING_EVENT,
    DIFFERENCE_EXTRA_EVENT,
    DIFFERENCE_WRONG_EVENT,
    /* Differences of the run as a whole. */
    DIFFERENCE_STDERR,
    DIFFERENCE_DEADLOCK,
    DIFFERENCE_LIVELOCK,
    DIFFERENCE_EXIT_CODE,
    DIFFERENCE_CRASHED,
    DIFFERENCE_ENDLESS,
    DIFFERENCE_UNCONTROLLED, /* a replay of the run's own record goes another way */
    /* Failures that are not the run's. */
    DIFFERENCE_GOLDEN,    /* the golden cannot be read */
    DIFFERENCE_RESOURCES, /* the system has no process, memory or descriptor for the run */
};

/* Nanoseconds, not negative. */
struct causal_limits {
    int64_t early, late;
};

/* The lateness of an event whose time depends on the machine alone. */
struct causal_lateness {
    const struct event *event; /* an event of the run; NULL if nothing was late */
    int64_t time;
};

/* The result. Its events belong to the two streams. */
struct causal_result {
    enum difference kind; /* the kind of the first difference */
    /* A line or a wake. NULL if the reference or the run has none there. */
    const struct event *expected, *actual;
    struct step step;      /* if too early or too late: the step */
    bool before_its_cause; /* the event came before its cause, which no race can excuse */
    size_t lines;          /* if missing or extra: the number of lines in a row */
    /* if out of order: the line of the reference that it changed places with */
    const struct event *other;
    bool other_is_its_cause;              /* a causal path leads from that line to this one */
    size_t later;                         /* later lines that differ, too */
    struct causal_lateness latest;        /* the greatest of the whole run */
    struct causal_lateness latest_before; /* the greatest up to the first difference */
};

/* Judge the run. Returns 0 or -ENOMEM. Each step that the rules look at is appended to `steps`,
 * unless `steps` is NULL. */
int causal_judge(const struct stream *reference, const struct stream *run,
                 const struct causal_limits *limits, struct causal_result *result,
                 struct steps *steps);

#endif
