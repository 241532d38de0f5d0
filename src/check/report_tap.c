/* TAP, version 14: https://testanything.org/tap-version-14-specification.html */
#include "check/report.h"

#include "co/explain/growing_text.h"

#include <stdlib.h>
#include <string.h>

/* Write a character in double quotes, where YAML knows the escapes of JSON and \xNN. Characters
 * that YAML does not count as printable must be escaped; of text that is not UTF-8, each byte. */
static void write_character(FILE *out, const char *bytes, size_t length)
{
    uint32_t character = text_code_point(bytes, length);

    if (character == '"' || character == '\\')
        fprintf(out, "\\%c", (int)character);
    else if (character == '\n')
        fputs("\\n", out);
    else if (character < ' ' || (character >= 0x7f && character < 0xa0))
        fprintf(out, "\\x%02x", (unsigned)character);
    else if (character == 0xfeff || character == 0xfffe || character == 0xffff)
        fprintf(out, "\\u%04x", (unsigned)character);
    else
        fwrite(bytes, 1, length, out);
}

static void write_quoted(FILE *out, const char *text, size_t length)
{
    fputc('"', out);
    for (size_t i = 0, size; i < length; i += size) {
        size = text_character_length(text + i, length - i);
        if (size)
            write_character(out, text + i, size);
        else
            fprintf(out, "\\\\x%02x", (unsigned char)text[i]);
        size = size ? size : 1;
    }
    fputc('"', out);
}

/* Write words of a test's line. There, "#" would begin a directive, and a newline would begin
 * another line. */
static void write_words(FILE *out, const char *words)
{
    for (; *words; words++) {
        if (*words == '#' || *words == '\\')
            fputc('\\', out);
        fputc((unsigned char)*words < ' ' ? ' ' : *words, out);
    }
}

static void write_field(FILE *out, const char *name, const char *text)
{
    fprintf(out, "    %s: ", name);
    write_quoted(out, text, strlen(text));
    fputc('\n', out);
}

static void write_side(FILE *out, const char *name, const struct verdict_side *side)
{
    char words[256];

    if (!side->present)
        return;
    fprintf(out, "  %s:\n", name);
    if (!side->unstamped)
        fprintf(out, "    time: %.9f\n", (double)side->time / 1e9);
    if (side->text) {
        fputs("    text: ", out);
        write_quoted(out, side->text, side->length);
        fputc('\n', out);
    }
    if (!side->event)
        return;
    cause_words(words, sizeof words, side->stream, side->event);
    write_field(out, "task", stream_task_name(side->stream, side->event->task));
    write_field(out, "cause", words);
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
    if (verdict->place.file && verdict->place.file[0])
        fprintf(out, "  at: \"%s:%d\"\n", verdict->place.file, verdict->place.line);
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
        /* The details are in one line, because a line of the log could end a YAML block. */
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
    char title[REPORT_TITLE_MAX];

    fprintf(out, "%s %zu - ", kind == VERDICT_PASSED || is_skipped ? "ok" : "not ok", number);
    if (!one->what.file) {
        write_words(out, one->what.chapter);
        fputc('/', out);
    }
    write_words(out, report_title(title, one));
    if (is_skipped) {
        fprintf(out, " # SKIP %s", kind == VERDICT_INCONCLUSIVE ? "inconclusive: " : "");
        write_words(out, one->verdict.message);
    }
    fputc('\n', out);
    if (one->verdict.message[0] && kind != VERDICT_SKIPPED)
        write_details(out, report, one);
}

void report_tap(FILE *out, const struct report *report)
{
    fprintf(out, "TAP version 14\n1..%zu\n", report->count);
    for (size_t i = 0; i < report->count; i++)
        write_case(out, report, &report->cases[i], i + 1);
    fputs("# ", out);
    report_counts_write(out, report);
    if (report->unjudged)
        fprintf(out, "Bail out! Interrupted: %zu more not judged.\n", report->unjudged);
}
