/* The verdict on a run of a golden file's command. */
#ifndef CHECK_GOLDEN_VERDICT_H
#define CHECK_GOLDEN_VERDICT_H

#include "check/children.h"
#include "check/golden_match.h"
#include "check/machine.h"
#include "check/verdict.h"
#include "co/explain/growing_text.h"

/* All pointers are borrowed. */
struct golden_case {
    const struct golden_file *file;
    const char *path;
    const struct child *run;
    const struct machine *machine;
    struct golden_limits limits;
};

/* The evidence of an inconclusive run: the line that was late. Only how long the whole system kept
 * some task waiting excuses it; no processor stalled for so long, and no process of the command
 * waited for so long. */
struct golden_suspicion {
    const struct golden_item *item; /* NULL if the machine's lateness is certain */
    enum difference kind;
    size_t sentence; /* the length of the verdict's message that tells the difference */
};

/* Judge whether the output of a command is lost: its run has no report, because a process that
 * follows the command was ended or stopped, or the system refused it. Returns whether it is so. */
bool golden_is_lost(const struct child *run, struct verdict *verdict);

/* Judge the run. Its output on stderr is collected in `errors` if it may help a reader. */
void golden_judge(const struct golden_case *one, struct golden_suspicion *suspicion,
                  struct verdict *verdict, struct text *errors);

/* Judge several runs that were inconclusive; the verdict is that of the last one. If the suspicions
 * of all of them agree, the case fails. */
void golden_judge_together(const struct golden_suspicion *suspicions, size_t count,
                           struct verdict *verdict);

#endif
