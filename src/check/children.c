#include "check/children.h"

#include "run/write.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    PROGRESS_AFTER_MILLISECONDS = 300,
    PROGRESS_EVERY_MILLISECONDS = 100,
    EXIT_NO_REPORT = 6 /* of a child that lacked the memory to tell what came of its run */
};

#define MILLISECONDS INT64_C(1000000)
#define SECONDS INT64_C(1000000000)

/* A child that runs: its process, and the files that it writes to and that are read when it has
 * ended. Files, not pipes: nobody has to listen meanwhile, and what a crashed child has printed is
 * there all the same. */
struct running {
    struct child *child;
    pid_t process;
    int log, errors, report;
    int64_t began;
    bool timed_out;
};

struct nursery {
    struct child *children;
    size_t count, begun, ended;
    struct running *running;
    size_t running_count, side_by_side;
    sigset_t signals_before;
    struct sigaction actions_before[3];
    int64_t began;
    FILE *progress;
    bool progress_shown;
    int times_told; /* to end */
    int64_t told_at;
};

static const int signals_handled[3] = { SIGCHLD, SIGINT, SIGTERM };
static volatile sig_atomic_t interrupts;

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * SECONDS + time.tv_nsec;
}

/* ---- In the child ---- */

/* What precedes the readings and the stream in a child's report. */
struct report_head {
    struct run_result result;
    uint64_t readings;
    bool record_failed;
};

static int write_report(int descriptor, const struct run_result *result,
                        const struct co_record *record, const struct stream *stream)
{
    struct report_head head;
    int rc;

    memset(&head, 0, sizeof head); /* what lies between the members is written, too */
    head.result = *result;
    head.readings = record->count;
    head.record_failed = record->failed;
    rc = write_all(descriptor, &head, sizeof head);
    if (rc == 0)
        rc = write_all(descriptor, record->readings, record->count * sizeof *record->readings);
    return rc == 0 ? stream_write(stream, descriptor) : rc;
}

/*
 * It must not outlive who looks at it, nor hear of a Ctrl-C before that one has decided what to do.
 * In a session of its own Linux also gives it a share of the processor of its own (autogroup):
 * beside other work of our session, its timers are not late by the time slices of that, some 5 ms
 * instead of 50 beside eight busy loops.
 */
