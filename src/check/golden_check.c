#include "check/golden_check.h"

#include "check/canary.h"
#include "check/checked.h"
#include "check/source_check.h"
#include "co/monotonic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The time that a command may take beyond its golden, and the time after its limit by which its
 * group has been ended, also on a machine that is late. */
static const int64_t time_margin = 20 * NANOSECONDS, end_margin = 30 * NANOSECONDS;

enum { COMMANDS_MAX = 32 };

/* ---- The files ---- */

char *golden_check_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static char *run_folder_of(const struct checked_golden *one)
{
    struct text path = { 0 };

    if (!one->file.folder)
        return strdup(one->folder);
    if (one->file.folder[0] == '/')
        return strdup(one->file.folder);
    text_add(&path, "%s/%s", one->folder, one->file.folder);
    if (path.failed)
        text_free(&path);
    return path.bytes;
}

static int64_t limit_of(const struct golden_file *file)
{
    int64_t last = 0;

    if (file->limit >= 0)
        return file->limit;
    for (size_t i = 0; i < file->count && file->stamps == GOLDEN_STAMPS_ARRIVAL; i++)
        if (file->items[i].stamped && file->items[i].time > last)
            last = file->items[i].time;
    return last + time_margin;
}

int golden_check_call(struct checked_golden *one)
{
    one->run_folder = run_folder_of(one);
    one->call = (struct shell_call){ .command = one->file.command,
                                     .folder = one->run_folder,
                                     .environment = one->file.environment,
                                     .environment_count = one->file.environment_count,
                                     .limit = limit_of(&one->file) };
    return one->run_folder ? 0 : -ENOMEM;
}

static int read_file(struct checked_golden *one, const char *judge)
{
    struct transcript_error error = { 0 };
    int rc;

    one->folder = golden_check_folder(one->path);
    if (!one->folder)
        return -ENOMEM;
    rc = judge && source_check_is(one->path) ? source_check_read(one, judge, &error)
                                             : golden_file_read(&one->file, one->path, &error);
    if (rc == 0)
        rc = golden_check_call(one);
    one->needs_run = one->can_run = rc == 0;
    if (rc == 0 || rc == -ENOMEM)
        return rc;
    one->judged = true;
    one->verdict.kind = VERDICT_BROKEN;
    one->verdict.difference = DIFFERENCE_GOLDEN;
    one->verdict.golden = (struct verdict_golden){ .line = error.line, .damage = error.damage };
    verdict_say(&one->verdict, "%s", error.message);
    return 0;
}

int golden_check_read(struct golden_check *check, const struct check_files *files)
{
    int rc = 0;

    check->files = calloc(files->count + 1, sizeof *check->files);
    if (!check->files)
        return -ENOMEM;
    for (check->count = 0; rc == 0 && check->count < files->count; check->count++) {
        check->files[check->count].path = files->paths[check->count];
        rc = read_file(&check->files[check->count], files->judge);
    }
    return rc;
}

void golden_check_free(struct golden_check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        struct checked_golden *one = &check->files[i];

        golden_file_free(&one->file);
        child_free(&one->run);
        text_free(&one->errors);
        child_free(&one->worst.run);
        text_free(&one->worst.errors);
        free(one->folder);
        free(one->run_folder);
    }
    free(check->files);
    *check = (struct golden_check){ 0 };
}

/* ---- The runs ---- */

struct child golden_check_child(const struct checked_golden *one)
{
    return (struct child){ .command = &one->call,
                           .clock = CO_CLOCK_REAL,
                           .time_limit = 2 * one->call.limit + end_margin };
}

/* How many commands a process runs: few enough that each processor has some to begin with, and that
 * no processor is idle for long at the end. */
static size_t commands_of_a_process(size_t count, unsigned side_by_side)
{
    size_t share = count / (4 * (size_t)side_by_side);

    return share < 1 ? 1 : share < COMMANDS_MAX ? share : COMMANDS_MAX;
}

