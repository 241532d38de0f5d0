#include "check/settle.h"

#include "check/ending.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 256 };

/* ---- Words ---- */

/* "the 2nd line of waiter-2", "what wakes waiter-2", "the start of waiter-2" */
static const char *name_event(char buffer[WORDS_MAX], const struct stream *stream,
                              const struct event *event)
{
    const char *task = stream_task_name(stream, event->task);
    char ordinal[DURATION_MAX];

    if (event->kind == EVENT_LINE)
        co_format(buffer, WORDS_MAX, "the %s line of %s", ordinal_words(ordinal, event->number),
                  task);
    else if (event->kind == EVENT_TASK)
        co_format(buffer, WORDS_MAX, "the start of %s", task);
    else
        co_format(buffer, WORDS_MAX, "the waking of %s", task);
    return buffer;
}

static void say_cause(struct verdict *verdict, const char *name)
{
    const struct verdict_side *expected = &verdict->expected, *actual = &verdict->actual;
    char here[WORDS_MAX], there[WORDS_MAX];

    cause_words(here, sizeof here, actual->stream, actual->event);
    if (!expected->present) {
        verdict_say(verdict, "wrong cause: %s, which is once more than expected: %s", name, here);
        return;
    }
    cause_words(there, sizeof there, expected->stream, expected->event);
    verdict_say(verdict, "wrong cause: %s: %s; expected: %s", name, here, there);
}

static void say_time(struct verdict *verdict, const char *name, const struct causal_result *result,
                     const struct causal_limits *limits)
{
    char actual[DURATION_MAX], expected[DURATION_MAX], early[DURATION_MAX], late[DURATION_MAX];

    if (result->actual_step < 0)
        verdict_say(verdict, "too early: %s, %s before its cause", name,
                    duration_words(actual, -result->actual_step));
    else
        verdict_say(verdict, "%s: %s, %s after its cause; expected %s (-%s, +%s)",
                    difference_name(result->kind), name,
                    duration_words(actual, result->actual_step),
                    duration_words(expected, result->expected_step),
                    duration_words(early, limits->early), duration_words(late, limits->late));
}

static void say_order(struct verdict *verdict, const char *name, const struct settle *settle,
                      const struct causal_result *result)
{
    char other[WORDS_MAX] = "?", duration[DURATION_MAX];

    if (result->other)
        name_event(other, settle->reference, result->other);
    if (result->other_is_its_cause)
        verdict_say(verdict, "out of order: %s came before %s, which leads to it", name, other);
    else if (!result->other || result->other->task == result->expected->task)
        verdict_say(verdict,
                    "out of order: %s has another text, which belongs to the line behind it", name);
    else
        verdict_say(verdict, "out of order: %s came after %s, which is due %s later", name, other,
                    duration_words(duration, result->other->time - result->expected->time));
}

static void say_difference(struct verdict *verdict, const struct settle *settle,
                           const struct causal_result *result)
{
    char name[WORDS_MAX];

    if (result->actual)
        name_event(name, &settle->real->stream, result->actual);
    else
        name_event(name, settle->reference, result->expected);
    switch (result->kind) {
    case DIFFERENCE_WRONG_CAUSE:
        say_cause(verdict, name);
        break;
    case DIFFERENCE_TOO_EARLY:
    case DIFFERENCE_TOO_LATE:
        say_time(verdict, name, result, &settle->limits);
        break;
    case DIFFERENCE_OUT_OF_ORDER:
        say_order(verdict, name, settle, result);
        break;
    case DIFFERENCE_MISSING_LINE:
        name_event(name, settle->reference, result->expected);
        if (result->lines > 1)
            verdict_say(verdict, "missing lines: %zu, from %s on", result->lines, name);
        else
            verdict_say(verdict, "missing line: %s", name);
        break;
    default:
        verdict_say(verdict, "%s: %s", difference_name(result->kind), name);
        break;
    }
}

/* "the timer of 200 ms of producer-1 was 4.1 ms late" */
static const char *lateness_words(char buffer[WORDS_MAX], const struct settle *settle,
                                  const struct causal_lateness *lateness)
{
    char time[DURATION_MAX], delay[DURATION_MAX];
    const struct event *event = lateness->event;
    const char *task = event ? stream_task_name(&settle->real->stream, event->task) : "";

    duration_words(time, lateness->time);
    if (!event)
        co_format(buffer, WORDS_MAX, "nothing was late");
    else if (event->cause.kind == CO_CAUSE_TIMER)
        co_format(buffer, WORDS_MAX, "the timer of %s of %s was %s late",
                  duration_words(delay, event->cause.delay), task, time);
    else
        co_format(buffer, WORDS_MAX, "%s came to run %s late", task, time);
    return buffer;
}

/* ---- Verdicts ---- */

static bool decide(struct verdict *verdict, enum verdict_kind kind)
{
    verdict->kind = kind;
    return false;
}

static bool decide_too_late(const struct settle *settle, const struct causal_result *result,
                            struct verdict *verdict)
{
    char words[WORDS_MAX], limit[DURATION_MAX], load[WORDS_MAX] = "";

    if (getloadavg(&verdict->load_average, 1) == 1)
        snprintf(load, sizeof load, "; load average %.1f on %ld processors", verdict->load_average,
                 sysconf(_SC_NPROCESSORS_ONLN));
    else
        verdict->load_average = -1;
    verdict_say(verdict, "this machine was too late to tell: %s (limit %s)%s",
                lateness_words(words, settle, &result->latest),
                duration_words(limit, settle->limits.late), load);
    return decide(verdict, VERDICT_INCONCLUSIVE);
}

