#include "io/process/child.h"

#include "co/list.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const double default_patience = 1;
static const double between_looks = 0.01; /* seconds, at what is left of a group */

/* ---- Pipes ---- */

/* If the standard descriptors are closed, a pipe would get their numbers. */
static int above_standard(int descriptor)
{
    int moved;

    if (descriptor > STDERR_FILENO)
        return descriptor;
    moved = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(descriptor);
    return moved;
}

static void close_ends(struct child_ends *ends)
{
    for (int i = 0; i < CHILD_STREAMS; i++)
        if (ends->descriptors[i] >= 0)
            close(ends->descriptors[i]);
}

static int open_pipe(struct io_process *process, struct child_ends *ends, int which, size_t limit)
{
    bool in_time = co_time_is_virtual();
    int pair[2], ours, rc;

    if (pipe2(pair, O_CLOEXEC) < 0)
        return co_raise(-errno, "there is no descriptor left for a pipe to a child");
    ours = which == CHILD_INPUT ? 1 : 0;
    ends->descriptors[which] = above_standard(pair[!ours]);
    ours = above_standard(pair[ours]);
    rc = ours < 0 || ends->descriptors[which] < 0
             ? co_raise(-EMFILE, "there is no descriptor left for a pipe to a child")
             : io_stream_open(&process->streams[which], ours, in_time ? CO_OF_PARTY : 0,
                              in_time ? &process->in_time.party : NULL);
    if (rc < 0 && ours >= 0)
        close(ours);
    if (rc == 0 && limit)
        io_stream_set_limit(process->streams[which], limit);
    return rc;
}

static int open_pipes(struct io_process *process, struct child_ends *ends,
                      const struct io_process_options *options)
{
    const enum io_redirect how[] = { options->input, options->output, options->errors };
    int rc = 0;

    for (int i = 0; i < CHILD_STREAMS && rc == 0; i++)
        if (how[i] == IO_PIPE)
            rc = open_pipe(process, ends, i, options->limit);
    return rc;
}

/* ---- Making ---- */

static void end_with_loop(struct co_ending *ending)
{
    struct io_process *process = container_of(ending, struct io_process, ending);

    process->waits = 0; /* the tasks that still wait do not run again */
    io_process_release(process);
}

static void name_process(struct io_process *process, const char *const *arguments)
{
    int used = snprintf(process->name, sizeof process->name, "child %d,", (int)process->id);

    for (; *arguments && used < (int)sizeof process->name; arguments++)
        used +=
            co_format(process->name + used, sizeof process->name - (size_t)used, " %s", *arguments);
}

static int spawn(struct io_process *process, const char *const *arguments,
                 const struct io_process_options *options, const struct child_ends *ends)
{
    sigset_t before;
    int rc;

    process->place = children_reserve();
    if (!process->place)
        return co_raise(-ENOMEM, "there is no memory for a child");
    children_begin(&before);
    rc = child_spawn(process, arguments, options, ends);
    if (rc == 0)
        children_enter(process->place, process->id);
    children_began(&before);
    return rc;
}

static int begin(struct io_process *process, const char *const *arguments,
                 const struct io_process_options *options)
{
    struct child_ends ends = { { -1, -1, -1 } };
    int rc = open_pipes(process, &ends, options);

    /* After its streams, so that it is ended before them. */
    rc = rc < 0 ? rc : co_ending_add(&process->ending);
    rc = rc < 0 ? rc : child_party_open(process);
    rc = rc < 0 ? rc : spawn(process, arguments, options, &ends);
    close_ends(&ends);
    if (rc < 0)
        return rc;
    name_process(process, arguments);
    child_party_enter(process);
    return child_watch_begin(process);
}

static int create(struct io_process **created, const char *const *arguments,
                  const struct io_process_options *options)
{
    static const struct io_process_options inherit_all;
    struct io_process *process;
    int rc;

    *created = NULL;
    options = options ? options : &inherit_all;
    if (isnan(options->patience))
        return co_raise(-EINVAL, "a patience that is not a number");
    process = co_memory_resize(NULL, sizeof *process);
    if (!process)
        return co_raise(-ENOMEM, "there is no memory for a child");
    *process = (struct io_process){
        .descriptor = -1,
        .in_time.listener = -1,
        .ending.end = end_with_loop,
        .patience = options->patience > 0 ? options->patience : default_patience,
    };
    rc = begin(process, arguments, options);
    if (rc < 0)
        io_process_release(process);
    else
        *created = process;
    return rc;
}

int io_create_subprocess_shell(struct io_process **process, const char *command,
                               const struct io_process_options *options)
{
    return create(process, (const char *const[]){ "/bin/sh", "-c", command, NULL }, options);
}

int io_create_subprocess_exec(struct io_process **process, const char *const *arguments,
                              const struct io_process_options *options)
{
    *process = NULL;
    if (!arguments || !arguments[0])
        return co_raise(-EINVAL, "there is no program to run");
    return create(process, arguments, options);
}

