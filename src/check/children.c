#include "check/children.h"

#include "check/child_process.h"
#include "co/monotonic.h"
#include "run/strays.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PROGRESS_AFTER_MILLISECONDS = 300,
    PROGRESS_EVERY_MILLISECONDS = 100,
};

#define MILLISECONDS INT64_C(1000000)

/* A child that is running. */
struct running {
    struct child *child;
    struct child_process process;
    int64_t began;
    bool timed_out;
};

struct nursery {
    struct child *children;
    size_t count, begun, ended;
    struct running *running;
    size_t running_count, side_by_side;
    struct strays strays;
    sigset_t signals_before;
    struct sigaction actions_before[3];
    int64_t began;
    FILE *progress;
    const struct children_beside *beside; /* NULL: none */
    bool progress_shown;
    int times_told; /* how often the children were told to end */
    int64_t told_at;
};

static const int signals_handled[3] = { SIGCHLD, SIGINT, SIGTERM };
static volatile sig_atomic_t interrupts;

/* ---- Beginning ---- */

static int begin_child(struct nursery *nursery, struct child *child)
{
    struct running running = { .child = child, .began = monotonic() };
    int rc = child_process_begin(&running.process, child, &nursery->signals_before);

    if (rc == 0)
        nursery->running[nursery->running_count++] = running;
    return rc;
}

static void begin_what_fits(struct nursery *nursery)
{
    while (nursery->begun < nursery->count && nursery->running_count < nursery->side_by_side &&
           !nursery->times_told) {
        struct child *child = &nursery->children[nursery->begun];
        const struct children_beside *beside = nursery->beside;
        int rc;

        if (beside && !beside->prepare(beside->context, nursery->begun)) {
            nursery->begun++;
            nursery->ended++;
            continue;
        }
        rc = begin_child(nursery, child);
        if (rc < 0 && nursery->running_count)
            return; /* try again when a child has ended: there may be room then */
        nursery->begun += 1 + child->followers;
        if (rc < 0) {
            child->end = CHILD_REFUSED;
            child->status = rc;
            nursery->ended += 1 + child->followers;
        }
    }
}

/* ---- Ending ---- */

static bool is_running(const void *context, pid_t process)
{
    const struct nursery *nursery = context;

    for (size_t i = 0; i < nursery->running_count; i++)
        if (nursery->running[i].process.id == process)
            return true;
    return false;
}

static void gather_ended(struct nursery *nursery)
{
    bool has_strays = false;
    size_t kept = 0;

    for (size_t i = 0; i < nursery->running_count; i++) {
        struct running *running = &nursery->running[i];
        struct child *last;
        int status = 0;
        pid_t ended = waitpid(running->process.id, &status, WNOHANG);

        if (ended == 0) {
            nursery->running[kept++] = *running;
            continue;
        }
        /* end the processes that the child may have left behind */
        kill(-running->process.id, SIGKILL);
        has_strays |= WIFSIGNALED(status);
        running->child->took = monotonic() - running->began;
        last = child_process_end(&running->process, running->child, status);
        if (running->timed_out && last->end != CHILD_REFUSED)
            last->end = CHILD_TIMED_OUT;
        nursery->ended += 1 + running->child->followers;
    }
    nursery->running_count = kept;
    /* A process ends all that its command or its demo began, also in groups of their own, unless it
     * crashes or is killed. */
    if (has_strays)
        strays_kill(&nursery->strays, is_running, nursery);
}

static void tell(const struct running *running, int signal)
{
    /* The child may not have called setsid() yet. */
    if (kill(-running->process.id, signal) < 0)
        kill(running->process.id, signal);
}

static void tell_all(const struct nursery *nursery, int signal)
{
    for (size_t i = 0; i < nursery->running_count; i++)
        tell(&nursery->running[i], signal);
}

/* Handle SIGINT and SIGTERM. The first signal asks the children to end. A second signal, or too
 * long a wait, kills them. */
static void heed_interrupts(struct nursery *nursery)
{
    if (!interrupts)
        return;
    if (!nursery->times_told) {
        nursery->times_told = 1;
        nursery->told_at = monotonic();
        tell_all(nursery, SIGTERM);
    }
    if (interrupts > 1 || monotonic() - nursery->told_at > CHILD_LINGER_SECONDS * NANOSECONDS)
        tell_all(nursery, SIGKILL);
}

/* Of a process, for all that it runs. */
unsigned children_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 0 ? (unsigned)count : 1;
}

static int64_t time_limit_of(const struct child *child)
{
    int64_t limit = child->time_limit;

    for (size_t i = 1; i <= child->followers; i++)
        limit += child[i].time_limit;
    return limit;
}

/* Kill the children whose time is over. Returns the earliest moment when the time of another child
 * will be over. */
static int64_t heed_time_limits(struct nursery *nursery)
{
    int64_t next = INT64_MAX, time = monotonic();

    for (size_t i = 0; i < nursery->running_count; i++) {
        struct running *running = &nursery->running[i];
        int64_t limit = time_limit_of(running->child);

        if (time - running->began >= limit) {
            running->timed_out = true;
            tell(running, SIGKILL);
        } else if (running->began + limit < next) {
            next = running->began + limit;
        }
    }
    return next;
}

