/* This module writes JUnit's XML in the form that CI servers read. */
#include "check/cases.h"
#include "check/report.h"

#include "co/explain/growing_text.h"

#include <stdlib.h>
#include <string.h>

/* Returns whether XML 1.0 can express the character. It cannot express the others, not even by
 * their number. */
static bool is_in_xml(uint32_t character)
{
    return character >= ' ' ? character != 0xfffe && character != 0xffff
                            : character == '\t' || character == '\n' || character == '\r';
}

static void write_character(FILE *out, const char *bytes, size_t length)
{
    switch (*bytes) {
    case '&':
        fputs("&amp;", out);
        break;
    case '<':
        fputs("&lt;", out);
        break;
    case '>':
        fputs("&gt;", out);
        break;
    case '"':
        fputs("&quot;", out);
        break;
    case '\t':
    case '\n':
    case '\r': /* in an attribute, a reader would turn these into blanks */
        fprintf(out, "&#%d;", *bytes);
        break;
    default:
        fwrite(bytes, 1, length, out);
    }
}

/* Write any bytes. Characters that XML cannot express become \xNN. */
static void write_escaped(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        size_t character = text_character_length(text + i, length - i);

        size = character ? character : 1;
        if (character && is_in_xml(text_code_point(text + i, character)))
            write_character(out, text + i, character);
        else
            for (size_t k = 0; k < size; k++)
                fprintf(out, "\\x%02x", (unsigned char)text[i + k]);
    }
}

static void write_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    write_escaped(out, text, strlen(text));
    fputc('"', out);
}

static void write_lines(FILE *out, const char *lines, size_t size)
{
    const char *end = lines + size;

    while (lines < end) {
        const char *newline = memchr(lines, '\n', (size_t)(end - lines));
        size_t length = (size_t)((newline ? newline : end) - lines);

        write_escaped(out, lines, length);
        fputc('\n', out);
        lines += length + 1;
    }
}

static void write_outcome(FILE *out, const struct report *report, const struct report_case *one,
                          const char *element)
{
    char *details = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&details, &size);

    fprintf(out, "      <%s type=\"%s\"", element, difference_name(one->verdict.difference));
    write_attribute(out, "message", one->verdict.message);
    fputc('>', out);
    if (memory) {
        report_explain(memory, report, one);
        fclose(memory);
        write_lines(out, details, size);
        free(details);
    }
    fprintf(out, "</%s>\n", element);
}

static void write_skipped(FILE *out, const struct report_case *one)
{
    char message[VERDICT_MESSAGE_MAX + 32];

    snprintf(message, sizeof message, "%s%s",
             one->verdict.kind == VERDICT_INCONCLUSIVE ? "inconclusive: " : "",
             one->verdict.message);
    fputs("      <skipped", out);
    write_attribute(out, "message", message);
    fputs("/>\n", out);
}

static void write_note(FILE *out, const struct report_case *one)
{
    fputs("      <system-out>", out);
    write_escaped(out, one->verdict.message, strlen(one->verdict.message));
    fputs("</system-out>\n", out);
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one)
{
    char name[CASE_NAME_MAX], class[CASE_NAME_MAX];

    snprintf(class, sizeof class, "%s%s", one->what.chapter,
             one->what.file   ? ""
             : one->what.real ? ".real"
                              : ".virtual");
    fputs("    <testcase", out);
    write_attribute(out, "classname", class);
    write_attribute(out, "name", case_name(name, one->what.demo, one->what.variant));
    fprintf(out, " time=\"%.6f\">\n", (double)one->took / 1e9);
    switch (one->verdict.kind) {
    case VERDICT_PASSED:
        if (one->verdict.message[0])
            write_note(out, one);
        break;
    case VERDICT_FAILED:
        write_outcome(out, report, one, "failure");
        break;
    case VERDICT_BROKEN:
        write_outcome(out, report, one, "error");
        break;
    case VERDICT_SKIPPED:
    case VERDICT_INCONCLUSIVE:
        write_skipped(out, one);
        break;
    }
    fputs("    </testcase>\n", out);
}

/* Write the interrupt; without it, the report would look complete. */
static void write_interrupt(FILE *out, const struct report *report)
{
    fprintf(out,
            "    <testcase classname=\"asyncdemo\" name=\"check\" time=\"%.6f\">\n"
            "      <error type=\"interrupted\" message=\"%zu more not judged\"/>\n"
            "    </testcase>\n",
            (double)report->took / 1e9, report->unjudged);
}

static void write_numbers(FILE *out, const struct report *report,
                          const struct report_counts *counts)
{
    size_t interrupts = report->unjudged ? 1 : 0;

    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\"",
            report->count + interrupts, counts->failed, counts->broken + interrupts,
            counts->skipped + counts->inconclusive, (double)report->took / 1e9);
}

void report_junit(FILE *out, const struct report *report)
{
    struct report_counts counts = report_count(report);

    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"asyncdemo\"", out);
    write_numbers(out, report, &counts);
    fputs(">\n  <testsuite name=\"asyncdemo check\"", out);
    write_numbers(out, report, &counts);
    fputs(">\n", out);
    for (size_t i = 0; i < report->count; i++)
        write_case(out, report, &report->cases[i]);
    if (report->unjudged)
        write_interrupt(out, report);
    fputs("  </testsuite>\n</testsuites>\n", out);
}
