#include "check/check.h"

#include "check/checked.h"
#include "check/exact_cases.h"
#include "check/measure.h"
#include "check/orders.h"
#include "check/repeat.h"
#include "check/report.h"
#include "co/monotonic.h"

#include <stdlib.h>
#include <string.h>

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
        golden_events_free(&one->events);
        child_free(&one->run);
        child_free(&one->real_run);
        child_free(&one->replay);
        stream_free(&one->loaded);
        child_free(&one->worst.run);
        child_free(&one->worst.replay);
    }
    free(check->cases);
}

/* ---- The report ---- */

static struct report_case row_of(const struct checked *one, bool real)
{
    return (struct report_case){ .what = { .chapter = one->what.demo->chapter,
                                           .demo = one->what.demo->name,
                                           .variant = one->what.variant,
                                           .real = real },
                                 .verdicts =
                                     real && verdicts_count(&one->verdicts) ? &one->verdicts : NULL,
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

static struct report_case row_of_file(const struct checked_golden *one)
{
    return (struct report_case){ .what = { .chapter = one->folder,
                                           .demo = one->path,
                                           .real = !one->is_source,
                                           .file = one->path },
                                 .verdicts = verdicts_count(&one->verdicts) ? &one->verdicts : NULL,
                                 .took = one->run.took,
                                 .verdict = one->verdict };
}

static void add_row(struct report *report, struct report_case *rows, bool judged,
                    struct report_case row)
{
    if (!judged) {
        report->unjudged++;
        return;
    }
    if (row.verdicts)
        verdicts_say(row.verdicts, &row.verdict);
    if (row.verdict.kind == VERDICT_INCONCLUSIVE && report->inconclusive)
        row.verdict.kind =
            report->inconclusive == CHECK_INCONCLUSIVE_FAIL ? VERDICT_FAILED : VERDICT_PASSED;
    rows[report->count++] = row;
}

static void make_rows(const struct check *check, struct report *report, struct report_case *rows)
{
    const struct check_options *options = check->options;

    for (size_t i = 0; i < check->count; i++) {
        const struct checked *one = &check->cases[i];
        bool told =
            one->real_verdict.kind != VERDICT_SKIPPED || one->verdict.kind == VERDICT_SKIPPED;

        /* If a case cannot be run on the real clock, the row of the virtual clock tells why. */
        if (options->virtual_clock || !told)
            add_row(report, rows, one->judged, row_of(one, false));
        if (options->real_clock && (options->virtual_clock || told))
            add_row(report, rows, one->real_judged, row_of(one, true));
    }
    for (size_t i = 0; i < check->goldens.count; i++)
        add_row(report, rows, check->goldens.files[i].judged,
                row_of_file(&check->goldens.files[i]));
    for (size_t i = 0; i < check->orphans.count; i++)
        rows[report->count++] = row_of_orphan(&check->orphans.found[i]);
}

static int report_cases(const struct check *check, int64_t took)
{
    const struct check_options *options = check->options;
    size_t most = check->count * 2 + check->goldens.count + check->orphans.count;
    struct report_case *rows = calloc(most + 1, sizeof *rows);
    struct report report = { .cases = rows,
                             .call = { .root = options->root,
                                       .root_was_given = options->root_was_given,
                                       .turns = options->turns,
                                       .reference = options->reference,
                                       .limits = { options->early, options->late } },
                             .inconclusive = options->inconclusive,
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

/* Find orphans, unless only one variant is checked: then the goldens of the other variants are not
 * looked at. */
static int find_orphans(struct check *check, const struct check_demo *demos, size_t count)
{
    const struct check_options *options = check->options;

    if (!options->catalog.count || !options->root || options->variant || !options->virtual_clock)
        return 0;
    return orphans_find(&check->orphans, options->root, &options->catalog, demos, count);
}

static bool is_repeated(const struct check_options *options)
{
    return options->repeat.times || options->repeat.until_fail;
}

static int check_on_real_clock(struct check *check)
{
    int rc;

    if (is_repeated(check->options))
        return repeat_cases(check);
    rc = measure_cases(check);
    return rc == 0 ? golden_check_run(&check->goldens, check->options, MEASUREMENTS_MAX) : rc;
}

/* Read the golden files. On the virtual clock alone, their commands cannot run. */
static int read_files(struct check *check)
{
    const struct check_options *options = check->options;
    int rc = golden_check_read(&check->goldens, &options->files);

    if (rc < 0 || options->real_clock)
        return rc;
    for (size_t i = 0; i < check->goldens.count; i++) {
        struct checked_golden *one = &check->goldens.files[i];

        if (one->judged || one->is_source)
            continue;
        one->judged = true;
        one->needs_run = false;
        one->verdict.kind = VERDICT_SKIPPED;
        verdict_say(&one->verdict, "its command runs on the real clock alone");
    }
    return 0;
}

int check_demos(const struct check_demo *demos, size_t count, const struct check_options *options)
{
    struct check check = { .options = options };
    int64_t began = monotonic();
    int exit_code = EXIT_TOOL_FAILED, rc = make_cases(&check, demos, count);

    if (rc == 0)
        rc = find_orphans(&check, demos, count);
    if (rc == 0)
        rc = exact_cases(&check);
    if (rc == 0)
        rc = read_files(&check);
    if (rc == 0 && options->real_clock)
        rc = check_on_real_clock(&check);
    else if (rc == 0)
        rc = golden_check_run(&check.goldens, options, 1);
    orders_keep(&check);
    if (rc == 0 || rc == -EINTR)
        exit_code = report_cases(&check, monotonic() - began);
    if (exit_code == EXIT_TOOL_FAILED && rc < 0)
        fputs("Bail out! No memory is left for the check.\n", options->out);
    if (rc == -EINTR)
        exit_code = EXIT_INTERRUPTED;
    golden_check_free(&check.goldens);
    orphans_free(&check.orphans);
    free_cases(&check);
    return exit_code;
}
