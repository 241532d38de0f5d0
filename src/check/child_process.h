/* A child's process, and the files that hold its output and its report. */
#ifndef CHECK_CHILD_PROCESS_H
#define CHECK_CHILD_PROCESS_H

#include "check/children.h"

#include <signal.h>
#include <sys/types.h>

/* The output goes to files, not pipes: no process has to read them meanwhile, and the output of a
 * crashed child is not lost. */
struct child_process {
    pid_t id;
    int log, errors, report;
};

/* Start the process of a child and its followers, with this mask of signals and no handlers.
 * Returns 0, or -errno if the system has no process or descriptor left. */
int child_process_begin(struct child_process *process, const struct child *child,
                        const sigset_t *mask);
/* The caller has waited for the process, which ended with this status. Note in the children what
 * each left and how it ended, and close the files of the process. Returns the child that ran last:
 * those behind it did not run. */
struct child *child_process_end(struct child_process *process, struct child *child, int status);

#endif
