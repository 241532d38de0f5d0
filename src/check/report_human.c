#include "check/cases.h"
#include "check/report.h"

#include <string.h>

enum { LONG_LIST = 20 /* a screen has no room for more cases */ };

static const char *colour_of(enum verdict_kind kind)
{
    switch (kind) {
    case VERDICT_PASSED:
        return "\033[32m";
    case VERDICT_FAILED:
    case VERDICT_BROKEN:
        return "\033[31m";
    default:
        return "\033[33m";
    }
}

static int name_width(const struct report *report)
{
    size_t width = 0;

    for (size_t i = 0; i < report->count; i++) {
        char name[CASE_NAME_MAX];
        size_t length =
            strlen(case_name(name, report->cases[i].what.demo, report->cases[i].what.variant));

        if (length > width)
            width = length;
    }
    return (int)width;
}

static bool is_explained(const struct report_case *one)
{
    return one->verdict.kind != VERDICT_PASSED && one->verdict.kind != VERDICT_SKIPPED;
}

static void write_verdict(FILE *out, const struct report *report, const struct report_case *one,
                          int width)
{
    char name[CASE_NAME_MAX];

    fprintf(out, "%s%-12s%s %-*s  %s", report->colour ? colour_of(one->verdict.kind) : "",
            verdict_name(one->verdict.kind), report->colour ? "\033[0m" : "", width,
            case_name(name, one->what.demo, one->what.variant),
            one->what.real ? "real" : "virtual");
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one,
                       int width)
{
    const struct verdict *verdict = &one->verdict;
    char took[DURATION_MAX], latest[DURATION_MAX];

    write_verdict(out, report, one, width);
    if (one->took)
        fprintf(out, "%*s%s", one->what.real ? 5 : 2, "", duration_words(took, one->took));
    if (verdict->has_lateness)
        fprintf(out, ", at most %s late", duration_words(latest, verdict->lateness));
    fputc('\n', out);
    report_explain(out, report, one);
    if (is_explained(one))
        fputc('\n', out);
}

/* Write the list of cases. A case that was run again and again is listed only if it did not pass.
 * An empty line ends the list; an explanation has ended with one already. */
static void write_list(FILE *out, const struct report *report, int width)
{
    bool is_ended = false;

    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *one = &report->cases[i];

        if (one->verdicts && !is_explained(one))
            continue;
        write_case(out, report, one, width);
        is_ended = is_explained(one);
    }
    if (!is_ended)
        fputc('\n', out);
}

/* Write the cases that did not pass again: of a long list, a reader sees only the end. */
static void write_again(FILE *out, const struct report *report, int width)
{
    if (report->count <= LONG_LIST || report_count(report).passed == report->count)
        return;
    fputs("These did not pass:\n\n", out);
    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *one = &report->cases[i];

        if (one->verdict.kind == VERDICT_PASSED)
            continue;
        write_verdict(out, report, one, width);
        fprintf(out, "\n  %s.\n", one->verdict.message);
    }
    fputc('\n', out);
}

/* Write the counts of the cases that were run again and again. */
static void write_all_outcomes(FILE *out, const struct report *report, int width)
{
    char latest[DURATION_MAX];
    bool any = false;

    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *one = &report->cases[i];
        const struct verdicts *verdicts = one->verdicts;
        char name[CASE_NAME_MAX];

        if (!verdicts)
            continue;
        if (!any)
            fprintf(out, "%-*s  passed  explained  inconclusive  failed  at most late\n", width,
                    "");
        any = true;
        fprintf(out, "%-*s  %6zu  %9zu  %12zu  %6zu  %s\n", width,
                case_name(name, one->what.demo, one->what.variant), verdicts->passed,
                verdicts->explained, verdicts->inconclusive, verdicts->failed,
                duration_words(latest, verdicts->lateness));
    }
    if (any)
        fputc('\n', out);
}

/* Returns the number of runs that were judged. */
static size_t count_judged(const struct report *report)
{
    size_t judged = 0;

    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *one = &report->cases[i];

        if (one->verdicts)
            judged += verdicts_count(one->verdicts);
        else
            judged += one->verdict.kind != VERDICT_SKIPPED;
    }
    return judged;
}

static void write_summary(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);
    size_t judged = count_judged(report);
    int exit_code = report_exit_code(report);
    char took[DURATION_MAX];

    fprintf(out, "%zu run%s judged in %s.\n", judged, judged == 1 ? "" : "s",
            duration_words(took, report->took));
    if (report->unjudged)
        fprintf(out, "Interrupted: %zu more not judged. The exit code is %d.\n", report->unjudged,
                exit_code);
    if (counts.inconclusive)
        fprintf(out,
                "%zu inconclusive: this machine was too late to tell. Below they count as skipped; "
                "the exit code is %d.\n",
                counts.inconclusive, exit_code);
    report_counts_write(out, report);
}

void report_human(FILE *out, const struct report *report)
{
    int width = name_width(report);

    write_list(out, report, width);
    write_again(out, report, width);
    write_all_outcomes(out, report, width);
    write_summary(out, report);
}
