#include "check/exact.h"

#include "check/compare.h"
#include "check/ending.h"
#include "check/exact_events.h"

#include <stdlib.h>
#include <string.h>

static const int64_t any_time = INT64_C(1) << 60;

bool exact_same_log(const struct child *run, const struct transcript *golden)
{
    return run->log_size == golden->size &&
           (golden->size == 0 || memcmp(run->log, golden->bytes, golden->size) == 0);
}

/* ---- What differs first ---- */

/* Parse the output up to its last newline. The verdict on the run's end deals with a line that was
 * cut short. */
static int parse_printed(const char *bytes, size_t size, enum transcript_form form,
                         struct transcript *printed, struct verdict *verdict)
{
    struct transcript_error error;
    int rc;

    while (size && bytes[size - 1] != '\n')
        size--;
    *printed = (struct transcript){ 0 };
    if (!size)
        return 0;
    rc = transcript_parse(printed, "this run", bytes, size, form, &error);
    if (rc < 0) {
        verdict->kind = rc == -ENOMEM ? VERDICT_BROKEN : VERDICT_FAILED;
        verdict->difference = rc == -ENOMEM ? DIFFERENCE_RESOURCES : DIFFERENCE_WRONG_TEXT;
        verdict_say(verdict, "%s", error.message);
    }
    return rc;
}

static bool same_line(const struct transcript_line *one, const struct transcript_line *other)
{
    return one->whole_length == other->whole_length &&
           memcmp(one->whole, other->whole, one->whole_length) == 0;
}

static bool same_text(const struct transcript_line *one, const struct transcript_line *other)
{
    return one->stamped && other->stamped && one->text_length == other->text_length &&
           memcmp(one->text, other->text, one->text_length) == 0;
}

static enum difference classify_time(const struct transcript_line *golden,
                                     const struct transcript_line *printed)
{
    if (golden->time == printed->time)
        return DIFFERENCE_WRONG_TEXT; /* the stamps have the same time, but another spelling */
    return golden->time > printed->time ? DIFFERENCE_TOO_EARLY : DIFFERENCE_TOO_LATE;
}

/* Returns the kind of difference between texts that differ from line `at` on. */
static enum difference classify(const struct transcript *golden, const struct transcript *printed,
                                size_t at)
{
    struct compare_options options = { .early = any_time, .late = any_time };
    struct compare_result result;

    if (at == golden->count)
        return DIFFERENCE_EXTRA_LINE;
    if (at == printed->count)
        return DIFFERENCE_MISSING_LINE;
    if (same_text(&golden->lines[at], &printed->lines[at]))
        return classify_time(&golden->lines[at], &printed->lines[at]);
    result = compare_transcripts(golden, printed, &options);
    if (result.actual == &printed->lines[at] && result.kind == COMPARE_MISSING_LINES)
        return DIFFERENCE_MISSING_LINE;
    if (result.actual == &printed->lines[at] && result.kind == COMPARE_EXTRA_LINES)
        return DIFFERENCE_EXTRA_LINE;
    if (result.actual == &printed->lines[at] && result.kind == COMPARE_SWAPPED_LINES)
        return DIFFERENCE_OUT_OF_ORDER;
    return DIFFERENCE_WRONG_TEXT;
}

static struct verdict_side side_of(const struct transcript *transcript, size_t at,
                                   const char *bytes)
{
    const struct transcript_line *line = &transcript->lines[at];

    if (at >= transcript->count)
        return (struct verdict_side){ 0 };
    return (struct verdict_side){ .present = true,
                                  .time = line->time,
                                  .text = bytes + (line->text - transcript->bytes),
                                  .length = line->text_length,
                                  .whole = bytes + (line->whole - transcript->bytes),
                                  .whole_length = line->whole_length,
                                  .unstamped = !line->stamped };
}

/* Returns the event that printed this line of the log. The text of an event may have several
 * lines. */
static const struct event *event_of_line(const struct stream *stream, size_t at)
{
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        size_t lines = 1;

        if (event->kind != EVENT_LINE)
            continue;
        for (const char *text = event->text; (text = strchr(text, '\n')); text++)
            lines++;
        if (at < lines)
            return event;
        at -= lines;
    }
    return NULL;
}

static size_t count_different(const struct transcript *golden, const struct transcript *printed,
                              size_t from)
{
    size_t different = 0;

    for (size_t i = from; i < golden->count || i < printed->count; i++)
        different += i >= golden->count || i >= printed->count ||
                     !same_line(&golden->lines[i], &printed->lines[i]);
    return different;
}

static size_t count_text(const struct transcript *transcript, size_t from,
                         const struct transcript_line *line)
{
    size_t count = 0;

    for (size_t i = from; i < transcript->count; i++)
        count += same_text(&transcript->lines[i], line);
    return count;
}

/* Returns where the golden's line `at` was printed later, if the line behind it came in time;
 * otherwise `at`. */
