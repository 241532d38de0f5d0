/* Tasks that only an ended task could have woken: a remark of debug mode. */
#ifndef RUN_STARVED_H
#define RUN_STARVED_H

#include "co/co.h"

struct run;
struct thing;

/* A task does this to the thing. */
void starved_note_touch(struct thing *thing, uint32_t task, enum co_verb verb);
/* Main has ended. In debug mode, report each task that waits for what only tasks that have ended
 * have ever done. Consumers that are left in queue.get() are ordinary asyncio, so the exit code
 * stays. */
void starved_report(struct run *run);

#endif
