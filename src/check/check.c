#include "check/check.h"

#include "check/cases.h"
#include "check/children.h"
#include "check/exact.h"
#include "check/golden_source.h"
#include "check/orphans.h"
#include "check/reference.h"
#include "check/report.h"
#include "check/settle.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MEASUREMENTS_MAX = 3 /* of one that is inconclusive */
};

/* Beyond what the run takes by its golden. A virtual run takes a millisecond, under Valgrind a
 * second. */
static const int64_t time_margin = INT64_C(20000000000);

/* A demo or variant, on both clocks. */
struct checked {
    struct check_case what;
    struct transcript golden, errors;
    struct child run; /* on the virtual clock */
    struct verdict verdict;

    struct stream loaded;           /* the reference of another build */
    const struct stream *reference; /* that, or the stream of `run`; NULL: there is none */
    bool is_own;
    struct child real_run, replay;
    struct verdict real_verdict;
    bool needs_run, needs_replay;
    bool judged, real_judged; /* not so where an interrupt came before */
};

struct check {
    const struct check_options *options;
    struct checked *cases;
    size_t count;
    struct orphans orphans;
};

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* ---- The cases ---- */

static int make_cases(struct check *check, const struct check_demo *demos, size_t count)
{
    struct check_case *cases = cases_make(demos, count, check->options->variant, &check->count);

    check->cases = cases ? calloc(check->count + 1, sizeof *check->cases) : NULL;
    if (!check->cases)
        check->count = 0;
    for (size_t i = 0; i < check->count; i++)
        check->cases[i].what = cases[i];
    free(cases);
    return check->cases ? 0 : -ENOMEM;
}

static void free_cases(struct check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        struct checked *one = &check->cases[i];

        transcript_free(&one->golden);
        transcript_free(&one->errors);
        child_free(&one->run);
        child_free(&one->real_run);
        child_free(&one->replay);
        stream_free(&one->loaded);
    }
    free(check->cases);
}

/* ---- Goldens ---- */

static int read_golden(const struct check_options *options, const struct checked *one, bool errors,
                       struct transcript *transcript, struct transcript_error *error)
{
    struct golden_source source = { options->root, options->embedded };
    struct golden golden = { .chapter = one->what.demo->chapter,
                             .demo = one->what.demo->name,
                             .variant = one->what.variant,
                             .errors = errors };

    return golden_source_read(&source, &golden, transcript, error);
}

/* Is all there that the demo needs? If not, that is the verdict. */
static bool can_run(struct checked *one)
{
    char reasons[IO_REASONS_MAX];

    if (!io_libraries_missing(one->what.demo->demo->needs, reasons))
        return true;
    one->verdict.kind = VERDICT_SKIPPED;
    verdict_say(&one->verdict, "%s", reasons);
    return false;
}

/* Without these it is not run. */
static void read_goldens(const struct check *check, struct checked *one)
{
    struct transcript_error error = { 0 };
    int rc = read_golden(check->options, one, false, &one->golden, &error);
    bool log_is_read = rc == 0;

    if (rc == 0)
        rc = read_golden(check->options, one, true, &one->errors, &error);
    if (rc == -ENOENT && log_is_read)
        rc = 0; /* it has nothing to say there */
    one->needs_run = rc == 0;
    if (rc == 0)
        return;
    one->verdict.kind = VERDICT_BROKEN;
    one->verdict.difference = DIFFERENCE_GOLDEN;
    one->verdict.golden = (struct verdict_golden){ log_is_read, error.line, error.damage };
    verdict_say(&one->verdict, "%s", error.message);
}

/* ---- Running ---- */

/* Did an interrupt keep the run from its end? */
static bool is_cut_off(int rc, const struct child *run)
{
    if (rc != -EINTR)
        return false;
    return run->end == CHILD_NOT_RUN || run->end == CHILD_SIGNALLED ||
           (run->end == CHILD_ENDED && run->result.exit_code == EXIT_INTERRUPTED);
}

/* Run those children of which there are some in the list, in place. 0, -EINTR, -ENOMEM. */
static int run_children(const struct check *check, struct child **children, size_t count)
{
    struct child *batch = calloc(count + 1, sizeof *batch);
    int rc = -ENOMEM;

    if (batch) {
        for (size_t i = 0; i < count; i++) {
            batch[i] = *children[i];
            batch[i].turns = check->options->turns;
        }
        rc = children_run(batch, count, check->options->side_by_side, check->options->progress);
        for (size_t i = 0; i < count; i++)
            *children[i] = batch[i];
    }
    free(batch);
    return rc;
}

static int64_t length_of(const struct stream *stream)
{
    return stream->count ? stream->events[stream->count - 1].time : 0;
}

static struct child child_of(const struct checked *one, enum co_clock clock)
{
    return (struct child){ .demo = one->what.demo->demo,
                           .variant = one->what.variant,
                           .clock = clock,
                           .time_limit = time_margin +
                                         (clock == CO_CLOCK_REAL ? length_of(one->reference) : 0) };
}

