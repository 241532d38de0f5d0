/* The process of a child, and the files in which it leaves what it prints and what came of its
 * run. */
#ifndef CHECK_CHILD_PROCESS_H
#define CHECK_CHILD_PROCESS_H

#include "check/children.h"

#include <signal.h>
#include <sys/types.h>

/* Files, not pipes: nothing has to listen meanwhile, and what a crashed child has printed is there
 * all the same. */
struct child_process {
    pid_t id;
    int log, errors, report;
};

/* Start it, with this mask of signals and no handlers. 0, or -errno: the system has no process or
 * descriptor for it. */
int child_process_begin(struct child_process *process, const struct child *child,
                        const sigset_t *mask);
/* It has been waited for, with this status: note in `child` how it ended and what it left, and
 * close its files. */
void child_process_end(struct child_process *process, struct child *child, int status);

#endif
