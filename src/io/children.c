/*
 * The groups of the children that run, for an end without ceremony: a signal handler that is about
 * to leave the process can do no more than send signals.
 */
#include "io/child.h"

#include <signal.h>
#include <stdatomic.h>

enum { KNOWN = 256 };               /* more than so many at a time are not known here */
static _Atomic pid_t groups[KNOWN]; /* 0: a free place */

void children_add(pid_t group)
{
    for (int i = 0; i < KNOWN; i++) {
        pid_t nobody = 0;

        if (atomic_compare_exchange_strong(&groups[i], &nobody, group))
            return;
    }
}

void children_remove(pid_t group)
{
    for (int i = 0; i < KNOWN; i++) {
        pid_t removed = group;

        if (atomic_compare_exchange_strong(&groups[i], &removed, 0))
            return;
    }
}

void io_kill_children(void)
{
    int saved_errno = errno;

    for (int i = 0; i < KNOWN; i++) {
        pid_t group = atomic_load(&groups[i]);

        if (group)
            kill(-group, SIGKILL);
    }
    errno = saved_errno;
}
