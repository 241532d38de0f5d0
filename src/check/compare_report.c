/* This module reports the result of a comparison to people. */
#include "check/compare.h"

#include "check/command_word.h"
#include "check/mojibake.h"
#include "check/parting.h"
#include "co/explain/growing_text.h"

#include <string.h>

static const int64_t SECOND = 1000000000, MILLISECOND = 1000000;

static double in_seconds(int64_t nanoseconds)
{
    return (double)nanoseconds / (double)SECOND;
}

static double in_milliseconds(int64_t nanoseconds)
{
    return (double)nanoseconds / (double)MILLISECOND;
}

static void report_agreement(FILE *out, const struct compare_result *result,
                             const struct compare_options *options)
{
    fprintf(out, "%zu line%s", result->matched, result->matched == 1 ? "" : "s");
    if (result->elided)
        fprintf(out, ", %zu more not shown", result->elided);
    if (result->judged)
        fprintf(out, ", at most %.0f ms early and %.0f ms late (%.0f and %.0f are allowed).\n",
                in_milliseconds(result->most_early), in_milliseconds(result->most_late),
                in_milliseconds(options->early), in_milliseconds(options->late));
    else
        fprintf(out, ". It has no time stamps, so only order and text were compared.\n");
}

/* ---- What happened to the file ---- */

static void report_mojibake(FILE *out, const struct mojibake *mojibake)
{
    struct text damaged = { 0 };

    text_add_safe(&damaged, mojibake->damaged, strlen(mojibake->damaged));
    fprintf(out,
            "  It is UTF-8 that was read as %s: \"%s\" stands for \"%s\".\n"
            "    Read and save it as UTF-8. For Python on Windows, set PYTHONUTF8=1.\n",
            mojibake->code_page, text_string(&damaged), mojibake->meant);
    text_free(&damaged);
}

static bool is_stdin(const char *name)
{
    return strcmp(name, "-") == 0;
}

static const char *name_in_words(const char *name)
{
    return is_stdin(name) ? "stdin" : name;
}

/* Write each flaw and the command that mends it: for a file in its place, for stdin in the pipe. */
static void report_flaws(FILE *out, const struct compare_subject *subject)
{
    bool in_place = !is_stdin(subject->transcript_name);
    const char *sed = in_place ? "sed -i" : "| sed";
    char name[PATH_MAX + 1] = "";

    if (in_place) {
        name[0] = ' ';
        command_word(name + 1, sizeof name - 1, subject->transcript_name);
    }
    if (subject->mojibake)
        report_mojibake(out, subject->mojibake);
    if (subject->flaws & TRANSCRIPT_BYTE_ORDER_MARK)
        fprintf(out,
                "  It begins with a byte order mark.\n"
                "    Take it off:  %s '1s/^\\xef\\xbb\\xbf//'%s\n",
                sed, name);
    if (subject->flaws & TRANSCRIPT_CRLF)
        fprintf(out,
                "  Its lines end with CRLF, carriage return and newline, as on Windows.\n"
                "    Take the carriage returns off:  %s 's/\\r$//'%s\n",
                sed, name);
    if (subject->flaws & TRANSCRIPT_NO_NEWLINE)
        fputs("  Its last line has no newline: the end may be missing.\n", out);
    if (subject->flaws & TRANSCRIPT_NO_NEWLINE && in_place)
        fprintf(out, "    If it is complete:  echo >>%s\n", name + 1);
}

static bool has_flaws(const struct compare_subject *subject)
{
    return subject->flaws || subject->mojibake;
}

bool compare_agrees(const struct compare_result *result, const struct compare_subject *subject)
{
    return result->kind == COMPARE_SAME && !has_flaws(subject);
}

/* ---- The first difference ---- */

/* Write "line 4" or "lines 4 to 6". */
static void report_numbers(FILE *out, size_t first, size_t count)
{
    if (count == 1)
        fprintf(out, "line %zu", first);
    else
        fprintf(out, "lines %zu to %zu", first, first + count - 1);
}

static bool is_empty(const struct compare_result *result)
{
    return !result->actual && !result->matched && !result->elided;
}

static void report_headline(FILE *out, const struct compare_result *result)
{
    size_t expected = result->expected ? result->expected->number : 0;
    size_t actual = result->actual ? result->actual->number : 0;

    switch (result->kind) {
    case COMPARE_SAME:
        break;
    case COMPARE_WRONG_TEXT:
        fprintf(out, "line %zu has another text.", actual);
        break;
    case COMPARE_MISSING_LINES:
        if (is_empty(result)) {
            fputs("it is empty.", out);
            break;
        }
        report_numbers(out, expected, result->lines);
        fprintf(out, " of the golden %s missing", result->lines == 1 ? "is" : "are");
        if (result->elsewhere)
            fprintf(out, "; it comes later, in line %zu", result->elsewhere->number);
        fputs(".", out);
        break;
    case COMPARE_EXTRA_LINES:
        report_numbers(out, actual, result->lines);
        fprintf(out, " %s not in the golden at this place.", result->lines == 1 ? "is" : "are");
        break;
    case COMPARE_SWAPPED_LINES:
        fprintf(out, "lines %zu and %zu have changed places.", actual, actual + 1);
        break;
    case COMPARE_NO_STAMP:
        fprintf(out, "line %zu has the right text, but no known kind of time stamp.", actual);
        break;
    case COMPARE_TOO_EARLY:
    case COMPARE_TOO_LATE:
        fprintf(out, "line %zu comes too %s: %.3f s after line %zu instead of %.3f s.", actual,
                result->kind == COMPARE_TOO_EARLY ? "early" : "late",
                in_seconds(result->actual_step), result->actual_before->number,
                in_seconds(result->expected_step));
        break;
    }
}