static bool judge_causes(const struct settle *settle, struct causal_result *result,
                         struct verdict *verdict)
{
    if (causal_judge(settle->reference, &settle->real->stream, &settle->limits, result) < 0) {
        verdict->difference = DIFFERENCE_RESOURCES;
        verdict_say(verdict, "there is no memory left to judge it");
        return decide(verdict, VERDICT_BROKEN);
    }
    verdict->difference = result->kind;
    verdict->expected = verdict_side(settle->reference, result->expected);
    verdict->actual = verdict_side(&settle->real->stream, result->actual);
    verdict->later = result->later;
    verdict->has_lateness = true;
    verdict->lateness = result->latest.time;
    return true;
}

static bool has_reports(const struct stream *stream)
{
    for (size_t i = 0; i < stream->count; i++) {
        if (stream->events[i].kind == EVENT_REPORT)
            return true;
    }
    return false;
}

/* Jobs of threads, and what came from outside. */
static uint32_t count_foreign(const struct stream *stream)
{
    const struct event *last = stream->count ? &stream->events[stream->count - 1] : NULL;

    return last && last->kind == EVENT_RUN_END ? last->number : 0;
}

/* R1 to R4 reject it, and it was not what a race cannot excuse. */
static bool judge_race(const struct settle *settle, const struct causal_result *result,
                       struct verdict *verdict)
{
    bool too_late = result->latest.time > settle->limits.late;

    say_difference(verdict, settle, result);
    if (result->before_its_cause || !settle->is_own)
        return decide(verdict, VERDICT_FAILED);
    if (count_foreign(&settle->real->stream) == 0)
        return true;
    /* Threads, children and peers run as the system lets them, so no record of the clock makes them
     * do so again. */
    return too_late ? decide_too_late(settle, result, verdict) : decide(verdict, VERDICT_FAILED);
}

bool settle_real(const struct settle *settle, struct verdict *verdict)
{
    struct causal_result result;

    *verdict = (struct verdict){ 0 };
    if (settle->real->end == CHILD_ENDED && !judge_causes(settle, &result, verdict))
        return false;
    if (ending_judge(settle->real, settle->expected_exit_code, verdict))
        return false;
    if (result.kind != DIFFERENCE_NONE)
        return judge_race(settle, &result, verdict);
    if (has_reports(&settle->real->stream) && !has_reports(settle->reference)) {
        verdict->difference = DIFFERENCE_STDERR;
        verdict_say(verdict, "it says something on stderr");
        return decide(verdict, VERDICT_FAILED);
    }
    return decide(verdict, VERDICT_PASSED);
}

/* ---- Replay ---- */

static const struct event *next_line(const struct stream *stream, size_t *at)
{
    while (*at < stream->count && stream->events[*at].kind != EVENT_LINE)
        ++*at;
    return *at < stream->count ? &stream->events[(*at)++] : NULL;
}

static bool same_line(const struct stream *one, const struct event *line,
                      const struct stream *other, const struct event *other_line)
{
    const char *task = stream_task_name(one, line->task);

    return line->time == other_line->time && strcmp(line->text, other_line->text) == 0 &&
           strcmp(task, stream_task_name(other, other_line->task)) == 0;
}

/* The first line in which they differ; false if there is none. Either may be NULL. */
static bool find_different_line(const struct stream *one, const struct stream *other,
                                const struct event **line, const struct event **other_line)
{
    size_t at = 0, other_at = 0;

    do {
        *line = next_line(one, &at);
        *other_line = next_line(other, &other_at);
        if (!*line || !*other_line)
            return *line != *other_line;
    } while (same_line(one, *line, other, *other_line));
    return true;
}

bool settle_is_same(const struct stream *reference, const struct stream *run)
{
    const struct causal_limits exactly = { 0 };
    const struct event *line, *other_line;
    struct causal_result result;

    return !find_different_line(reference, run, &line, &other_line) &&
           causal_judge(reference, run, &exactly, &result) == 0 && result.kind == DIFFERENCE_NONE;
}

static bool reproduces(const struct settle *settle, const struct child *replay,
                       struct verdict *verdict)
{
    const struct event *again = NULL, *first = NULL;
    bool other_lines = replay->end == CHILD_ENDED &&
                       find_different_line(&replay->stream, &settle->real->stream, &again, &first);

    if (!other_lines && replay->end == CHILD_ENDED && !replay->record.failed &&
        replay->result.exit_code == settle->real->result.exit_code)
        return true;
    verdict->difference = DIFFERENCE_UNCONTROLLED;
    verdict->expected = verdict_side(&replay->stream, again);
    verdict->actual = verdict_side(&settle->real->stream, first);
    verdict->later = 0;
    verdict_say(verdict,
                "uncontrolled: with the same readings of the clock the program runs in another "
                "way, so something else decides");
    return decide(verdict, VERDICT_FAILED);
}

/* Behind what differs: which lateness made it so. */
static void explain_by_lateness(const struct settle *settle, const struct causal_result *result,
                                struct verdict *verdict)
{
    size_t length = strlen(verdict->message);
    char words[WORDS_MAX];

    co_format(verdict->message + length, sizeof verdict->message - length,
              "; explained by lateness: %s", lateness_words(words, settle, &result->latest_before));
}

void settle_replay(const struct settle *settle, const struct child *replay, struct verdict *verdict)
{
    struct causal_result result;

    if (replay->end == CHILD_REFUSED) {
        ending_judge(replay, settle->expected_exit_code, verdict);
    } else if (reproduces(settle, replay, verdict) && judge_causes(settle, &result, verdict)) {
        if (result.latest.time > settle->limits.late) {
            decide_too_late(settle, &result, verdict);
            return;
        }
        say_difference(verdict, settle, &result);
        explain_by_lateness(settle, &result, verdict);
        decide(verdict, VERDICT_PASSED);
    }
}