static void leave(struct io_process *process)
{
    if (process->released && process->waits == 0)
        co_memory_resize(process, 0);
}

void io_process_release(struct io_process *process)
{
    if (!process)
        return;
    process->released = true;
    process->waits++; /* what is woken here may not free it yet */
    co_ending_remove(&process->ending);
    if (process->id)
        child_watch_signal(process, (struct child_signal){ SIGKILL, .to_group = true });
    for (int i = 0; i < CHILD_STREAMS; i++)
        if (process->streams[i]) {
            io_stream_abort(process->streams[i]);
            io_stream_release(process->streams[i]);
        }
    child_party_close(process);
    children_leave(process->place);
    process->place = NULL;
    if (process->id)
        child_watch_end(process);
    process->waits--;
    leave(process);
}

/* ---- What it has ---- */

struct io_stream *io_process_input(const struct io_process *process)
{
    return process->streams[CHILD_INPUT];
}

struct io_stream *io_process_output(const struct io_process *process)
{
    return process->streams[CHILD_OUTPUT];
}

struct io_stream *io_process_errors(const struct io_process *process)
{
    return process->streams[CHILD_ERRORS];
}

int io_process_id(const struct io_process *process)
{
    return (int)process->id;
}

/* ---- Waiting ---- */

bool io_process_ended(const struct io_process *process, int *status)
{
    /* (To look at it changes nothing but what is known.) */
    if (!process->ended && child_party_is_settled(process))
        child_watch_look((struct io_process *)process);
    if (process->ended && status)
        *status = process->status;
    return process->ended;
}

static int raise_released(void)
{
    return co_raise(-EBADF, "the process was released");
}

int io_process_wait(struct io_process *process, int *status)
{
    int rc = 0;

    process->waits++;
    if (!co_time_is_virtual())
        child_watch_look(process);
    while (!process->ended && !process->released && rc >= 0) {
        rc = child_watch_wait(process);
        if (rc >= 0 && !process->released)
            child_watch_look(process);
    }
    if (process->released && rc != -ECANCELED)
        rc = raise_released();
    if (rc >= 0 && status)
        *status = process->status;
    process->waits--;
    leave(process);
    return rc;
}

/* ---- Signals ---- */

int io_process_send_signal(struct io_process *process, int signal)
{
    int rc = process->ended ? -ESRCH : 0;

    if (rc == 0 && (signal < 0 || signal >= NSIG))
        rc = -EINVAL;
    if (rc == 0)
        rc = child_party_signal(process, (struct child_signal){ signal, .to_group = false });
    return rc < 0
               ? co_raise(rc, "%s", rc == -ESRCH ? "the process has ended" : co_error_sentence(rc))
               : 0;
}

int io_process_terminate(struct io_process *process)
{
    return io_process_send_signal(process, SIGTERM);
}

int io_process_kill(struct io_process *process)
{
    return io_process_send_signal(process, SIGKILL);
}

/* ---- Ending a group ---- */

/* A wait until the group is empty or the time has come. A cancel does not end it. */
struct last_wait {
    struct io_process *process;
    double until;
    bool cancelled;
};

/* Wait once. An error: there is nothing to wait for any more. */
static int wait_once(struct last_wait *last)
{
    struct co_timeout timeout = { 0 };
    double left = last->until - co_time();
    int rc = left > 0 ? co_timeout_enter(&timeout, left) : -ETIMEDOUT;

    if (rc < 0)
        return rc;
    rc = co_timeout_exit(&timeout, last->process->ended ? co_sleep(between_looks)
                                                        : io_process_wait(last->process, NULL));
    if (rc != -ECANCELED)
        return rc;
    last->cancelled = true;
    return 0;
}

/* (A handle that is given up kills them all.) */
static bool is_empty(const struct io_process *process)
{
    return process->released ||
           (process->ended && (process->lost || !child_group_has_others(process->id)));
}

static bool wait_for_group(struct last_wait *last, double seconds)
{
    int rc = 0;

    last->until = co_time() + seconds;
    while (rc == 0 && !is_empty(last->process))
        rc = wait_once(last);
    return is_empty(last->process);
}

int io_process_end(struct io_process *process, int *status)
{
    struct last_wait last = { .process = process };
    int rc = 0;

    if (!co_current_task())
        return co_raise(-EPERM, "only a task can wait for the end of a process");
    process->waits++;
    if (!is_empty(process)) {
        child_party_signal(process, (struct child_signal){ SIGTERM, .to_group = true });
        /* A process that is stopped takes the signal only when it goes on. */
        child_party_signal(process, (struct child_signal){ SIGCONT, .to_group = true });
        if (!wait_for_group(&last, process->patience)) {
            child_party_signal(process, (struct child_signal){ SIGKILL, .to_group = true });
            wait_for_group(&last, default_patience);
            child_watch_finish(process);
        }
    }
    if (last.cancelled)
        rc = -ECANCELED;
    else if (process->released)
        rc = raise_released();
    if (status)
        *status = process->status;
    process->waits--;
    leave(process);
    return rc;
}
