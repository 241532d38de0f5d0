/*
 * The verdict on a run on the real clock. What the causal rules cannot judge, a race, is settled by
 * replay: all that a run without threads, children and peers depends on is what it read from the
 * clock, so a run that reads the same again must go the same way. If it does, and this program on
 * the virtual clock is what it should be, then nothing but lateness made the difference, and the
 * machine may be to blame for that.
 *
 * A deterministic program reproduces each of its own runs, a faulty one too. Hence the condition on
 * the virtual clock, and hence the canary: lateness that the machine does not explain is a fault of
 * the program (check/suspicion.h).
 */
#ifndef CHECK_SETTLE_H
#define CHECK_SETTLE_H

#include "check/causal.h"
#include "check/children.h"
#include "check/suspicion.h"
#include "check/verdict.h"

struct settle {
    const struct stream *reference; /* the run on the virtual clock that is judged by */
    bool is_own; /* this program's run on the virtual clock is the same as that */
    const struct child *real;
    const struct machine *machine; /* beside that run */
    int expected_exit_code;
    bool expects_words; /* on stderr */
    struct causal_limits limits;
};

/* True: the verdict is not settled without a replay of the record in `real`. In any case
 * `suspicion` is what speaks against this run. */
bool settle_real(const struct settle *settle, struct suspicion *suspicion, struct verdict *verdict);
/* Settle it by that replay. */
void settle_replay(const struct settle *settle, const struct child *replay,
                   struct verdict *verdict);

/* Several runs were inconclusive; `settle` is about the last one. If the suspicions agree, it fails
 * nevertheless. */
void settle_together(const struct settle *settle, const struct suspicion *suspicions, size_t count,
                     struct verdict *verdict);

/* Is this run on the virtual clock the same as the reference, in its lines and in their causes,
 * give or take a nanosecond a step? */
bool settle_is_same(const struct stream *reference, const struct stream *run);

#endif
