/* The cases of a check and their verdicts: check.c and measure.c share them. */
#ifndef CHECK_CHECKED_H
#define CHECK_CHECKED_H

#include "check/cases.h"
#include "check/children.h"
#include "check/golden_check.h"
#include "check/golden_events.h"
#include "check/orphans.h"
#include "check/suspicion.h"
#include "check/transcript.h"
#include "check/verdict.h"
#include "check/verdicts.h"

/* A demo or variant, with its runs on both clocks. */
struct checked {
    struct check_case what;
    struct transcript golden, errors;
    struct golden_events events;
    struct child run; /* the run on the virtual clock */
    struct verdict verdict;

    struct stream loaded; /* the reference that another build saved */
    /* `loaded`, or the golden of events, or the stream of `run`; NULL if there is none */
    const struct stream *reference;
    bool is_own;
    struct child real_run, replay;
    struct suspicion suspicions[MEASUREMENTS_MAX];
    struct verdict real_verdict;
    bool needs_run, needs_replay;
    bool judged, real_judged; /* false if an interrupt came first */
    bool was_measured;        /* the last measurement has judged it on the real clock */

    /* If it is run again and again: the verdicts, and the worst of them with its run. */
    struct verdicts verdicts;
    bool has_worst;
    struct {
        struct child run, replay;
        struct verdict verdict;
    } worst;
};

struct check {
    const struct check_options *options;
    struct checked *cases;
    size_t count;
    struct golden_check goldens;
    struct orphans orphans;
};

/* Returns the child that runs the case on this clock. */
struct child checked_child(const struct checked *one, enum co_clock clock);
/* Returns whether an interrupt kept the child from its end; `rc` is the result of
 * children_run(). */
bool checked_is_cut_off(int rc, const struct child *run);
/* Run the cases for which `prepare` returns a child. Returns 0, -EINTR or -ENOMEM. */
int checked_run(const struct check *check, struct child *(*prepare)(struct checked *one));

#endif
