#include "check/cases.h"
#include "check/report.h"

#include <string.h>

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
        size_t length = strlen(case_name(name, report->cases[i].demo, report->cases[i].variant));

        if (length > width)
            width = length;
    }
    return (int)width;
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one,
                       int width)
{
    const struct verdict *verdict = &one->verdict;
    char took[DURATION_MAX], latest[DURATION_MAX], name[CASE_NAME_MAX];

    fprintf(out, "%s%-12s%s %-*s  %s", report->colour ? colour_of(verdict->kind) : "",
            verdict_name(verdict->kind), report->colour ? "\033[0m" : "", width,
            case_name(name, one->demo, one->variant), one->real ? "real" : "virtual");
    if (one->took)
        fprintf(out, "%*s%s", one->real ? 5 : 2, "", duration_words(took, one->took));
    if (verdict->has_lateness)
        fprintf(out, ", at most %s late", duration_words(latest, verdict->lateness));
    fputc('\n', out);
    report_explain(out, report, one);
    if (verdict->kind != VERDICT_PASSED && verdict->kind != VERDICT_SKIPPED)
        fputc('\n', out);
}

void report_human(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);
    int width = name_width(report);
    size_t skipped = counts.skipped + counts.inconclusive;
    int exit_code = counts.failed ? 1 : counts.broken ? 5 : 4;
    char took[DURATION_MAX];

    for (size_t i = 0; i < report->count; i++)
        write_case(out, report, &report->cases[i], width);
    fprintf(out, "\n%zu runs judged in %s.\n", report->count - counts.skipped,
            duration_words(took, report->took));
    if (counts.inconclusive)
        fprintf(out,
                "%zu inconclusive: this machine was too late to tell. Below they count as skipped; "
                "the exit code is %d.\n",
                counts.inconclusive, exit_code);
    fprintf(out, "%zu passed, %zu failed", counts.passed, counts.failed + counts.broken);
    if (skipped)
        fprintf(out, ", %zu skipped", skipped);
    fputc('\n', out);
}
