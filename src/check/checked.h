/* The cases of a check and what comes of them; what check.c and measure.c share. */
#ifndef CHECK_CHECKED_H
#define CHECK_CHECKED_H

#include "check/cases.h"
#include "check/children.h"
#include "check/orphans.h"
#include "check/suspicion.h"
#include "check/transcript.h"
#include "check/verdict.h"

enum {
    MEASUREMENTS_MAX = 3 /* of a case that is inconclusive */
};

/* A demo or variant, on both clocks. */
struct checked {
    struct check_case what;
    struct transcript golden, errors;
    struct child run; /* on the virtual clock */
    struct verdict verdict;

    struct stream loaded;           /* the reference of another build */
    const struct stream *reference; /* that, or the stream of `run`; NULL: there is none */
    bool is_own;
    struct child real_run, replay;
    struct suspicion suspicions[MEASUREMENTS_MAX];
    struct verdict real_verdict;
    bool needs_run, needs_replay;
    bool judged, real_judged; /* not so where an interrupt came before */
};

struct check {
    const struct check_options *options;
    struct checked *cases;
    size_t count;
    struct orphans orphans;
};

/* The child that runs the case on this clock. */
struct child checked_child(const struct checked *one, enum co_clock clock);
/* Did an interrupt, with which running ended as `rc`, keep the child from its end? */
bool checked_is_cut_off(int rc, const struct child *run);
/* Run the cases for which `prepare` has a child. 0, -EINTR, -ENOMEM. */
int checked_run(const struct check *check, struct child *(*prepare)(struct checked *one));

#endif
