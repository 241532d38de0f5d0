#include "check/golden_verdict.h"

#include "check/duration.h"
#include "check/ending.h"
#include "check/golden_sentence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_MAX = 2000 /* bytes of a line that a person can overlook */ };

/* ---- The two sides ---- */

static struct verdict_side side_of_item(const struct golden_item *item)
{
    bool is_text = item && item->stamped && !item->is_pattern;

    if (!item)
        return (struct verdict_side){ 0 };
    return (struct verdict_side){ .present = true,
                                  .time = item->time,
                                  .text = item->text,
                                  .length = item->length,
                                  .whole = is_text ? NULL : item->whole,
                                  .whole_length = is_text ? 0 : item->whole_length,
                                  .unstamped = !item->stamped,
                                  .is_pattern = item->is_pattern };
}

/* If the golden has the times of arrival, the line is shown with its own, since the first line. */
static struct verdict_side side_of_line(const struct golden_case *one,
                                        const struct shell_line *line)
{
    const struct shell_lines *output = &one->run->shell_run.output;
    bool has_time = one->file->stamps == GOLDEN_STAMPS_ARRIVAL && one->file->kind;
    const char *text = line ? output->bytes + line->offset : NULL;
    size_t length = line && line->length < SHOWN_MAX ? line->length : SHOWN_MAX;

    if (!line || line->is_gap)
        return (struct verdict_side){ 0 };
    return (struct verdict_side){ .present = true,
                                  .time = line->time - output->lines[0].time,
                                  .text = text,
                                  .length = length,
                                  .whole = has_time ? NULL : text,
                                  .whole_length = has_time ? 0 : length,
                                  .unstamped = !has_time,
                                  .is_cut = line->is_cut || length < line->length };
}

static void collect_errors(const struct shell_lines *output, struct text *errors)
{
    text_clear(errors);
    for (size_t i = 0; i < output->count; i++) {
        if (!output->lines[i].is_error)
            continue;
        text_add_bytes(errors, output->bytes + output->lines[i].offset, output->lines[i].length);
        text_add(errors, "\n");
    }
}

/* ---- The machine ---- */

static int64_t add(int64_t one, int64_t other)
{
    return one > INT64_MAX - other ? INT64_MAX : one + other;
}

/* Returns whether this much lateness of the machine explains that something was `late`. */
static bool explains(int64_t explained, int64_t late, int64_t limit)
{
    return explained >= late / 2 && explained >= late - limit;
}

/* Set the load and say that the machine was too late to tell. */
static void say_too_late(struct verdict *verdict, int64_t late)
{
    char duration[DURATION_MAX];

    verdict->kind = VERDICT_INCONCLUSIVE;
    verdict_add(verdict, "; this machine was too late to tell (%s)",
                duration_words(duration, late));
    if (getloadavg(&verdict->load_average, 1) == 1)
        verdict_add(verdict, "; load average %.1f on %ld processors", verdict->load_average,
                    sysconf(_SC_NPROCESSORS_ONLN));
    else
        verdict->load_average = -1;
}

/* Excuse a difference that is due to the time from `from` to `until`, if the machine was late
 * meanwhile. */
static void excuse(const struct golden_case *one, const struct golden_match *match,
                   struct golden_suspicion *suspicion, struct verdict *verdict)
{
    const struct delays *delays = &one->run->shell_run.delays;
    int64_t from = delays->began + match->from, until = delays->began + match->until;
    int64_t stalled = one->machine->watched ? machine_stalled(one->machine, from, until) : 0;
    int64_t certain = add(stalled, delays_between(delays, from, until));
    int64_t possible = add(certain, machine_pressure(one->machine, from, until));

    if (explains(certain, match->beyond, one->limits.late)) {
        say_too_late(verdict, match->beyond);
    } else if (explains(possible, match->beyond, one->limits.late)) {
        *suspicion =
            (struct golden_suspicion){ match->expected, match->kind, strlen(verdict->message) };
        say_too_late(verdict, match->beyond);
    }
}

void golden_judge_together(const struct golden_suspicion *suspicions, size_t count,
                           struct verdict *verdict)
{
    if (verdict->kind != VERDICT_INCONCLUSIVE)
        return;
    for (size_t i = 0; i < count; i++)
        if (!suspicions[i].item || suspicions[i].item != suspicions[0].item ||
            suspicions[i].kind != suspicions[0].kind)
            return;
    verdict->kind = VERDICT_FAILED;
    verdict->message[suspicions[count - 1].sentence] = '\0';
    verdict_add(verdict, "; it was so in %zu of %zu runs", count, count);
}

/* ---- The verdict ---- */

/* The place to mend is the command itself: there is no output that accept could write. */
static void blame_command(const struct golden_case *one, struct verdict *verdict)
{
    verdict->golden.line = one->file->command_number;
    verdict->golden.is_command = true;
}

static void decide(struct verdict *verdict, enum verdict_kind kind, enum difference difference)
{
    verdict->kind = kind;
    verdict->difference = difference;
}

