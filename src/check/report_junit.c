/* JUnit's XML as CI servers read it. */
#include "check/cases.h"
#include "check/report.h"

#include "run/text.h"

#include <stdlib.h>
#include <string.h>

/* XML has no way to write most control characters; the text is made safe before. */
static void write_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
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
        default:
            fputc(*text, out);
        }
    }
}

static void write_lines(FILE *out, const char *lines, size_t size)
{
    const char *end = lines + size;

    while (lines < end) {
        size_t length = strcspn(lines, "\n");
        struct text safe = { 0 };

        text_add_safe(&safe, lines, length);
        write_escaped(out, text_string(&safe));
        text_free(&safe);
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

    fprintf(out, "      <%s type=\"%s\" message=\"", element,
            difference_name(one->verdict.difference));
    write_escaped(out, one->verdict.message);
    fputs("\">", out);
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
    fprintf(out, "      <skipped message=\"%s",
            one->verdict.kind == VERDICT_INCONCLUSIVE ? "inconclusive: " : "");
    write_escaped(out, one->verdict.message);
    fputs("\"/>\n", out);
}

static void write_note(FILE *out, const struct report_case *one)
{
    fputs("      <system-out>", out);
    write_escaped(out, one->verdict.message);
    fputs("</system-out>\n", out);
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one)
{
    char name[CASE_NAME_MAX];

    fprintf(out, "    <testcase classname=\"%s.%s\" name=\"%s\" time=\"%.6f\">\n", one->chapter,
            one->real ? "real" : "virtual", case_name(name, one->demo, one->variant),
            (double)one->took / 1e9);
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

static void write_numbers(FILE *out, const struct report *report,
                          const struct report_counts *counts)
{
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\"",
            report->count, counts->failed, counts->broken, counts->skipped + counts->inconclusive,
            (double)report->took / 1e9);
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
    fputs("  </testsuite>\n</testsuites>\n", out);
}
