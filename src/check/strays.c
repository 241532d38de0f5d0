#include "check/strays.h"

#include "check/shell_waits.h"
#include "co/monotonic.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { CHILDREN_MAX = 256 };

void strays_begin(struct strays *strays)
{
    strays->spared_count = shell_waits_children(strays->spared, STRAYS_SPARED);
    strays->before = 0;
#ifdef __linux__
    prctl(PR_GET_CHILD_SUBREAPER, &strays->before);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

void strays_end(const struct strays *strays)
{
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, strays->before);
#else
    (void)strays;
#endif
}

static bool is_spared(const struct strays *strays, long process)
{
    for (size_t i = 0; i < strays->spared_count; i++)
        if (strays->spared[i] == process)
            return true;
    return false;
}

/* Returns whether one still runs. */
static bool kill_once(const struct strays *strays,
                      bool (*is_known)(const void *context, pid_t process), const void *context)
{
    long children[CHILDREN_MAX];
    size_t count = shell_waits_children(children, CHILDREN_MAX);
    bool runs = false;

    for (size_t i = 0; i < count; i++) {
        pid_t process = (pid_t)children[i];

        if (is_spared(strays, process) || is_known(context, process))
            continue;
        kill(process, SIGKILL);
        /* If it has ended, its own children are children of this process now. */
        waitpid(process, NULL, WNOHANG);
        runs = true;
    }
    return runs;
}

void strays_kill(const struct strays *strays, bool (*is_known)(const void *context, pid_t process),
                 const void *context)
{
    static const struct timespec period = { .tv_nsec = 5000000 };
    int64_t until = monotonic() + NANOSECONDS;

    if (strays->spared_count == STRAYS_SPARED)
        return;
    while (kill_once(strays, is_known, context) && monotonic() < until)
        nanosleep(&period, NULL);
}
