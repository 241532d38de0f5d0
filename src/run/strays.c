#include "run/strays.h"

#include "co/monotonic.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

void strays_begin(struct strays *strays)
{
    strays->spared.count = 0;
    child_list_add_own(&strays->spared);
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
    for (size_t i = 0; i < strays->spared.count; i++)
        if (strays->spared.processes[i] == process)
            return true;
    return false;
}

/* Returns whether one still runs. */
static bool kill_once(const struct strays *strays,
                      bool (*is_known)(const void *context, pid_t process), const void *context)
{
    struct child_list children = { .count = 0 };
    bool runs = false;

    child_list_add_own(&children);
    for (size_t i = 0; i < children.count; i++) {
        pid_t process = (pid_t)children.processes[i];

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

    if (strays->spared.count == CHILD_LIST_MAX)
        return;
    while (kill_once(strays, is_known, context) && monotonic() < until)
        nanosleep(&period, NULL);
}