/* ---- Waiting ---- */

static void show_progress(struct nursery *nursery)
{
    int64_t passed = monotonic() - nursery->began;

    if (!nursery->progress || passed < PROGRESS_AFTER_MILLISECONDS * MILLISECONDS)
        return;
    nursery->progress_shown = true;
    fprintf(nursery->progress, "\r%zu of %zu runs have ended, %.1f s\033[K", nursery->ended,
            nursery->count, (double)passed / (double)NANOSECONDS);
    fflush(nursery->progress);
}

static void clear_progress(struct nursery *nursery)
{
    if (!nursery->progress_shown)
        return;
    fputs("\r\033[K", nursery->progress);
    fflush(nursery->progress);
}

/* Wait until a signal comes, a time limit is over or the progress must be shown. */
static void wait_for_news(const struct nursery *nursery, int64_t until)
{
    int64_t left = until - monotonic();
    struct timespec timeout;

    if (nursery->progress && left > PROGRESS_EVERY_MILLISECONDS * MILLISECONDS)
        left = PROGRESS_EVERY_MILLISECONDS * MILLISECONDS;
    if (nursery->times_told && left > CHILD_LINGER_SECONDS * NANOSECONDS)
        left = CHILD_LINGER_SECONDS * NANOSECONDS;
    if (left < 0)
        left = 0;
    timeout.tv_sec = (time_t)(left / NANOSECONDS);
    timeout.tv_nsec = (long)(left % NANOSECONDS);
    pselect(0, NULL, NULL, NULL, &timeout, &nursery->signals_before);
}

static void on_child(int signal)
{
    (void)signal; /* the signal only has to interrupt the wait */
}

static void on_interrupt(int signal)
{
    (void)signal;
    interrupts++;
}

/* Handle the signals. They are blocked, and arrive only in wait_for_news(). */
static void handle_signals(struct nursery *nursery)
{
    sigset_t handled;

    interrupts = 0;
    sigemptyset(&handled);
    for (size_t i = 0; i < 3; i++)
        sigaddset(&handled, signals_handled[i]);
    sigprocmask(SIG_BLOCK, &handled, &nursery->signals_before);
    for (size_t i = 0; i < 3; i++) {
        struct sigaction action = { .sa_handler = on_interrupt };

        if (signals_handled[i] == SIGCHLD)
            action.sa_handler = on_child;
        sigaction(signals_handled[i], &action, &nursery->actions_before[i]);
        /* The process that started the checker may have blocked them. */
        sigdelset(&nursery->signals_before, signals_handled[i]);
    }
}

/* Unblock before the old actions are back: an interrupt that is still pending would otherwise end
 * this process, and with it what the runs have shown. */
static void restore_signals(struct nursery *nursery, const sigset_t *mask)
{
    sigprocmask(SIG_SETMASK, mask, NULL);
    for (size_t i = 0; i < 3; i++)
        sigaction(signals_handled[i], &nursery->actions_before[i], NULL);
}

static bool works(const struct nursery *nursery)
{
    const struct children_beside *beside = nursery->beside;

    return beside && !nursery->times_told && beside->work(beside->context);
}

static void run_all(struct nursery *nursery)
{
    int64_t next;

    while (nursery->ended < nursery->count) {
        begin_what_fits(nursery);
        if (!nursery->running_count)
            return; /* an interrupt came before they began, or none is to be run */
        show_progress(nursery);
        next = heed_time_limits(nursery);
        wait_for_news(nursery, works(nursery) ? 0 : next);
        heed_interrupts(nursery);
        gather_ended(nursery);
    }
}

/* Signals and strays are as before afterwards. */
static void run_shielded(struct nursery *nursery)
{
    sigset_t mask;

    fflush(NULL);
    sigprocmask(SIG_SETMASK, NULL, &mask);
    strays_begin(&nursery->strays);
    handle_signals(nursery);
    run_all(nursery);
    restore_signals(nursery, &mask);
    strays_end(&nursery->strays);
}

int children_run_beside(struct child *children, size_t count, unsigned side_by_side, FILE *progress,
                        const struct children_beside *beside)
{
    struct nursery nursery = { .children = children,
                               .count = count,
                               .side_by_side = side_by_side ? side_by_side : count,
                               .began = monotonic(),
                               .progress = progress,
                               .beside = beside };

    if (!count)
        return 0;
    nursery.running = calloc(nursery.side_by_side < count ? nursery.side_by_side : count,
                             sizeof *nursery.running);
    if (!nursery.running && beside)
        return -ENOMEM;
    if (!nursery.running) {
        for (size_t i = 0; i < count; i++) {
            children[i].end = CHILD_REFUSED;
            children[i].status = -ENOMEM;
        }
        return 0;
    }
    run_shielded(&nursery);
    clear_progress(&nursery);
    free(nursery.running);
    return interrupts ? -EINTR : 0;
}

int children_run(struct child *children, size_t count, unsigned side_by_side, FILE *progress)
{
    return children_run_beside(children, count, side_by_side, progress, NULL);
}