/* The commands that need a run and have had none in this measurement. */
static size_t collect(struct golden_check *check, struct checked_golden **waiting)
{
    size_t count = 0;

    for (size_t i = 0; i < check->count; i++)
        if (check->files[i].needs_run && check->files[i].run.end == CHILD_NOT_RUN)
            waiting[count++] = &check->files[i];
    return count;
}

/* Run these commands, as many at a time as there are processors: a command may be busy all the
 * time, and must not be late because of the others. */
static int run_waiting(struct checked_golden **waiting, struct child *batch, size_t count,
                       const struct check_options *options)
{
    unsigned side_by_side = options->side_by_side ? options->side_by_side : children_processors();
    size_t together = commands_of_a_process(count, side_by_side);
    int rc;

    for (size_t i = 0; i < count; i++) {
        size_t left = count - i < together - i % together ? count - i : together - i % together;

        batch[i] = golden_check_child(waiting[i]);
        batch[i].followers = left - 1;
    }
    rc = children_run(batch, count, side_by_side, options->progress);
    for (size_t i = 0; i < count; i++)
        waiting[i]->run = batch[i];
    return rc;
}

/* Run the commands that need it. If a process has ended too early, others run its last commands. */
static int run_commands(struct golden_check *check, const struct check_options *options)
{
    struct child *batch = calloc(check->count + 1, sizeof *batch);
    struct checked_golden **waiting = calloc(check->count + 1, sizeof *waiting);
    int rc = batch && waiting ? 0 : -ENOMEM;
    size_t count;

    for (size_t i = 0; i < check->count; i++)
        if (check->files[i].needs_run)
            child_free(&check->files[i].run);
    while (rc == 0 && (count = collect(check, waiting)))
        rc = run_waiting(waiting, batch, count, options);
    free(batch);
    free(waiting);
    return rc;
}

static bool is_cut_off(int rc, const struct child *run)
{
    return rc == -EINTR && (checked_is_cut_off(rc, run) || run->shell_run.end == SHELL_STOPPED);
}

static struct golden_case case_of(const struct checked_golden *one,
                                  const struct check_options *options,
                                  const struct machine *machine)
{
    const struct golden_file *file = &one->file;

    return (struct golden_case){ .file = file,
                                 .path = one->path,
                                 .run = &one->run,
                                 .machine = machine,
                                 .limits = {
                                     .early = file->early >= 0 ? file->early : options->files.early,
                                     .late = file->late >= 0 ? file->late : options->files.late,
                                     .start = file->start } };
}

static int measure(struct golden_check *check, const struct check_options *options,
                   unsigned measurement, unsigned measurements)
{
    struct canary *canary = canary_begin();
    struct machine machine;
    int rc = run_commands(check, options);

    canary_end(canary, &machine);
    for (size_t i = 0; rc != -ENOMEM && i < check->count; i++) {
        struct checked_golden *one = &check->files[i];
        struct golden_case judged = case_of(one, options, &machine);

        one->needs_run = one->needs_run && !is_cut_off(rc, &one->run);
        if (!one->needs_run)
            continue;
        one->judged = one->was_measured = true;
        golden_judge(&judged, &one->suspicions[measurement], &one->verdict, &one->errors);
        if (measurement + 1 == MEASUREMENTS_MAX)
            golden_judge_together(one->suspicions, MEASUREMENTS_MAX, &one->verdict);
        if (one->is_source)
            source_check_judge(one);
        one->verdict.measured = measurement + 1;
        one->needs_run =
            one->verdict.kind == VERDICT_INCONCLUSIVE && measurement + 1 < measurements;
    }
    machine_free(&machine);
    return rc;
}

int golden_check_run(struct golden_check *check, const struct check_options *options,
                     unsigned measurements)
{
    int rc = 0;
    bool any = true;

    for (unsigned i = 0; rc == 0 && any && i < measurements; i++) {
        any = false;
        for (size_t k = 0; k < check->count; k++)
            any |= check->files[k].needs_run;
        if (any)
            rc = measure(check, options, i, measurements);
    }
    return rc;
}
