/*
 * This module writes workflow commands of GitHub Actions, which shows them as annotations of the
 * lines of the source, or of the golden if the place in the source is not known:
 *
 *   ::error file=demos/production/lock.c,line=35,title=...::...
 *
 * They are described at https://docs.github.com/actions under "workflow commands". The paths are
 * relative to the folder that holds golden/ and demos/, which should be the repository's root.
 */
#include "check/report.h"

#include "co/explain/growing_text.h"

#include <stdlib.h>
#include <string.h>

/* Write a text with the escapes that it needs. A command ends at a newline, and a property ends
 * also at a colon or a comma; only %XX can stand for these. Other characters that are unfit for a
 * terminal become \xNN. */
static void write_escaped(FILE *out, const char *text, size_t length, const char *special)
{
    struct text escaped = { 0 };

    for (size_t i = 0, size; i < length; i += size) {
        size = text_character_length(text + i, length - i);
        size = size ? size : 1;
        if (size == 1 && memchr(special, text[i], strlen(special)))
            text_add(&escaped, "%%%02X", (unsigned char)text[i]);
        else
            text_add_safe(&escaped, text + i, size);
    }
    fwrite(text_string(&escaped), 1, escaped.length, out);
    text_free(&escaped);
}

static void write_property(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=", name);
    write_escaped(out, value, strlen(value), "%\r\n:,");
}

static void write_file(FILE *out, const char *path, size_t line)
{
    if (!path[0])
        return;
    write_property(out, "file", path);
    if (line)
        fprintf(out, ",line=%zu", line);
    fputc(',', out);
}

/* A failure is shown where the program has to change, if that is known. */
static void write_place(FILE *out, const struct report_case *one)
{
    struct verdict_place place = report_place(one);
    char path[PATH_MAX];

    if (one->verdict.kind == VERDICT_FAILED && place.file[0])
        write_file(out, place.file, (size_t)place.line);
    else
        write_file(out, report_golden_path(path, one), report_golden_line(one));
}

static void write_message(FILE *out, const struct report *report, const struct report_case *one)
{
    char *message = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&message, &size);

    if (!memory)
        return;
    report_explain(memory, report, one);
    fclose(memory);
    while (size && message[size - 1] == '\n')
        size--;
    write_escaped(out, message, size, "%\r\n");
    free(message);
}

static void write_case(FILE *out, const struct report *report, const struct report_case *one)
{
    static const char *const commands[] = { [VERDICT_PASSED] = NULL,
                                            [VERDICT_FAILED] = "error",
                                            [VERDICT_INCONCLUSIVE] = "warning",
                                            [VERDICT_SKIPPED] = "notice",
                                            [VERDICT_BROKEN] = "error" };
    const char *command = commands[one->verdict.kind];
    char title[REPORT_TITLE_MAX];

    if (!command)
        return;
    fprintf(out, "::%s ", command);
    write_place(out, one);
    write_property(out, "title", report_title(title, one));
    fputs("::", out);
    write_message(out, report, one);
    fputc('\n', out);
}

void report_github(FILE *out, const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        write_case(out, report, &report->cases[i]);
    if (report->unjudged)
        fprintf(out, "::error title=asyncdemo check::Interrupted: %zu more not judged.\n",
                report->unjudged);
    report_counts_write(out, report);
}
