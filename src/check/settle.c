#include "check/settle.h"

#include "check/ending.h"
#include "check/rounding.h"
#include "check/sentence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Verdicts ---- */

static bool decide(struct verdict *verdict, enum verdict_kind kind)
{
    verdict->kind = kind;
    return false;
}

static bool decide_too_late(const struct settle *settle, const struct causal_result *result,
                            struct verdict *verdict)
{
    char words[SENTENCE_MAX], limit[DURATION_MAX], load[SENTENCE_MAX] = "";

    if (getloadavg(&verdict->load_average, 1) == 1)
        snprintf(load, sizeof load, "; load average %.1f on %ld processors", verdict->load_average,
                 sysconf(_SC_NPROCESSORS_ONLN));
    else
        verdict->load_average = -1;
    verdict_say(verdict, "this machine was too late to tell: %s (limit %s)%s",
                sentence_of_lateness(words, settle, &result->latest),
                duration_words(limit, settle->limits.late), load);
    return decide(verdict, VERDICT_INCONCLUSIVE);
}

static bool refuse(struct verdict *verdict)
{
    verdict->difference = DIFFERENCE_RESOURCES;
    verdict_say(verdict, "no memory is left to judge it");
    return decide(verdict, VERDICT_BROKEN);
}

static bool judge_causes(const struct settle *settle, struct causal_result *result,
                         struct suspicion *suspicion, struct verdict *verdict)
{
    struct steps steps = { 0 };
    int rc =
        causal_judge(settle->reference, &settle->real->stream, &settle->limits, result, &steps);

    if (rc == 0)
        rc = suspicion_raise(settle->machine, settle->real, &steps, &settle->limits, suspicion);
    steps_free(&steps);
    if (rc < 0)
        return refuse(verdict);
    suspicion->has_words = settle->real->errors_size && !settle->expects_words;
    verdict->difference = result->kind;
    verdict->expected = verdict_side(settle->reference, result->expected);
    verdict->actual = verdict_side(&settle->real->stream, result->actual);
    verdict->later = result->later;
    verdict->has_lateness = true;
    verdict->lateness = result->latest.time;
    return true;
}

/* Returns the number of events that the virtual clock does not order: jobs of threads, and input
 * from outside. */
static uint32_t count_foreign(const struct stream *stream)
{
    const struct event *last = stream->count ? &stream->events[stream->count - 1] : NULL;

    return last && last->kind == EVENT_RUN_END ? last->number : 0;
}

/* Blame the step of the suspicion, instead of the first difference. */
static bool decide_by_suspicion(const struct settle *settle, const struct suspicion *suspicion,
                                struct verdict *verdict)
{
    bool by_time = suspicion->is_late || suspicion->is_late_in_the_median;

    verdict->difference = by_time ? DIFFERENCE_TOO_LATE : DIFFERENCE_STDERR;
    if (by_time) {
        verdict->expected = verdict_side(settle->reference, suspicion->step.expected);
        verdict->actual = verdict_side(&settle->real->stream, suspicion->step.actual);
    } else {
        verdict->expected = verdict->actual = (struct verdict_side){ 0 };
    }
    sentence_of_suspicion(verdict, settle, suspicion);
    return decide(verdict, VERDICT_FAILED);
}

/* Judge a run that the rules reject. Unless a race cannot excuse the difference, a replay has to
 * decide. */
static bool judge_race(const struct settle *settle, const struct causal_result *result,
                       struct verdict *verdict)
{
    bool too_late = result->latest.time > settle->limits.late;

    sentence_of_difference(verdict, settle, result);
    if (result->before_its_cause)
        return decide(verdict, VERDICT_FAILED);
    if (!settle->is_own && !(too_late && result->kind == DIFFERENCE_TOO_LATE))
        return decide(verdict, VERDICT_FAILED);
    if (settle->is_own && count_foreign(&settle->real->stream) == 0)
        return true;
    /* Threads, children and peers run as the system lets them, so no record of the clock can make
     * them do the same again. */
    return too_late ? decide_too_late(settle, result, verdict) : decide(verdict, VERDICT_FAILED);
}

/* Returns whether the suspicion is enough to blame this run alone. A run with threads, children or
 * peers may have waited for one of these, and the machine's record does not tell whether that one
 * was delayed. So only several runs together can blame the program. */
static bool is_proof(const struct settle *settle, const struct suspicion *suspicion)
{
    return suspicion->machine_was_on_time && count_foreign(&settle->real->stream) == 0;
}

/* Judge a run whose lines and causes are right. Its output on stderr may tell of a slow machine;
 * but if the machine was on time, the program is to blame. */
static bool judge_rest(const struct settle *settle, const struct suspicion *suspicion,
                       struct verdict *verdict)
{
    struct step whole = { .until = settle->real->took, .actual_time = settle->real->took };
    bool on_time = suspicion_explain(settle->machine, settle->real, &whole) <= settle->limits.late;