/* Run the cases that need it, as `prepare` makes their children. */
static int run_cases(const struct check *check, struct child *(*prepare)(struct checked *one))
{
    struct child **children = calloc(check->count + 1, sizeof *children);
    size_t count = 0;
    int rc = -ENOMEM;

    for (size_t i = 0; children && i < check->count; i++) {
        struct child *child = prepare(&check->cases[i]);

        if (child)
            children[count++] = child;
    }
    if (children)
        rc = run_children(check, children, count);
    free(children);
    return rc;
}

/* ---- The virtual clock ---- */

static struct child *prepare_virtual_run(struct checked *one)
{
    if (!one->needs_run)
        return NULL;
    one->run = child_of(one, CO_CLOCK_VIRTUAL);
    return &one->run;
}

static void save_reference(const struct check *check, struct checked *one)
{
    struct reference reference = { check->options->save_reference, one->what.demo->chapter,
                                   one->what.demo->name, one->what.variant };
    char message[REFERENCE_MESSAGE_MAX];

    if (!reference.folder || one->verdict.kind != VERDICT_PASSED ||
        reference_save(&reference, &one->run.stream, message) == 0)
        return;
    one->verdict.kind = VERDICT_BROKEN;
    one->verdict.difference = DIFFERENCE_RESOURCES;
    verdict_say(&one->verdict, "%s", message);
}

static int check_on_virtual_clock(struct check *check)
{
    int rc;

    for (size_t i = 0; i < check->count; i++) {
        if (can_run(&check->cases[i]))
            read_goldens(check, &check->cases[i]);
    }
    rc = run_cases(check, prepare_virtual_run);
    for (size_t i = 0; rc != -ENOMEM && i < check->count; i++) {
        struct checked *one = &check->cases[i];
        struct exact_goldens goldens = { &one->golden, &one->errors };

        one->judged = !one->needs_run || !is_cut_off(rc, &one->run);
        if (!one->needs_run || !one->judged)
            continue;
        exact_judge(&one->run, &goldens, one->what.exit_code, &one->verdict);
        save_reference(check, one);
    }
    return rc;
}

/* ---- The real clock ---- */

/* What the real run is judged by: nothing if this program's own run is not what it should be. */
static void choose_reference(const struct check *check, struct checked *one)
{
    struct reference reference = { check->options->reference, one->what.demo->chapter,
                                   one->what.demo->name, one->what.variant };
    char message[REFERENCE_MESSAGE_MAX];

    one->needs_run = false;
    if (one->verdict.kind == VERDICT_SKIPPED) {
        one->real_verdict = one->verdict;
        one->real_judged = true;
        return;
    }
    one->real_verdict.kind = VERDICT_SKIPPED;
    verdict_say(&one->real_verdict, "there is nothing to judge it by: see the virtual clock");
    if (!reference.folder && one->verdict.kind == VERDICT_PASSED) {
        one->reference = &one->run.stream;
        one->is_own = true;
    } else if (reference.folder && reference_load(&reference, &one->loaded, message) == 0) {
        one->reference = &one->loaded;
        one->is_own =
            one->run.end == CHILD_ENDED && settle_is_same(one->reference, &one->run.stream);
    } else if (reference.folder) {
        one->real_verdict.kind = VERDICT_BROKEN;
        one->real_verdict.difference = DIFFERENCE_GOLDEN;
        verdict_say(&one->real_verdict, "%s", message);
    }
    one->needs_run = one->reference != NULL;
    one->real_judged = !one->needs_run;
}

static struct child *prepare_real_run(struct checked *one)
{
    if (!one->needs_run)
        return NULL;
    child_free(&one->real_run);
    one->real_run = child_of(one, CO_CLOCK_REAL);
    return &one->real_run;
}

static struct settle settle_of(const struct check *check, const struct checked *one)
{
    return (struct settle){ .reference = one->reference,
                            .is_own = one->is_own,
                            .real = &one->real_run,
                            .expected_exit_code = one->what.exit_code,
                            .limits = { check->options->early, check->options->late } };
}

static struct child *prepare_replay(struct checked *one)
{
    if (!one->needs_replay)
        return NULL;
    child_free(&one->replay);
    one->replay = child_of(one, CO_CLOCK_REPLAY);
    one->replay.replay = &one->real_run.record;
    return &one->replay;
}

/* Run and judge the cases that need it. What is inconclusive still needs it afterwards; nothing
 * else does: a failure that comes and goes is a failure. */
static int measure_once(struct check *check, unsigned measurement)
{
    int rc = run_cases(check, prepare_real_run);

    for (size_t i = 0; rc != -ENOMEM && i < check->count; i++) {
        struct checked *one = &check->cases[i];
        struct settle settle = settle_of(check, one);

        one->needs_run = one->needs_run && !is_cut_off(rc, &one->real_run);
        one->needs_replay = one->needs_run && settle_real(&settle, &one->real_verdict);
        one->real_judged |= one->needs_run && !one->needs_replay;
    }
    if (rc == 0)
        rc = run_cases(check, prepare_replay);
    for (size_t i = 0; rc != -ENOMEM && i < check->count; i++) {
        struct checked *one = &check->cases[i];
        struct settle settle = settle_of(check, one);

        one->needs_replay = one->needs_replay && !is_cut_off(rc, &one->replay);
        one->real_judged |= one->needs_replay;
        if (one->needs_replay)
            settle_replay(&settle, &one->replay, &one->real_verdict);
        if (one->needs_run)
            one->real_verdict.measured = measurement;
        one->needs_run = one->needs_run && one->real_verdict.kind == VERDICT_INCONCLUSIVE;
    }
    return rc;
}

