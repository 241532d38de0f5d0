/*
 * The lines that the log keeps are written in time:
 *
 *   - before time moves (log_event), and before the loop waits for what is outside (the observer);
 *   - before a report on the other descriptor, so that both stay in order in one file;
 *   - before a child begins: a forked one has a copy of the lines, and both write to the same file;
 *   - before the process ends, in whatever way.
 */
#include "run/internal.h"

#include "io/process/process.h"

#include <stdlib.h>

/* On the real clock a step may last, and a person sees its lines come; but a server has many short
 * ones. A hook of the lines may write lines itself. */
static bool may_keep(const struct run_options *options)
{
    bool time_jumps = options->clock == CO_CLOCK_VIRTUAL || options->clock == CO_CLOCK_REPLAY;

    return options->gathers && (time_jumps || options->listen) && options->handle_signals &&
           !options->on_line;
}

static void flush_now(void)
{
    struct run *run = run_now;

    if (!run)
        return;
    pthread_mutex_lock(&run->lock);
    log_flush(run);
    pthread_mutex_unlock(&run->lock);
}

/* These calls cannot be taken back, so they stay when the run has ended. */
static bool watch_the_process(void)
{
    static bool is_watched;

    if (!is_watched && (atexit(flush_now) != 0 || pthread_atfork(flush_now, NULL, NULL) != 0))
        return false;
    is_watched = true;
    io_before_children(flush_now);
    return true;
}

void log_begin(struct run *run)
{
    const struct run_options *options = run->options;

    log_output_begin(&run->output, options->output, may_keep(options) && watch_the_process());
}

void log_note_written(struct run *run, int rc)
{
    if (rc < 0 && !run->output_error) {
        run->output_error = -rc;
        run_stop(run);
    }
}

void log_flush(struct run *run)
{
    log_note_written(run, log_output_flush(&run->output));
}