bool golden_is_lost(const struct child *run, struct verdict *verdict)
{
    char limit[DURATION_MAX];

    if (run->end == CHILD_SIGNALLED) {
        verdict_say(verdict,
                    "signal %d, %s, ended the process that follows the command, so that the output"
                    " is lost; a command must not kill its parent",
                    run->status, strsignal(run->status));
        decide(verdict, VERDICT_FAILED, DIFFERENCE_CRASHED);
    } else if (run->end == CHILD_TIMED_OUT) {
        verdict_say(verdict,
                    "the process that follows the command did not end within %s, and was killed, so"
                    " that the output is lost; a command must not stop its parent",
                    duration_words(limit, run->time_limit));
        decide(verdict, VERDICT_FAILED, DIFFERENCE_ENDLESS);
    } else {
        return ending_judge(run, 0, verdict);
    }
    return true;
}

/* Judge a run that has no output to judge. Returns whether it is so. */
static bool judge_refusal(const struct golden_case *one, struct verdict *verdict)
{
    const struct shell_run *run = &one->run->shell_run;

    if (golden_is_lost(one->run, verdict)) {
        if (verdict->kind == VERDICT_FAILED)
            blame_command(one, verdict);
        return true;
    }
    if (run->end == SHELL_NO_FOLDER) {
        verdict_say(verdict, "%s: its folder \"%s\" cannot be entered: %s", one->path,
                    one->file->folder ? one->file->folder : ".", strerror(-run->status));
        decide(verdict, VERDICT_BROKEN, DIFFERENCE_GOLDEN);
        verdict->golden.damage = TRANSCRIPT_NO_GOLDEN_FILE;
    } else if (run->end == SHELL_NOT_BEGUN) {
        verdict_say(verdict, "the system could not start the command: %s", strerror(-run->status));
        decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
    } else if (run->end == SHELL_STOPPED) {
        verdict_say(verdict, "it was interrupted");
        decide(verdict, VERDICT_SKIPPED, DIFFERENCE_NONE);
    }
    return verdict->kind != VERDICT_PASSED;
}

static enum difference difference_of_end(const struct golden_case *one)
{
    const struct shell_run *run = &one->run->shell_run;
    const struct golden_end *end = &one->file->end;

    if (run->end == SHELL_AT_LIMIT)
        return end->kind == GOLDEN_END_LIMIT ? DIFFERENCE_NONE : DIFFERENCE_ENDLESS;
    if (run->end == SHELL_SIGNALLED)
        return end->kind == GOLDEN_END_SIGNAL && end->status == run->status ? DIFFERENCE_NONE
                                                                            : DIFFERENCE_CRASHED;
    return end->kind == GOLDEN_END_EXIT && end->status == run->status ? DIFFERENCE_NONE
                                                                      : DIFFERENCE_EXIT_CODE;
}

/* A run that was ended at its limit may lack lines because it was late. */
static void note_limit(const struct golden_case *one, struct golden_match *match)
{
    const struct golden_item *last = match->expected;
    int64_t due;

    if (one->run->shell_run.end != SHELL_AT_LIMIT || match->kind != DIFFERENCE_MISSING_LINE)
        return;
    due = last && last->stamped ? last->time : 0;
    match->until = one->run->took;
    match->beyond = one->run->command->limit > due ? one->run->command->limit - due : 0;
}

static void judge_output(const struct golden_case *one, struct golden_match *match,
                         struct golden_suspicion *suspicion, struct verdict *verdict)
{
    enum difference end = difference_of_end(one);

    note_limit(one, match);
    verdict->has_lateness = one->file->kind != TRANSCRIPT_STAMP_NONE;
    verdict->lateness = match->lateness;
    verdict->limit = one->limits.late;
    if (match->kind == DIFFERENCE_NONE && end == DIFFERENCE_NONE) {
        if (one->run->shell_run.left_processes && one->run->shell_run.end != SHELL_AT_LIMIT)
            verdict_say(verdict, "it left processes behind, which were ended");
        return;
    }
    decide(verdict, VERDICT_FAILED, match->kind ? match->kind : end);
    if (match->kind) {
        verdict->expected = side_of_item(match->expected);
        verdict->actual = side_of_line(one, match->actual);
        verdict->golden.line = match->expected ? match->expected->number : one->file->end.number;
    } else {
        verdict->golden.line = one->file->end.number;
    }
    if (end == DIFFERENCE_EXIT_CODE && one->run->shell_run.status == SHELL_NOT_FOUND)
        blame_command(one, verdict);
    golden_sentence(one, match, end, verdict);
    if (match->beyond > 0 && (end == DIFFERENCE_NONE || end == DIFFERENCE_ENDLESS))
        excuse(one, match, suspicion, verdict);
}

void golden_judge(const struct golden_case *one, struct golden_suspicion *suspicion,
                  struct verdict *verdict, struct text *errors)
{
    struct golden_match match;

    *verdict = (struct verdict){ 0 };
    *suspicion = (struct golden_suspicion){ 0 };
    if (judge_refusal(one, verdict))
        return;
    if (golden_match(one->file, &one->run->shell_run.output, &one->limits, &match) < 0) {
        verdict_say(verdict, "no memory is left to judge it");
        decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
        return;
    }
    judge_output(one, &match, suspicion, verdict);
    if (verdict->kind != VERDICT_FAILED || golden_expects_errors(one->file))
        return;
    collect_errors(&one->run->shell_run.output, errors);
    verdict->stderr_text = text_string(errors);
    verdict->stderr_size = errors->length;
}