static void become_child(const struct nursery *nursery, const struct running *running)
{
    struct rlimit size;

    setsid();
#ifdef __linux__
    signal(SIGPWR, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGPWR); /* not SIGKILL: a run has its own children to end first */
#endif
    for (size_t i = 0; i < 3; i++)
        signal(signals_handled[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, &nursery->signals_before, NULL);
    /* What a library prints belongs to the run as well. */
    dup2(running->log, STDOUT_FILENO);
    dup2(running->errors, STDERR_FILENO);
    getrlimit(RLIMIT_FSIZE, &size);
    if (size.rlim_max > CHILD_LOG_MAX)
        size.rlim_cur = CHILD_LOG_MAX;
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

__attribute__((noreturn)) static void be_child(const struct nursery *nursery,
                                               const struct running *running)
{
    const struct child *child = running->child;
    struct co_record record = { 0 };
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

    become_child(nursery, running);
    if (child->clock == CO_CLOCK_REPLAY)
        record = *child->replay;
    if (child->clock == CO_CLOCK_REPLAY || child->clock == CO_CLOCK_REAL)
        options.record = &record;
    run_demo(child->demo, &options, &result);
    allow_large_report();
    _exit(write_report(running->report, &result, &record, &stream) < 0 ? EXIT_NO_REPORT : 0);
}

/* ---- Beginning ---- */

/* A file without a name; -errno. */
static int make_file(void)
{
#ifdef MFD_CLOEXEC
    int descriptor = memfd_create("asyncdemo", MFD_CLOEXEC);
#else
    FILE *file = tmpfile();
    int descriptor = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 0) : -1;

    if (file)
        fclose(file);
#endif
    return descriptor >= 0 ? descriptor : -errno;
}

static void close_files(struct running *running)
{
    close(running->log);
    close(running->errors);
    close(running->report);
}

static int make_files(struct running *running)
{
    int *files[] = { &running->log, &running->errors, &running->report };

    for (size_t i = 0; i < 3; i++) {
        *files[i] = make_file();
        if (*files[i] >= 0)
            continue;
        for (size_t made = 0; made < i; made++)
            close(*files[made]);
        return *files[i];
    }
    return 0;
}

static int begin_child(struct nursery *nursery, struct child *child)
{
    struct running running = { .child = child, .began = now() };
    int rc = make_files(&running);

    if (rc < 0)
        return rc;
    running.process = fork();
    if (running.process == 0)
        be_child(nursery, &running);
    if (running.process < 0) {
        rc = -errno;
        close_files(&running);
        return rc;
    }
    nursery->running[nursery->running_count++] = running;
    return 0;
}

static void begin_what_fits(struct nursery *nursery)
{
    while (nursery->begun < nursery->count && nursery->running_count < nursery->side_by_side &&
           !nursery->times_told) {
        struct child *child = &nursery->children[nursery->begun];
        int rc = begin_child(nursery, child);

        if (rc < 0 && nursery->running_count)
            return; /* there may be room when one of them has ended */
        nursery->begun++;
        if (rc < 0) {
            child->end = CHILD_REFUSED;
            child->status = rc;
            nursery->ended++;
        }
    }
}

/* ---- Ending ---- */

static int read_all(int descriptor, char **bytes, size_t *size)
{
    struct stat status;
    ssize_t got = 0;

    if (fstat(descriptor, &status) < 0)
        return -errno;
    if (status.st_size == 0)
        return 0;
    *bytes = malloc((size_t)status.st_size);
    if (!*bytes)
        return -ENOMEM;
    while (*size < (size_t)status.st_size && got >= 0) {
        got = pread(descriptor, *bytes + *size, (size_t)status.st_size - *size, (off_t)*size);
        if (got < 0 && errno == EINTR)
            got = 0;
        if (got > 0)
            *size += (size_t)got;
    }
    return got < 0 ? -errno : 0;
}

static bool read_fully(int descriptor, void *bytes, size_t size)
{
    char *next = bytes;

    while (size) {
        ssize_t got = read(descriptor, next, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        next += got;
        size -= (size_t)got;
    }
    return true;
}

/* 0, -EPROTO if it is not there or not whole, or -ENOMEM. */
static int read_report(struct child *child, int descriptor)
{
    struct report_head head;
    int64_t *readings;

    if (lseek(descriptor, 0, SEEK_SET) < 0 || !read_fully(descriptor, &head, sizeof head))
        return -EPROTO;
    child->result = head.result;
    readings = malloc((head.readings + 1) * sizeof *readings);
    if (!readings)
        return -ENOMEM;
    child->record = (struct co_record){ .readings = readings,
                                        .count = head.readings,
                                        .capacity = head.readings + 1,
                                        .failed = head.record_failed };
    if (!read_fully(descriptor, readings, head.readings * sizeof *readings))
        return -EPROTO;
    return stream_read(&child->stream, descriptor);
}

static void refuse(struct child *child, int code)
{
    child->end = CHILD_REFUSED;
    child->status = code;
}

static void note_end(struct running *running, int status)
{
    struct child *child = running->child;
    int rc = read_all(running->log, &child->log, &child->log_size);

    child->took = now() - running->began;
    if (rc == 0)
        rc = read_all(running->errors, &child->errors, &child->errors_size);
    if (rc < 0) {
        refuse(child, rc);
    } else if (running->timed_out) {
        child->end = CHILD_TIMED_OUT;
    } else if (WIFSIGNALED(status)) {
        child->end = CHILD_SIGNALLED;
        child->status = WTERMSIG(status);
    } else if (WEXITSTATUS(status)) {
        child->end = CHILD_EXITED;
        child->status = WEXITSTATUS(status);
        if (child->status == EXIT_NO_REPORT)
            refuse(child, -ENOMEM);
    } else {
        child->end = CHILD_ENDED;
        rc = read_report(child, running->report);
        if (rc < 0)
            refuse(child, rc);
    }
    close_files(running);
}

static void gather_ended(struct nursery *nursery)
{
    size_t kept = 0;

    for (size_t i = 0; i < nursery->running_count; i++) {
        struct running *running = &nursery->running[i];
        int status = 0;
        pid_t ended = waitpid(running->process, &status, WNOHANG);

        if (ended == 0) {
            nursery->running[kept++] = *running;
            continue;
        }
        kill(-running->process, SIGKILL); /* what it may have left behind */
        note_end(running, status);
        nursery->ended++;
    }
    nursery->running_count = kept;
}

static void tell(const struct running *running, int signal)
{
    /* It may not have come to its setsid(). */
    if (kill(-running->process, signal) < 0)
        kill(running->process, signal);
}

static void tell_all(const struct nursery *nursery, int signal)
{
    for (size_t i = 0; i < nursery->running_count; i++)
        tell(&nursery->running[i], signal);
}

/* The first time, ask; the second time, or when they take too long, end them. */
static void heed_interrupts(struct nursery *nursery)
{
    if (!interrupts)
        return;
    if (!nursery->times_told) {
        nursery->times_told = 1;
        nursery->told_at = now();
        tell_all(nursery, SIGTERM);
    }
    if (interrupts > 1 || now() - nursery->told_at > CHILD_LINGER_SECONDS * SECONDS)
        tell_all(nursery, SIGKILL);
}

/* Kill those whose time is over. Returns when the next one's will be. */
static int64_t heed_time_limits(struct nursery *nursery)
{
    int64_t next = INT64_MAX, time = now();

    for (size_t i = 0; i < nursery->running_count; i++) {
        struct running *running = &nursery->running[i];
        int64_t limit = running->child->time_limit;

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
    int64_t passed = now() - nursery->began;

    if (!nursery->progress || passed < PROGRESS_AFTER_MILLISECONDS * MILLISECONDS)
        return;
    nursery->progress_shown = true;
    fprintf(nursery->progress, "\r%zu of %zu runs have ended, %.1f s\033[K", nursery->ended,
            nursery->count, (double)passed / (double)SECONDS);
    fflush(nursery->progress);
}

static void clear_progress(struct nursery *nursery)
{
    if (!nursery->progress_shown)
        return;
    fputs("\r\033[K", nursery->progress);
    fflush(nursery->progress);
}

/* Until a signal comes, a time limit is over or the progress is to be shown. */
static void wait_for_news(const struct nursery *nursery, int64_t until)
{
    int64_t left = until - now();
    struct timespec timeout;

    if (nursery->progress && left > PROGRESS_EVERY_MILLISECONDS * MILLISECONDS)
        left = PROGRESS_EVERY_MILLISECONDS * MILLISECONDS;
    if (nursery->times_told && left > CHILD_LINGER_SECONDS * SECONDS)
        left = CHILD_LINGER_SECONDS * SECONDS;
    if (left < 0)
        left = 0;
    timeout.tv_sec = (time_t)(left / SECONDS);
    timeout.tv_nsec = (long)(left % SECONDS);
    pselect(0, NULL, NULL, NULL, &timeout, &nursery->signals_before);
}

static void on_child(int signal)
{
    (void)signal; /* it only has to interrupt the wait */
}

static void on_interrupt(int signal)
{
    (void)signal;
    interrupts++;
}

/* The signals arrive nowhere but in wait_for_news(). */
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
        /* Somebody above us may have blocked them. */
        sigdelset(&nursery->signals_before, signals_handled[i]);
    }
}

static void restore_signals(struct nursery *nursery, const sigset_t *mask)
{
    for (size_t i = 0; i < 3; i++)
        sigaction(signals_handled[i], &nursery->actions_before[i], NULL);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

static void run_all(struct nursery *nursery)
{
    while (nursery->ended < nursery->count) {
        begin_what_fits(nursery);
        if (!nursery->running_count)
            return; /* told to end, before they began */
        show_progress(nursery);
        wait_for_news(nursery, heed_time_limits(nursery));
        heed_interrupts(nursery);
        gather_ended(nursery);
    }
}

int children_run(struct child *children, size_t count, unsigned side_by_side, FILE *progress)
{
    struct nursery nursery = { .children = children,
                               .count = count,
                               .side_by_side = side_by_side ? side_by_side : count,
                               .began = now(),
                               .progress = progress };
    sigset_t mask;

    if (!count)
        return 0;
    nursery.running = calloc(nursery.side_by_side < count ? nursery.side_by_side : count,
                             sizeof *nursery.running);
    if (!nursery.running) {
        for (size_t i = 0; i < count; i++)
            refuse(&children[i], -ENOMEM);
        return 0;
    }
    fflush(NULL);
    sigprocmask(SIG_SETMASK, NULL, &mask);
    handle_signals(&nursery);
    run_all(&nursery);
    restore_signals(&nursery, &mask);
    clear_progress(&nursery);
    free(nursery.running);
    return interrupts ? -EINTR : 0;
}

void child_free(struct child *child)
{
    stream_free(&child->stream);
    free(child->record.readings);
    free(child->log);
    free(child->errors);
    child->record = (struct co_record){ 0 };
    child->log = child->errors = NULL;
    child->log_size = child->errors_size = 0;
    child->end = CHILD_NOT_RUN;
}