static void report_line(FILE *out, const char *whose, const struct transcript_line *line)
{
    if (!line) {
        fprintf(out, "  %-10s   end\n", whose);
        return;
    }
    fprintf(out, "  %-10s %5zu  ", whose, line->number);
    transcript_show(out, line->whole, line->whole_length);
    fputs("\n", out);
}

static void report_lines(FILE *out, const struct compare_result *result)
{
    bool swapped = result->kind == COMPARE_SWAPPED_LINES;

    fputs("\n\n", out);
    if (result->expected_before)
        report_line(out, "golden", result->expected_before);
    report_line(out, "golden", result->expected);
    if (swapped)
        report_line(out, "golden", result->expected + 1);
    if (result->actual_before)
        report_line(out, "transcript", result->actual_before);
    report_line(out, "transcript", result->actual);
    if (swapped)
        report_line(out, "transcript", result->actual + 1);
    fputs("\n", out);
}

/* Write the option with the least tolerance that would accept the line, in whole milliseconds. */
static void report_tolerance(FILE *out, const struct compare_result *result,
                             const struct compare_options *options, const char *names)
{
    bool early = result->kind == COMPARE_TOO_EARLY;
    int64_t needed = early ? options->early + result->earliest_step - result->actual_step
                           : options->late + result->actual_step - result->latest_step;

    fprintf(out, "Allowed is %.3f s to %.3f s: --early=%.3f --late=%.3f.\n",
            in_seconds(result->earliest_step), in_seconds(result->latest_step),
            in_seconds(options->early), in_seconds(options->late));
    fprintf(out, "To allow this time:  asyncdemo compare --%s=%.3f %s\n", early ? "early" : "late",
            in_seconds((needed + MILLISECOND - 1) / MILLISECOND * MILLISECOND), names);
}

static void report_parting(FILE *out, const struct compare_result *result)
{
    struct parting_text golden = { "the golden", result->expected->text,
                                   result->expected->text_length };
    struct parting_text transcript = { "the transcript", result->actual->text,
                                       result->actual->text_length };

    parting_write(out, "", &golden, &transcript);
}

static void report_advice(FILE *out, const struct compare_result *result,
                          const struct compare_options *options,
                          const struct compare_subject *subject)
{
    char golden[PATH_MAX], transcript[PATH_MAX], names[2 * PATH_MAX];

    command_word(golden, sizeof golden, subject->golden_name);
    command_word(transcript, sizeof transcript, subject->transcript_name);
    snprintf(names, sizeof names, "%s %s", golden, transcript);
    switch (result->kind) {
    case COMPARE_TOO_EARLY:
    case COMPARE_TOO_LATE:
        report_tolerance(out, result, options, names);
        return;
    case COMPARE_NO_STAMP:
        fputs("A stamp is [08:49:08.869], [  0.010], [+0.010], 2026-11-30 09:21:32,123 or "
              "2026-11-30T09:21:32.123Z,\nand a blank behind it; all lines have the same kind.\n",
              out);
        return;
    case COMPARE_WRONG_TEXT:
        report_parting(out, result);
        break;
    default:
        break;
    }
    fprintf(out, "All lines side by side:  diff -y %s\n", names);
}

void compare_report(FILE *out, const struct compare_result *result,
                    const struct compare_options *options, const struct compare_subject *subject)
{
    bool same = result->kind == COMPARE_SAME;

    if (compare_agrees(result, subject)) {
        fprintf(out, "%s agrees with %s: ", name_in_words(subject->transcript_name),
                subject->golden_name);
        report_agreement(out, result, options);
        return;
    }
    fprintf(out, "%s differs from %s: ", name_in_words(subject->transcript_name),
            subject->golden_name);
    if (same)
        fputs("the lines are the same, but the file is not.\n", out);
    else
        report_headline(out, result);
    if (!same)
        report_lines(out, result);
    report_flaws(out, subject);
    if (same) {
        fputs("Apart from that it agrees: ", out);
        report_agreement(out, result, options);
        return;
    }
    if (result->matched)
        fprintf(out, "The %zu line%s before %s right.\n", result->matched,
                result->matched == 1 ? "" : "s", result->matched == 1 ? "is" : "are");
    report_advice(out, result, options, subject);
}
