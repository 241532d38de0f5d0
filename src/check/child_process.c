#include "check/child_process.h"

#include "check/read_back.h"
#include "co/explain/write.h"
#include "run/events_text.h"
#include "run/unnamed_file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    EXIT_NO_REPORT = 6 /* the child had no memory to write its report */
};

/* ---- In the child ---- */

/* The head of a child's report. The readings, the samples of delays and the stream follow it. */
struct report_head {
    struct run_result result;
    uint64_t readings, samples;
    int64_t began;
    bool record_failed;
};

static int write_report(int descriptor, const struct run_result *result,
                        const struct co_record *record, const struct delays *delays,
                        const struct stream *stream)
{
    struct report_head head;
    int rc;

    memset(&head, 0, sizeof head); /* the padding between the members is written, too */
    head.result = *result;
    head.readings = record->count;
    head.record_failed = record->failed;
    head.samples = delays->count;
    head.began = delays->began;
    rc = write_all(descriptor, &head, sizeof head);
    if (rc == 0)
        rc = write_all(descriptor, record->readings, record->count * sizeof *record->readings);
    if (rc == 0)
        rc = write_all(descriptor, delays->samples, delays->count * sizeof *delays->samples);
    return rc == 0 ? stream_write(stream, descriptor) : rc;
}

/*
 * Make this process a child of the checker. The child must not outlive the checker, and must not
 * get a Ctrl-C before the checker has decided what to do. So the child has a session of its own. On
 * Linux, such a session also has its own share of the processor (autogroup): measured beside eight
 * busy loops, other work of the checker's session then delays the child's timers by some 5 ms
 * instead of 50 ms.
 */
