/*
 * Judges a run on the real clock by causes. The reference is the same demo's run on the virtual
 * clock.
 *
 *   R1  Each task's own lines, in order, with the same text. Tasks are matched by name.
 *   R2  Each line, and each wake between lines, has the same cause: own timer of the same length
 *       (give or take `early`, as it may be reckoned from the clock), or woken by the same line of
 *       the same task as the k-th since then.
 *       Where something from outside, a child or a peer, led to an event, neither the waker nor the
 *       number of wakes counts: bytes come in pieces or at once, and in any order.
 *   R3  The time since its cause lies within [-early, +late] of the reference's. Each cause is
 *       judged on its own, so nothing accumulates. Where something from outside led to a line, the
 *       time since the task did something last by itself lies within [-late, +late]. Every timer is
 *       judged, whatever set it and whatever it does: wake a task, make one, call what logs.
 *   R4  Lines without a causal path between them may swap when the reference has them within
 *       `late` of each other.
 */
#ifndef CHECK_CAUSAL_H
#define CHECK_CAUSAL_H

#include "check/steps.h"
#include "run/run.h"

enum difference {
    DIFFERENCE_NONE,
    /* By the rules, and by comparing a transcript. */
    DIFFERENCE_WRONG_TEXT,
    DIFFERENCE_MISSING_LINE,
    DIFFERENCE_EXTRA_LINE,
    DIFFERENCE_WRONG_CAUSE,
    DIFFERENCE_TOO_EARLY,
    DIFFERENCE_TOO_LATE,
    DIFFERENCE_OUT_OF_ORDER,
    /* Of the run as a whole. */
    DIFFERENCE_STDERR,
    DIFFERENCE_DEADLOCK,
    DIFFERENCE_LIVELOCK,
    DIFFERENCE_EXIT_CODE,
    DIFFERENCE_CRASHED,
    DIFFERENCE_ENDLESS,
    DIFFERENCE_UNCONTROLLED, /* not even its own record makes the program run so again */
    /* Not of the run. */
    DIFFERENCE_GOLDEN,    /* the golden cannot be read */
    DIFFERENCE_RESOURCES, /* the system has no process, memory or descriptor for it */
};

/* Nanoseconds, not negative. */
struct causal_limits {
    int64_t early, late;
};

/* How late something was that depends on the machine alone. */
struct causal_lateness {
    const struct event *event; /* of the run; NULL: nothing was late */
    int64_t time;
};

/* Events belong to the two streams. */
struct causal_result {
    enum difference kind; /* of the first difference */
    /* A line, or a wake. NULL: the reference or the run has none there. */
    const struct event *expected, *actual;
    struct step step;          /* too early, too late: this one */
    bool before_its_cause;     /* too early, and no race can have made it so */
    size_t lines;              /* missing, extra: how many in a row */
    const struct event *other; /* out of order: the reference's line that it changed places with */
    bool other_is_its_cause;   /* there is a causal path from that line */
    size_t later;              /* lines behind it that differ too */
    struct causal_lateness latest;        /* of the whole run */
    struct causal_lateness latest_before; /* up to the first difference */
};

/* 0, or -ENOMEM. Each step that the rules look at is appended to `steps`, unless that is NULL. */
int causal_judge(const struct stream *reference, const struct stream *run,
                 const struct causal_limits *limits, struct causal_result *result,
                 struct steps *steps);

#endif
