/* This module writes the findings as one JSON object, case by case. Times are in seconds. */
#include "check/report.h"

#include "run/json.h"

#include <stdlib.h>
#include <string.h>

static void write_text(FILE *out, const char *name, const char *text)
{
    fprintf(out, ",\"%s\":", name);
    json_write_string(out, text);
}

static void write_side(FILE *out, const char *name, const struct verdict_side *side)
{
    char words[256];
    char *text;

    if (!side->present)
        return;
    fprintf(out, ",\"%s\":{\"time\":", name);
    if (side->unstamped)
        fputs("null", out);
    else
        fprintf(out, "%.9f", (double)side->time / 1e9);
    text = side->text ? strndup(side->text, side->length) : NULL;
    if (text)
        write_text(out, "text", text);
    free(text);
    if (side->event) {
        cause_words(words, sizeof words, side->stream, side->event);
        write_text(out, "task", stream_task_name(side->stream, side->event->task));
        write_text(out, "cause", words);
        write_text(out, "file", side->event->file);
        fprintf(out, ",\"line\":%d", side->event->line);
    }
    fputc('}', out);
}

static void write_outcomes(FILE *out, const struct verdicts *verdicts)
{
    fprintf(out,
            ",\"runs\":{\"passed\":%zu,\"explained\":%zu,\"inconclusive\":%zu,\"failed\":%zu,"
            "\"lateness\":%.9f}",
            verdicts->passed, verdicts->explained, verdicts->inconclusive, verdicts->failed,
            (double)verdicts->lateness / 1e9);
}

static void write_case(FILE *out, const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    char path[PATH_MAX];

    fputs("{\"chapter\":", out);
    json_write_string(out, one->what.chapter);
    write_text(out, "demo", one->what.demo);
    if (one->what.variant)
        write_text(out, "variant", one->what.variant);
    write_text(out, "clock", one->what.real ? "real" : "virtual");
    write_text(out, "verdict", verdict_name(verdict->kind));
    fprintf(out, ",\"took\":%.9f", (double)one->took / 1e9);
    if (verdict->difference != DIFFERENCE_NONE)
        write_text(out, "kind", difference_name(verdict->difference));
    if (verdict->message[0])
        write_text(out, "message", verdict->message);
    if (report_golden_line(one)) {
        write_text(out, "golden", report_golden_path(path, one));
        fprintf(out, ",\"golden_line\":%zu", report_golden_line(one));
    } else if (one->what.orphan || one->what.file) {
        write_text(out, "golden", report_golden_path(path, one));
    }
    write_side(out, "expected", &verdict->expected);
    write_side(out, "actual", &verdict->actual);
    if (verdict->place.file && verdict->place.file[0]) {
        write_text(out, "file", verdict->place.file);
        fprintf(out, ",\"line\":%d", verdict->place.line);
    }
    if (verdict->later)
        fprintf(out, ",\"later\":%zu", verdict->later);
    if (verdict->has_lateness)
        fprintf(out, ",\"lateness\":%.9f", (double)verdict->lateness / 1e9);
    if (verdict->measured)
        fprintf(out, ",\"measured\":%u", verdict->measured);
    if (verdict->kind == VERDICT_INCONCLUSIVE && verdict->load_average >= 0)
        fprintf(out, ",\"load_average\":%.2f", verdict->load_average);
    if (one->verdicts)
        write_outcomes(out, one->verdicts);
    fputc('}', out);
}

void report_json(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);

    fprintf(out,
            "{\"v\":1,\"passed\":%zu,\"failed\":%zu,\"skipped\":%zu,\"inconclusive\":%zu,"
            "\"broken\":%zu,\"took\":%.9f,\"early\":%.9f,\"late\":%.9f,\"cases\":[",
            counts.passed, counts.failed, counts.skipped, counts.inconclusive, counts.broken,
            (double)report->took / 1e9, (double)report->call.limits.early / 1e9,
            (double)report->call.limits.late / 1e9);
    for (size_t i = 0; i < report->count; i++) {
        fputs(i ? ",\n" : "\n", out);
        write_case(out, &report->cases[i]);
    }
    fprintf(out, "\n],\"unjudged\":%zu}\n", report->unjudged);
}
