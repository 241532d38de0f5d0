/*
 * The verdict on a run on the real clock. The causal rules cannot judge a race; a replay settles
 * it. A run without threads, children and peers depends only on its readings of the clock, so a run
 * with the same readings must go the same way. If it does, and this program passes on the virtual
 * clock, then only lateness made the difference, and the machine may be to blame for that.
 *
 * A deterministic program reproduces each of its own runs, also if the program is faulty. Therefore
 * it must pass on the virtual clock, and a canary watches the machine: lateness that the machine
 * does not explain is a fault of the program (check/suspicion.h).
 */
#ifndef CHECK_SETTLE_H
#define CHECK_SETTLE_H

#include "check/causal.h"
#include "check/children.h"
#include "check/suspicion.h"
#include "check/verdict.h"

struct settle {
    const struct stream *reference; /* the run on the virtual clock to compare with */
    bool is_own; /* this program's own run on the virtual clock is the same as the reference */
    const struct child *real;
    const struct machine *machine; /* the machine's record beside that run */
    int expected_exit_code;
    bool expects_words; /* the golden of stderr is not empty */
    struct causal_limits limits;
};

/* Judge the real run. Returns true if only a replay of the record in `real` can settle the verdict.
 * In any case `suspicion` gets the evidence against this run. */
bool settle_real(const struct settle *settle, struct suspicion *suspicion, struct verdict *verdict);
/* Settle the verdict by that replay. */
void settle_replay(const struct settle *settle, const struct child *replay,
                   struct verdict *verdict);

/* Settle several runs that were inconclusive; `settle` is about the last one. If the suspicions of
 * all of them agree, the case fails nevertheless. */
void settle_together(const struct settle *settle, const struct suspicion *suspicions, size_t count,
                     struct verdict *verdict);

/* Returns whether this run on the virtual clock is the same as the reference, in its lines and in
 * their causes. Each step may differ by a nanosecond. */
bool settle_is_same(const struct stream *reference, const struct stream *run);

#endif
