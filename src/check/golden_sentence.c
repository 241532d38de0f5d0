#include "check/golden_sentence.h"

#include "check/duration.h"
#include "check/golden_lines.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_HERE = 64 };

/* ---- The output ---- */

bool golden_expects_errors(const struct golden_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->items[i].is_error)
            return true;
    return false;
}

/* Returns whether the other stream of the run has the line. */
static bool came_on_other_stream(const struct golden_case *one, const struct golden_match *match)
{
    struct golden_lines other;
    struct captures scratch = match->captures;
    bool found = false;

    if (!match->expected)
        return false;
    if (golden_lines_collect(&other, one->file, &one->run->shell_run.output,
                             !match->expected->is_error) == 0)
        for (size_t i = 0; i < other.line_count && !found; i++)
            found = golden_line_is(match->expected, &other.lines[i], &scratch);
    golden_lines_free(&other);
    return found;
}

static void say_missing(const struct golden_case *one, const struct golden_match *match,
                        struct verdict *verdict)
{
    if (match->lines == 1)
        verdict_say(verdict, "line %zu of the golden is missing", match->expected->number);
    else
        verdict_say(verdict, "%zu lines of the golden are missing, from line %zu on", match->lines,
                    match->expected->number);
    if (came_on_other_stream(one, match))
        verdict_add(verdict, "; its text came on %s",
                    match->expected->is_error ? "stdout" : "stderr");
}

static void say_extra(const struct golden_case *one, const struct golden_match *match,
                      struct verdict *verdict)
{
    const char *stream = match->actual->is_error ? "stderr" : "stdout";

    if (match->actual->is_error && !golden_expects_errors(one->file)) {
        verdict->difference = DIFFERENCE_STDERR;
        verdict_say(verdict, "the command prints on stderr, where the golden has nothing");
    } else {
        verdict_say(verdict, "the command prints %zu line%s on %s that the golden does not have",
                    match->lines, match->lines == 1 ? "" : "s", stream);
    }
    if (match->expected)
        verdict_add(verdict, ", before line %zu", match->expected->number);
}

static void say_text(const struct golden_case *one, const struct golden_match *match,
                     struct verdict *verdict)
{
    const struct golden_item *item = match->expected;

    if (match->is_unordered)
        verdict_say(verdict, "no line at this place is line %zu of the golden, in any order",
                    item->number);
    else if (match->is_unstamped)
        verdict_say(verdict, "line %zu of the golden has a time stamp, but the line has none",
                    item->number);
    else if (match->is_newline)
        verdict_say(verdict, "the text of line %zu is right, but the output %s", item->number,
                    match->actual->has_newline
                        ? "goes on with a newline"
                        : "ends without a newline; {no newline} allows that");
    else if (match->actual->is_cut)
        verdict_say(verdict, "the line is longer than %d bytes, more than are compared",
                    SHELL_LINE_MAX);
    else if (match->actual->is_gap)
        verdict_say(verdict,
                    "the output is longer than what is kept; only \"...\" can stand for it");
    else
        verdict_say(verdict, "the command prints another text than line %zu of the golden",
                    item->number);
    if (came_on_other_stream(one, match))
        verdict_add(verdict, "; its text came on %s", item->is_error ? "stdout" : "stderr");
}

static void say_time(const struct golden_case *one, const struct golden_match *match,
                     struct verdict *verdict)
{
    bool is_late = match->kind == DIFFERENCE_TOO_LATE;
    char limit[DURATION_MAX];

    if (match->is_start) {
        verdict_say(verdict, "the first line comes %.3f s after the start; allowed is %s",
                    (double)match->actual_step / 1e9, duration_words(limit, match->expected_step));
        return;
    }
    verdict_say(
        verdict, "line %zu comes too %s: %.3f s after line %zu instead of %.3f s; allowed is %s",
        match->expected->number, is_late ? "late" : "early", (double)match->actual_step / 1e9,
        match->expected_before->number, (double)match->expected_step / 1e9,
        duration_words(limit, is_late ? one->limits.late : one->limits.early));
}

static void say_output(const struct golden_case *one, const struct golden_match *match,
                       struct verdict *verdict)
{
    switch (match->kind) {
    case DIFFERENCE_MISSING_LINE:
        say_missing(one, match, verdict);
        break;
    case DIFFERENCE_EXTRA_LINE:
        say_extra(one, match, verdict);
        break;
    case DIFFERENCE_OUT_OF_ORDER:
        verdict_say(verdict, "line %zu of the golden comes after the line that follows it",
                    match->expected->number);
        break;
    case DIFFERENCE_TOO_EARLY:
    case DIFFERENCE_TOO_LATE:
        say_time(one, match, verdict);
        break;
    default:
        say_text(one, match, verdict);
    }
}

/* ---- The end ---- */

static const char *signal_words(char words[NAME_MAX_HERE], int signal)
{
    const char *name = golden_signal_name(signal);

    if (name)
        snprintf(words, NAME_MAX_HERE, "SIG%s", name);
    else
        snprintf(words, NAME_MAX_HERE, "signal %d", signal);
    return words;
}

static const char *expected_end(char words[NAME_MAX_HERE], const struct golden_end *end)
{
    char name[NAME_MAX_HERE];

    switch (end->kind) {
    case GOLDEN_END_EXIT:
        snprintf(words, NAME_MAX_HERE, "exit code %d", end->status);
        break;
    case GOLDEN_END_SIGNAL:
        snprintf(words, NAME_MAX_HERE, "%s", signal_words(name, end->status));
        break;
    case GOLDEN_END_LIMIT:
        snprintf(words, NAME_MAX_HERE, "no end before its limit");
        break;
    }
    return words;
}

static void say_end(const struct golden_case *one, struct verdict *verdict)
{
    const struct shell_run *run = &one->run->shell_run;
    char words[NAME_MAX_HERE], name[NAME_MAX_HERE], limit[DURATION_MAX];

    if (run->end == SHELL_AT_LIMIT)
        verdict_add(verdict, "the command does not end: its limit of %s was over, and it was ended",
                    duration_words(limit, one->run->command->limit));
    else if (run->end == SHELL_SIGNALLED)
        verdict_add(verdict, "%s ended the command", signal_words(name, run->status));
    else if (run->status == SHELL_NOT_FOUND)
        verdict_add(verdict, "the shell did not find the command: it ended with exit code %d",
                    run->status);
    else
        verdict_add(verdict, "the command ended with exit code %d", run->status);
    verdict_add(verdict, ", expected %s", expected_end(words, &one->file->end));
}

void golden_sentence(const struct golden_case *one, const struct golden_match *match,
                     enum difference end, struct verdict *verdict)
{
    bool not_found = end == DIFFERENCE_EXIT_CODE && one->run->shell_run.status == SHELL_NOT_FOUND;

    if (match->kind && !not_found)
        say_output(one, match, verdict);
    if (match->kind && !not_found && end)
        verdict_add(verdict, "; ");
    if (end)
        say_end(one, verdict);
}