static void become_child(const struct child_process *process, const struct child *child,
                         const sigset_t *mask)
{
    rlim_t most = child->log_limit ? child->log_limit : CHILD_LOG_MAX;
    struct rlimit size;

    setsid();
#ifdef __linux__
    signal(SIGPWR, SIG_DFL);
    /* SIGKILL would not let a run end its own children first. */
    prctl(PR_SET_PDEATHSIG, SIGPWR);
#endif
    signal(SIGCHLD, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    /* The output of libraries belongs to the run, too. */
    dup2(process->log, STDOUT_FILENO);
    dup2(process->errors, STDERR_FILENO);
    if (child->command)
        return;
    getrlimit(RLIMIT_FSIZE, &size);
    if (size.rlim_max > most)
        size.rlim_cur = most;
    setrlimit(RLIMIT_FSIZE, &size);
}

static void allow_large_report(void)
{
    struct rlimit size;

    fflush(stdout);
    getrlimit(RLIMIT_FSIZE, &size);
    size.rlim_cur = size.rlim_max;
    setrlimit(RLIMIT_FSIZE, &size);
}

/* Run a command in place of a demo, and its followers. */
__attribute__((noreturn)) static void be_runner(const struct child_process *process,
                                                const struct child *child, const sigset_t *mask)
{
    struct shell_run run = { 0 };
    int rc = 0;

    become_child(process, child, mask);
    for (size_t i = 0; rc == 0 && i <= child->followers && run.end != SHELL_STOPPED; i++) {
        shell_run_free(&run);
        rc = shell_run(child[i].command, &run);
        if (rc == 0)
            rc = shell_run_write(&run, process->report);
    }
    _exit(rc < 0 ? EXIT_NO_REPORT : 0);
}

__attribute__((noreturn)) static void be_child(const struct child_process *process,
                                               const struct child *child, const sigset_t *mask)
{
    struct co_record record = { 0 };
    struct delays delays = { .source = -1 };
    struct stream stream = { 0 };
    struct run_result result = { 0 };
    struct run_options options = {
        .clock = child->clock,
        .turns = child->turns,
        .seed = child->demo->seed,
        .variant = child->variant,
        .stamp = STAMP_ELAPSED,
        .symbols = SYMBOLS_EMOJI,
        .output = STDOUT_FILENO,
        .errors = STDERR_FILENO,
        .stream = &stream,
        .handle_signals = true,
    };

    become_child(process, child, mask);
    if (child->clock == CO_CLOCK_REPLAY)
        record = *child->replay;
    if (child->clock == CO_CLOCK_REPLAY || child->clock == CO_CLOCK_REAL)
        options.record = &record;
    if (child->clock == CO_CLOCK_REAL) {
        delays_begin(&delays);
        options.delays = &delays;
    }
    run_demo(child->demo, &options, &result);
    delays_end(&delays);
    allow_large_report();
    _exit(write_report(process->report, &result, &record, &delays, &stream) < 0 ? EXIT_NO_REPORT
                                                                                : 0);
}

/* ---- Beginning ---- */

static void close_files(struct child_process *process)
{
    close(process->log);
    close(process->errors);
    close(process->report);
}

static int make_files(struct child_process *process)
{
    int *files[] = { &process->log, &process->errors, &process->report };

    for (size_t i = 0; i < 3; i++) {
        *files[i] = unnamed_file();
        if (*files[i] >= 0)
            continue;
        for (size_t made = 0; made < i; made++)
            close(*files[made]);
        return *files[i];
    }
    return 0;
}

int child_process_begin(struct child_process *process, const struct child *child,
                        const sigset_t *mask)
{
    int rc = make_files(process);

    if (rc < 0)
        return rc;
    process->id = fork();
    if (process->id == 0 && child->command)
        be_runner(process, child, mask);
    if (process->id == 0)
        be_child(process, child, mask);
    if (process->id > 0)
        return 0;
    rc = -errno;
    close_files(process);
    return rc;
}

/* ---- Ending ---- */

/* Returns 0; -EPROTO if the report is missing or cut short; -ENOMEM; or the error of read(). */
static int read_report(struct child *child, int descriptor)
{
    struct report_head head;
    int rc = 0;

    if (child->command)
        return shell_run_read(&child->shell_run, descriptor);
    if (read_back(descriptor, &head, sizeof head) < 0)
        return -EPROTO;
    child->result = head.result;
    child->record = (struct co_record){
        .readings = read_back_array(descriptor, head.readings, sizeof *child->record.readings, &rc),
        .count = head.readings,
        .capacity = head.readings,
        .failed = head.record_failed,
    };
    if (rc < 0)
        return rc;
    child->delays = (struct delays){
        .samples = read_back_array(descriptor, head.samples, sizeof *child->delays.samples, &rc),
        .count = head.samples,
        .source = -1,
        .began = head.began,
    };
    return rc < 0 ? rc : stream_read(&child->stream, descriptor);
}

static void refuse(struct child *child, int code)
{
    child->end = CHILD_REFUSED;
    child->status = code;
}

/* The output of the process itself. */
static int read_output(const struct child_process *process, struct child *child)
{
    int rc = unnamed_file_read(process->log, &child->log, &child->log_size);

    if (rc == 0)
        rc = unnamed_file_read(process->errors, &child->errors, &child->errors_size);
    return rc == 0 && lseek(process->report, 0, SEEK_SET) < 0 ? -EPROTO : rc;
}

/* How the child ended in which the process ended; `rc` is what read_report() said of it. */
static void note_end(struct child *child, int status, int rc)
{
    if (WIFSIGNALED(status)) {
        child->end = CHILD_SIGNALLED;
        child->status = WTERMSIG(status);
    } else if (WEXITSTATUS(status) == EXIT_NO_REPORT) {
        refuse(child, -ENOMEM);
    } else if (WEXITSTATUS(status)) {
        child->end = CHILD_EXITED;
        child->status = WEXITSTATUS(status);
    } else if (rc < 0) {
        refuse(child, rc);
    } else {
        child->end = CHILD_ENDED;
    }
}

/* Read the reports of commands up to the first that is missing. Returns the child that ran last. */
static struct child *end_commands(struct child *child, int report, int status)
{
    int64_t time_left = child->took;

    for (size_t left = child->followers;; child++, left--) {
        int rc = read_report(child, report);

        if (rc < 0) {
            child->took = time_left;
            note_end(child, status, rc);
            return child;
        }
        child->end = CHILD_ENDED;
        child->took = child->shell_run.took;
        time_left -= child->took;
        if (left == 0 || child->shell_run.end == SHELL_STOPPED)
            return child;
    }
}

struct child *child_process_end(struct child_process *process, struct child *child, int status)
{
    struct child *last = child;
    int rc = read_output(process, child);

    if (rc < 0)
        refuse(child, rc);
    else if (child->command)
        last = end_commands(child, process->report, status);
    else
        note_end(child, status, status == 0 ? read_report(child, process->report) : 0);
    close_files(process);
    return last;
}

void child_tell(struct child *child)
{
    FILE *memory;
    int rc;

    if (child->end != CHILD_ENDED || child->events)
        return;
    memory = open_memstream(&child->events, &child->events_size);
    rc = memory ? stream_write_text(&child->stream, memory) : -ENOMEM;
    if (memory && fclose(memory) != 0)
        rc = -ENOMEM;
    if (rc == 0)
        return;
    free(child->events);
    child->events = NULL;
    refuse(child, -ENOMEM);
}

void child_free(struct child *child)
{
    stream_free(&child->stream);
    free(child->record.readings);
    delays_free(&child->delays);
    shell_run_free(&child->shell_run);
    free(child->log);
    free(child->errors);
    free(child->events);
    child->record = (struct co_record){ 0 };
    child->log = child->errors = child->events = NULL;
    child->log_size = child->errors_size = child->events_size = 0;
    child->end = CHILD_NOT_RUN;
}