static size_t find_late_line(const struct transcript *golden, const struct transcript *printed,
                             size_t at)
{
    const struct transcript_line *line = &golden->lines[at];

    if (at + 1 >= golden->count || at == printed->count ||
        !same_line(&printed->lines[at], &golden->lines[at + 1]) ||
        count_text(printed, at, line) < count_text(golden, at, line))
        return at;
    for (size_t i = at; i < printed->count; i++)
        if (same_text(&printed->lines[i], line))
            return printed->lines[i].time > line->time ? i : at;
    return at;
}

/* Returns whether the golden's line differs from the run's only by a stamp that is not valid. */
static bool has_damaged_stamp(const struct transcript_line *golden,
                              const struct transcript_line *printed)
{
    return !golden->stamped && printed->stamped && golden->whole_length >= printed->text_length &&
           memcmp(golden->whole + golden->whole_length - printed->text_length, printed->text,
                  printed->text_length) == 0;
}

static void say_time(struct verdict *verdict, size_t number)
{
    char came[DURATION_MAX], due[DURATION_MAX];

    moments_words(came, due, verdict->actual.time, verdict->expected.time);
    verdict_say(verdict, "%s: line %zu at %s, due at %s", difference_name(verdict->difference),
                number, came, due);
}

/* Describe the difference at the golden's line `at`, which the run printed as its line `came`. */
static void say_line(struct verdict *verdict, const struct transcript *golden,
                     const struct transcript *printed, size_t at, size_t came)
{
    bool both = at < golden->count && at < printed->count;

    if (verdict->difference == DIFFERENCE_TOO_EARLY || verdict->difference == DIFFERENCE_TOO_LATE)
        say_time(verdict, came + 1);
    else if (both && has_damaged_stamp(&golden->lines[at], &printed->lines[at]))
        verdict_say(verdict, "wrong text: line %zu of the golden has no valid stamp", at + 1);
    else if (both && same_text(&golden->lines[at], &printed->lines[at]))
        verdict_say(verdict, "wrong text: line %zu of the golden spells its stamp in another way",
                    at + 1);
    else
        verdict_say(verdict, "%s: line %zu of the transcript", difference_name(verdict->difference),
                    at + 1);
}

/* Judge the lines. Returns the number of the run's first line that differs, from 0. */
static size_t judge_lines(const struct transcript *golden, const struct transcript *printed,
                          const char *bytes, struct verdict *verdict)
{
    size_t at = 0, late;

    while (at < golden->count && at < printed->count &&
           same_line(&golden->lines[at], &printed->lines[at]))
        at++;
    verdict->kind = VERDICT_FAILED;
    verdict->difference = classify(golden, printed, at);
    late = find_late_line(golden, printed, at);
    if (late > at)
        verdict->difference = DIFFERENCE_TOO_LATE;
    verdict->expected = side_of(golden, at, golden->bytes);
    verdict->actual = side_of(printed, late, bytes);
    verdict->later = count_different(golden, printed, at + 1);
    verdict->golden.line = at < golden->count ? at + 1 : golden->count;
    say_line(verdict, golden, printed, at, late);
    return late;
}

/* ---- The log, stderr, the end ---- */

static void judge_log(const struct child *run, const struct transcript *golden,
                      struct verdict *verdict)
{
    struct transcript printed;
    size_t same;

    if (exact_same_log(run, golden) ||
        parse_printed(run->log, run->log_size, TRANSCRIPT_OF_A_PROGRAM, &printed, verdict) < 0)
        return;
    same = judge_lines(golden, &printed, run->log, verdict);
    verdict->actual.event = verdict->actual.present ? event_of_line(&run->stream, same) : NULL;
    verdict->actual.stream = &run->stream;
    if (!verdict->actual.present)
        ending_add(verdict, &run->stream);
    transcript_free(&printed);
}

static void judge_errors(const struct child *run, const struct transcript *golden,
                         struct verdict *verdict)
{
    struct transcript printed;

    if (run->errors_size == golden->size &&
        (golden->size == 0 || memcmp(run->errors, golden->bytes, golden->size) == 0))
        return;
    if (parse_printed(run->errors, run->errors_size, TRANSCRIPT_UNSTAMPED, &printed, verdict) < 0)
        return;
    judge_lines(golden, &printed, run->errors, verdict);
    verdict->difference = DIFFERENCE_STDERR;
    verdict->golden.part = GOLDEN_ERRORS;
    verdict_say(verdict, golden->size ? "its output on stderr differs from its golden"
                                      : "it prints on stderr, and its golden does not");
    transcript_free(&printed);
}

void exact_judge(const struct child *run, const struct exact_goldens *goldens,
                 int expected_exit_code, struct verdict *verdict)
{
    *verdict = (struct verdict){ 0 };
    judge_log(run, goldens->log, verdict);
    if (!ending_judge(run, expected_exit_code, verdict) && verdict->kind == VERDICT_PASSED)
        judge_errors(run, goldens->errors, verdict);
    if (goldens->events)
        exact_events_judge(run, goldens->events, verdict);
}
