/* TAP, version 14: https://testanything.org/tap-version-14-specification.html */
#include "check/cases.h"
#include "check/report.h"

#include <stdlib.h>
#include <string.h>

/* In double quotes YAML knows the escapes of JSON and \xNN; the log has no control characters. */
static void write_quoted(FILE *out, const char *text, size_t length)
{
    fputc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte == '\n')
            fputs("\\n", out);
        else if (byte < ' ' || byte == 0x7f)
            fprintf(out, "\\x%02x", byte);
        else
            fputc(byte, out);
    }
    fputc('"', out);
}

static void write_side(FILE *out, const char *name, const struct verdict_side *side)
{
    char words[256];

    if (!side->present)
        return;
    fprintf(out, "  %s:\n    time: %.9f\n", name, (double)side->time / 1e9);
    if (side->text) {
        fputs("    text: ", out);
        write_quoted(out, side->text, side->length);
        fputc('\n', out);
    }
    if (!side->event)
        return;
    cause_words(words, sizeof words, side->stream, side->event);
    fprintf(out, "    task: %s\n    cause: \"%s\"\n",
            stream_task_name(side->stream, side->event->task), words);
    if (side->event->file[0])
        fprintf(out, "    at: \"%s:%d\"\n", side->event->file, side->event->line);
}

static void write_details(FILE *out, const struct report *report, const struct report_case *one)
{
    const struct verdict *verdict = &one->verdict;
    char *details = NULL;
    size_t size = 0;
    FILE *memory;

    fputs("  ---\n  message: ", out);
    write_quoted(out, verdict->message, strlen(verdict->message));
    fprintf(out, "\n  verdict: %s\n  kind: %s\n", verdict_name(verdict->kind),
            difference_name(verdict->difference));
    write_side(out, "expected", &verdict->expected);
    write_side(out, "actual", &verdict->actual);
    if (verdict->later)
        fprintf(out, "  later: %zu\n", verdict->later);
    if (verdict->has_lateness)
        fprintf(out, "  lateness: %.9f\n", (double)verdict->lateness / 1e9);
    if (verdict->measured)
        fprintf(out, "  measured: %u\n", verdict->measured);
    memory = open_memstream(&details, &size);
    if (memory) {
        report_explain(memory, report, one);
        fclose(memory);
        /* In one line: a block would have to be free of what the log may begin with. */
        fputs("  details: ", out);
        write_quoted(out, details, size);
        fputc('\n', out);
        free(details);
    }
    fputs("  ...\n", out);
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one,
                       size_t number)
{
    enum verdict_kind kind = one->verdict.kind;
    bool is_skipped = kind == VERDICT_SKIPPED || kind == VERDICT_INCONCLUSIVE;
    char name[CASE_NAME_MAX];

    fprintf(out, "%s %zu - %s/%s on the %s clock",
            kind == VERDICT_PASSED || is_skipped ? "ok" : "not ok", number, one->chapter,
            case_name(name, one->demo, one->variant), one->real ? "real" : "virtual");
    if (is_skipped)
        fprintf(out, " # SKIP %s%s", kind == VERDICT_INCONCLUSIVE ? "inconclusive: " : "",
                one->verdict.message);
    fputc('\n', out);
    if (one->verdict.message[0] && kind != VERDICT_SKIPPED)
        write_details(out, report, one);
}

void report_tap(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);
    size_t skipped = counts.skipped + counts.inconclusive;

    fprintf(out, "TAP version 14\n1..%zu\n", report->count);
    for (size_t i = 0; i < report->count; i++)
        write_case(out, report, &report->cases[i], i + 1);
    fprintf(out, "# %zu passed, %zu failed", counts.passed, counts.failed + counts.broken);
    if (skipped)
        fprintf(out, ", %zu skipped", skipped);
    fputc('\n', out);
}