    if (suspicion->has_words && on_time)
        return decide_by_suspicion(settle, &(struct suspicion){ .has_words = true }, verdict);
    if (!suspicion->has_words && !suspicion->is_late_in_the_median && !suspicion->is_late)
        return decide(verdict, VERDICT_PASSED);
    decide_by_suspicion(settle, suspicion, verdict);
    return decide(verdict, VERDICT_INCONCLUSIVE);
}

bool settle_real(const struct settle *settle, struct suspicion *suspicion, struct verdict *verdict)
{
    struct causal_result result;

    *verdict = (struct verdict){ 0 };
    *suspicion = (struct suspicion){ 0 };
    if (settle->real->end == CHILD_ENDED && !judge_causes(settle, &result, suspicion, verdict))
        return false;
    if (ending_judge(settle->real, settle->expected_exit_code, verdict))
        return false;
    if (is_proof(settle, suspicion))
        return decide_by_suspicion(settle, suspicion, verdict);
    if (result.kind != DIFFERENCE_NONE)
        return judge_race(settle, &result, verdict);
    return judge_rest(settle, suspicion, verdict);
}

void settle_together(const struct settle *settle, const struct suspicion *suspicions, size_t count,
                     struct verdict *verdict)
{
    if (verdict->kind != VERDICT_INCONCLUSIVE || !suspicion_is_confirmed(suspicions, count))
        return;
    decide_by_suspicion(settle, &suspicions[count - 1], verdict);
    verdict_add(verdict, "; it was so in %zu of %zu runs", count, count);
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

/* Find the first line in which two runs differ; one of the two lines may be NULL. Returns false if
 * there is none. */
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
    const int64_t rounding = rounding_of(reference);
    const struct causal_limits limits = { rounding, rounding };
    struct causal_result result;

    return causal_judge(reference, run, &limits, &result, NULL) == 0 &&
           result.kind == DIFFERENCE_NONE;
}

/* Find the first event of the real run that has another cause in the replay. Returns false if there
 * is none. */
static bool find_different_cause(const struct stream *replay, const struct stream *real,
                                 const struct event **again, const struct event **first)
{
    const struct causal_limits exactly = { 0 };
    struct causal_result result;

    if (causal_judge(replay, real, &exactly, &result, NULL) < 0 ||
        result.kind != DIFFERENCE_WRONG_CAUSE)
        return false;
    *again = result.expected;
    *first = result.actual;
    return true;
}

/* Find the first difference in the lines or in the causes. If another timer started a task, the
 * lines show that only later, and perhaps in the lines of other tasks. */
static bool find_difference(const struct stream *replay, const struct stream *real,
                            const struct event **again, const struct event **first)
{
    const struct event *cause_again, *cause;
    bool differs = find_different_line(replay, real, again, first);

    if (!find_different_cause(replay, real, &cause_again, &cause) || (*first && *first <= cause))
        return differs;
    *again = cause_again;
    *first = cause;
    return true;
}

static void say_uncontrolled(const struct settle *settle, const struct child *replay,
                             const struct event *again, const struct event *first,
                             struct verdict *verdict)
{
    verdict->difference = DIFFERENCE_UNCONTROLLED;
    verdict->expected = verdict_side(&replay->stream, again);
    verdict->actual = verdict_side(&settle->real->stream, first);
    verdict->later = 0;
    sentence_of_replay(verdict);
}

static bool reproduces(const struct settle *settle, const struct child *replay,
                       struct verdict *verdict)
{
    const struct stream *real = &settle->real->stream;
    const struct event *again = NULL, *first = NULL;
    bool ended = replay->end == CHILD_ENDED;
    bool differs = ended && find_difference(&replay->stream, real, &again, &first);

    if (ended && !differs && !replay->record.failed &&
        replay->result.exit_code == settle->real->result.exit_code)
        return true;
    say_uncontrolled(settle, replay, again, first, verdict);
    return decide(verdict, VERDICT_FAILED);
}

/* Add to the message which lateness made the difference. */
static void explain_by_lateness(const struct settle *settle, const struct causal_result *result,
                                struct verdict *verdict)
{
    char words[SENTENCE_MAX];

    verdict_add(verdict, "; explained by lateness: %s",
                sentence_of_lateness(words, settle, &result->latest_before));
}

void settle_replay(const struct settle *settle, const struct child *replay, struct verdict *verdict)
{
    struct suspicion suspicion;
    struct causal_result result;

    if (replay->end == CHILD_REFUSED) {
        ending_judge(replay, settle->expected_exit_code, verdict);
    } else if (reproduces(settle, replay, verdict) &&
               judge_causes(settle, &result, &suspicion, verdict)) {
        if (result.latest.time > settle->limits.late) {
            decide_too_late(settle, &result, verdict);
            return;
        }
        judge_rest(settle, &suspicion, verdict);
        if (verdict->kind != VERDICT_PASSED)
            return;
        sentence_of_difference(verdict, settle, &result);
        explain_by_lateness(settle, &result, verdict);
    }
}
