/* What a comparison found, for people. */
#include "check/compare.h"

#include "run/text.h"

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

static void report_same(FILE *out, const struct compare_result *result,
                        const struct compare_options *options, const char *golden_name,
                        const char *transcript_name)
{
    fprintf(out, "%s agrees with %s: %zu line%s", transcript_name, golden_name, result->matched,
            result->matched == 1 ? "" : "s");
    if (result->elided)
        fprintf(out, ", %zu more not shown", result->elided);
    if (result->judged)
        fprintf(out, ", at most %.0f ms early and %.0f ms late (%.0f and %.0f are allowed).\n",
                in_milliseconds(result->most_early), in_milliseconds(result->most_late),
                in_milliseconds(options->early), in_milliseconds(options->late));
    else
        fprintf(out, ". It has no time stamps, so order and text alone were compared.\n");
}

/* "line 4" or "lines 4 to 6" */
static void report_numbers(FILE *out, size_t first, size_t count)
{
    if (count == 1)
        fprintf(out, "line %zu", first);
    else
        fprintf(out, "lines %zu to %zu", first, first + count - 1);
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
        fprintf(out, "line %zu has the right text, but no time stamp that is understood.", actual);
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

/* The number of a character, since two that look the same need not be the same. */
static void report_character(FILE *out, const char *text, size_t left)
{
    size_t length = text_character_length(text, left);

    fputs("\"", out);
    transcript_show(out, text, length);
    fprintf(out, "\" (U+%04lX)", (unsigned long)text_code_point(text, length));
}

static void report_where_texts_part(FILE *out, const struct transcript_line *expected,
                                    const struct transcript_line *actual)
{
    size_t at = 0, length;

    while (at < expected->text_length && at < actual->text_length) {
        length = text_character_length(expected->text + at, expected->text_length - at);
        if (length > actual->text_length - at ||
            memcmp(expected->text + at, actual->text + at, length) != 0)
            break;
        at += length;
    }
    fputs("They part where the golden has ", out);
    if (at < expected->text_length)
        report_character(out, expected->text + at, expected->text_length - at);
    else
        fputs("its end", out);
    fputs(" and the transcript ", out);
    if (at < actual->text_length)
        report_character(out, actual->text + at, actual->text_length - at);
    else
        fputs("its end", out);
    fputs(".\n", out);
}

/* An option with the least tolerance that would accept the line, in whole milliseconds. */
static void report_tolerance(FILE *out, const struct compare_result *result,
                             const struct compare_options *options, const char *golden_name,
                             const char *transcript_name)
{
    bool early = result->kind == COMPARE_TOO_EARLY;
    int64_t needed = early ? options->early + result->earliest_step - result->actual_step
                           : options->late + result->actual_step - result->latest_step;

    fprintf(out, "Allowed is %.3f s to %.3f s: --early=%.3f --late=%.3f.\n",
            in_seconds(result->earliest_step), in_seconds(result->latest_step),
            in_seconds(options->early), in_seconds(options->late));
    fprintf(out, "If that is as it should be:  asyncdemo compare --%s=%.3f %s %s\n",
            early ? "early" : "late",
            in_seconds((needed + MILLISECOND - 1) / MILLISECOND * MILLISECOND), golden_name,
            transcript_name);
}

static void report_advice(FILE *out, const struct compare_result *result,
                          const struct compare_options *options, const char *golden_name,
                          const char *transcript_name)
{
    if (result->kind == COMPARE_TOO_EARLY || result->kind == COMPARE_TOO_LATE) {
        report_tolerance(out, result, options, golden_name, transcript_name);
        return;
    }
    if (result->kind == COMPARE_NO_STAMP) {
        fputs(
            "A stamp is [08:49:08.869], [  0.010] or [+0.010] and a blank, and of the same kind in all lines.\n",
            out);
        return;
    }
    if (result->kind == COMPARE_WRONG_TEXT)
        report_where_texts_part(out, result->expected, result->actual);
    fprintf(out, "All lines side by side:  diff -y %s %s\n", golden_name, transcript_name);
}

void compare_report(FILE *out, const struct compare_result *result,
                    const struct compare_options *options, const char *golden_name,
                    const char *transcript_name)
{
    if (result->kind == COMPARE_SAME) {
        report_same(out, result, options, golden_name, transcript_name);
        return;
    }
    fprintf(out, "%s differs from %s: ", transcript_name, golden_name);
    report_headline(out, result);
    report_lines(out, result);
    if (result->matched)
        fprintf(out, "The %zu line%s before %s right.\n", result->matched,
                result->matched == 1 ? "" : "s", result->matched == 1 ? "is" : "are");
    report_advice(out, result, options, golden_name, transcript_name);
}