static bool any_needs_run(const struct check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        if (check->cases[i].needs_run)
            return true;
    }
    return false;
}

static int check_on_real_clock(struct check *check)
{
    int rc = 0;

    for (size_t i = 0; i < check->count; i++)
        choose_reference(check, &check->cases[i]);
    for (unsigned measurement = 1;
         rc == 0 && measurement <= MEASUREMENTS_MAX && any_needs_run(check); measurement++)
        rc = measure_once(check, measurement);
    return rc;
}

/* ---- The report ---- */

static struct report_case row_of(const struct checked *one, bool real)
{
    return (struct report_case){ .what = { .chapter = one->what.demo->chapter,
                                           .demo = one->what.demo->name,
                                           .variant = one->what.variant,
                                           .real = real },
                                 .took = real ? one->real_run.took : one->run.took,
                                 .verdict = real ? one->real_verdict : one->verdict };
}

static struct report_case row_of_orphan(const struct orphan *orphan)
{
    struct report_case row = {
        .what = { .chapter = orphan->chapter, .demo = orphan->demo, .orphan = orphan->path }
    };

    row.verdict.kind = orphan->error ? VERDICT_BROKEN : VERDICT_FAILED;
    row.verdict.difference = DIFFERENCE_GOLDEN;
    if (orphan->error)
        verdict_say(&row.verdict, "%s: the folder cannot be listed: %s", orphan->path,
                    strerror(-orphan->error));
    else
        verdict_say(&row.verdict, "%s: no demo or variant has this name", orphan->path);
    return row;
}

static void add_row(struct report *report, struct report_case *rows, bool judged,
                    struct report_case row)
{
    if (judged)
        rows[report->count++] = row;
    else
        report->unjudged++;
}

static void make_rows(const struct check *check, struct report *report, struct report_case *rows)
{
    const struct check_options *options = check->options;

    for (size_t i = 0; i < check->count; i++) {
        const struct checked *one = &check->cases[i];
        bool told =
            one->real_verdict.kind != VERDICT_SKIPPED || one->verdict.kind == VERDICT_SKIPPED;

        /* What keeps it from being run on the real clock is told in any case. */
        if (options->virtual_clock || !told)
            add_row(report, rows, one->judged, row_of(one, false));
        if (options->real_clock && (options->virtual_clock || told))
            add_row(report, rows, one->real_judged, row_of(one, true));
    }
    for (size_t i = 0; i < check->orphans.count; i++)
        rows[report->count++] = row_of_orphan(&check->orphans.found[i]);
}

static int report_cases(const struct check *check, int64_t took)
{
    const struct check_options *options = check->options;
    struct report_case *rows = calloc(check->count * 2 + check->orphans.count + 1, sizeof *rows);
    struct report report = { .cases = rows,
                             .call = { .root = options->root,
                                       .root_was_given = options->root_was_given,
                                       .turns = options->turns,
                                       .reference = options->reference,
                                       .limits = { options->early, options->late } },
                             .took = took,
                             .symbols = options->symbols,
                             .colour = options->colour };
    int exit_code = EXIT_TOOL_FAILED;

    if (rows) {
        make_rows(check, &report, rows);
        report_write(options->out, &report, options->format);
        exit_code = report_exit_code(&report);
    }
    free(rows);
    return exit_code;
}

/* Goldens of all runs of a demo, or of one variant: then the other ones are not asked for. */
static int find_orphans(struct check *check, const struct check_demo *demos, size_t count)
{
    const struct check_options *options = check->options;

    if (!options->catalog.count || !options->root || options->variant || !options->virtual_clock)
        return 0;
    return orphans_find(&check->orphans, options->root, &options->catalog, demos, count);
}

int check_demos(const struct check_demo *demos, size_t count, const struct check_options *options)
{
    struct check check = { .options = options };
    int64_t began = now();
    int exit_code = EXIT_TOOL_FAILED, rc = make_cases(&check, demos, count);

    if (rc == 0)
        rc = find_orphans(&check, demos, count);
    if (rc == 0)
        rc = check_on_virtual_clock(&check);
    if (rc == 0 && options->real_clock)
        rc = check_on_real_clock(&check);
    if (rc == 0 || rc == -EINTR)
        exit_code = report_cases(&check, now() - began);
    if (exit_code == EXIT_TOOL_FAILED && rc < 0)
        fputs("Bail out! There is no memory left for the check.\n", options->out);
    if (rc == -EINTR)
        exit_code = EXIT_INTERRUPTED;
    orphans_free(&check.orphans);
    free_cases(&check);
    return exit_code;
}
