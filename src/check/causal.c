#include "check/causal.h"

#include "check/match.h"
#include "check/paths.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOK_AHEAD = 8 /* lines of a task, for what is missing or extra */
};

/* What is known while the run's events are gone through. */
struct judge {
    struct events reference, run;
    struct causal_limits limits;
    struct causal_result *result;
    uint32_t *match; /* the reference's id of a task of the run; or NO_TASK */

    /* By the reference's tasks: how many of its lines and wakes the run has had. */
    size_t *lines_seen, *wakes_seen;
    /* By the run's tasks: how many lines it has logged. */
    size_t *lines_logged;
    const struct event *furthest; /* the line seen that is last in the reference */
    struct paths paths;           /* in the reference */
};

static struct causal_result *note(struct judge *judge, enum difference kind,
                                  const struct event *expected, const struct event *actual)
{
    struct causal_result *result = judge->result;

    if (result->kind != DIFFERENCE_NONE) {
        result->later += !actual || actual->kind == EVENT_LINE;
        return NULL;
    }
    result->kind = kind;
    result->expected = expected;
    result->actual = actual;
    result->lines = 1;
    result->latest_before = result->latest;
    return result;
}

/* A program may reckon a delay from what the clock says: "the rest of the second". Then it is not
 * the same to the last nanosecond. */
static bool same_delay(const struct judge *judge, int64_t reference, int64_t run)
{
    int64_t difference = run - reference;

    return difference <= judge->limits.early && difference >= -judge->limits.early;
}

/* Which of the threads that end together in the reference is the last one here, and wakes who has
 * waited for all, is the system's doing. */
static bool ends_together(const struct judge *judge, uint32_t job, const struct co_cause *reference)
{
    const struct stream *stream = judge->reference.stream;

    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_TASK_END && stream->events[i].task == job)
            return llabs(stream->events[i].time - reference->time) <= judge->limits.early;
    return false;
}

static bool same_cause(const struct judge *judge, const struct co_cause *reference,
                       const struct co_cause *run)
{
    if (reference->kind != run->kind)
        return false;
    if (run->kind == CO_CAUSE_LOOP || run->kind == CO_CAUSE_OUTSIDE)
        return true;
    if (judge->match[run->by] != reference->by)
        return run->kind == CO_CAUSE_THREAD &&
               ends_together(judge, judge->match[run->by], reference);
    if (run->kind == CO_CAUSE_TIMER)
        return same_delay(judge, reference->delay, run->delay);
    return reference->by_line == run->by_line && reference->ordinal == run->ordinal;
}

static void note_lateness(struct judge *judge, const struct event *actual, int64_t time)
{
    if (time > judge->result->latest.time)
        judge->result->latest = (struct causal_lateness){ actual, time };
}

/* Returns whether the step is within the limits. */
static bool judge_within(struct judge *judge, const struct event *expected,
                         const struct event *actual, int64_t expected_step, int64_t actual_step,
                         int64_t early)
{
    int64_t late = actual_step - expected_step;
    struct causal_result *result;

    note_lateness(judge, actual, late);
    if (late <= judge->limits.late && late >= -early)
        return true;
    result = note(judge, late > 0 ? DIFFERENCE_TOO_LATE : DIFFERENCE_TOO_EARLY, expected, actual);
    if (result) {
        result->expected_step = expected_step;
        result->actual_step = actual_step;
    }
    return false;
}

/* R3. */
static bool judge_step(struct judge *judge, const struct event *expected,
                       const struct event *actual, int64_t expected_step, int64_t actual_step)
{
    return judge_within(judge, expected, actual, expected_step, actual_step, judge->limits.early);
}

/* Those outside come in pieces or at once, are there already or have to be waited for, and which of
 * several comes last is chance. So who they led to is not asked who woke him, nor how often. */
static bool is_touched(const struct judge *judge, uint32_t reference, uint32_t run)
{
    return (reference && reference != NO_TASK && judge->reference.touched[reference]) ||
           (run && judge->run.touched[run]);
}

/* Is it led to by something outside, in one of the two runs at least? */
static bool is_led_line(const struct judge *judge, const struct event *expected,
                        const struct event *actual)
{
    return events_steps(&judge->reference, expected)->led || events_steps(&judge->run, actual)->led;
}

/* R3 of such a line. What the task did before may have been late, and those outside did not wait for
 * it: then this is early. */
static bool judge_led(struct judge *judge, const struct event *expected, const struct event *actual)
{
    return judge_within(judge, expected, actual, events_steps(&judge->reference, expected)->alone,
                        events_steps(&judge->run, actual)->alone, judge->limits.late);
}

/* Time never runs backwards: not even a race makes something happen before its cause. */
static void judge_before_cause(struct judge *judge, const struct event *expected,
                               const struct event *actual)
{
    int64_t step = events_steps(&judge->run, actual)->delivery;
    struct causal_result *result;

    if (step >= -judge->limits.early)
        return;
    judge->result->before_its_cause = true;
    result = note(judge, DIFFERENCE_TOO_EARLY, expected, actual);
    if (result)
        result->actual_step = step;
}

/* R2 and R3 of a wake, and R3 of what its waker did before. */
static void judge_wake(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match[actual->task];
    const struct event_steps *steps = events_steps(&judge->run, actual), *expected_steps;
    const struct event *expected;

    if (event_is_yield(actual) || is_touched(judge, task, actual->task))
        return;
    if (task == NO_TASK) {
        note_lateness(judge, actual, steps->delivery);
        return;
    }
    expected =
        events_nth(&judge->reference, &judge->reference.wakes, task, judge->wakes_seen[task]++);
    judge_before_cause(judge, expected, actual);
    if (!expected || !same_cause(judge, &expected->cause, &actual->cause)) {
        note_lateness(judge, actual, steps->delivery);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
        return;
    }
    expected_steps = events_steps(&judge->reference, expected);
    if (judge_step(judge, expected, actual, expected_steps->delivery, steps->delivery) &&
        !is_touched(judge, expected->cause.by, actual->cause.by) && expected_steps->action >= 0 &&
        steps->action >= 0)
        judge_step(judge, expected, actual, expected_steps->action, steps->action);
}

/* R3 of what its maker did before. */
static void judge_creation(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match[actual->task];
    const struct event_steps *steps = events_steps(&judge->run, actual), *expected_steps;
    const struct event *expected;

    expected =
        task == NO_TASK ? NULL : events_nth(&judge->reference, &judge->reference.created, task, 0);
    if (!expected || is_touched(judge, expected->cause.by, actual->cause.by))
        return;
    expected_steps = events_steps(&judge->reference, expected);
    if (expected_steps->action >= 0 && steps->action >= 0)
        judge_step(judge, expected, actual, expected_steps->action, steps->action);
}

/* R4: has all come that has a causal path to this line? */
static bool judge_path(struct judge *judge, const struct event *expected,
                       const struct event *actual, size_t number)
{
    const struct events *side = &judge->reference;
    const uint32_t *heard = paths_to(&judge->paths, side, expected->task, number);

    for (uint32_t task = 0; task < side->tasks; task++) {
        uint32_t column = judge->paths.column[task];
        struct causal_result *result;

        if (task == expected->task || column == NO_TASK || heard[column] <= judge->lines_seen[task])
            continue;
        result = note(judge, DIFFERENCE_OUT_OF_ORDER, expected, actual);
        if (result) {
            result->other = events_nth(side, &side->lines, task, heard[column] - 1);
            result->other_is_its_cause = true;
        }
        return false;
    }
    return true;
}

/* R4: may it have been overtaken by what has come already? */
static void judge_order(struct judge *judge, const struct event *expected,
                        const struct event *actual)
{
    const struct event *furthest = judge->furthest;

    if (!furthest || expected > furthest) {
        judge->furthest = expected;
    } else if (furthest->time - expected->time > judge->limits.late) {
        struct causal_result *result = note(judge, DIFFERENCE_OUT_OF_ORDER, expected, actual);

        if (result)
            result->other = furthest;
    }
}

static bool same_text(const struct event *one, const struct event *other)
{
    return one && other && strcmp(one->text, other->text) == 0;
}

/* R1 for a line with another text than its number in the task says. Returns which number of the
 * reference it has, or SIZE_MAX if it has none. */
static size_t judge_text(struct judge *judge, uint32_t task, size_t number,
                         const struct event *actual)
{
    const struct events *reference = &judge->reference, *run = &judge->run;
    const struct event *expected = events_nth(reference, &reference->lines, task, number);
    size_t logged = judge->lines_logged[actual->task], missing = 1, extra = 1;
    struct causal_result *result;

    while (missing <= LOOK_AHEAD &&
           !same_text(events_nth(reference, &reference->lines, task, number + missing), actual))
        missing++;
    while (extra <= LOOK_AHEAD &&
           !same_text(events_nth(run, &run->lines, actual->task, logged + extra), expected))
        extra++;
    if (missing == 1 && extra == 1) {
        result = note(judge, DIFFERENCE_OUT_OF_ORDER,
                      events_nth(reference, &reference->lines, task, 1 + number), actual);
        if (result)
            result->other = expected;
        return number;
    }
    if (missing < extra) {
        result = note(judge, DIFFERENCE_MISSING_LINE, expected, actual);
        if (result)
            result->lines = missing;
        return number + missing;
    }
    if (extra <= LOOK_AHEAD) {
        note(judge, DIFFERENCE_EXTRA_LINE, expected, actual);
        return SIZE_MAX;
    }
    note(judge, DIFFERENCE_WRONG_TEXT, expected, actual);
    return number;
}

/* R2 to R4 of a line with the text that is expected. At most one difference is noted. */
static void judge_matching_line(struct judge *judge, const struct event *expected,
                                const struct event *actual, size_t number)
{
    int64_t step = events_steps(&judge->run, actual)->delivery;
    bool same_way = same_cause(judge, &expected->cause, &actual->cause);

    if (is_led_line(judge, expected, actual) &&
        (!same_way || expected->cause.kind == CO_CAUSE_OUTSIDE)) {
        if (judge_led(judge, expected, actual))
            judge_order(judge, expected, actual);
    } else if (!same_way) {
        note_lateness(judge, actual, step);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
    } else if (judge_path(judge, expected, actual, number) &&
               judge_step(judge, expected, actual,
                          events_steps(&judge->reference, expected)->delivery, step)) {
        judge_order(judge, expected, actual);
    }
}

/* R1 to R4 of a line. At most one difference is noted. */
static void judge_line(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match[actual->task];
    const struct events *side = &judge->reference;
    size_t number = task == NO_TASK ? 0 : judge->lines_seen[task];
    const struct event *expected =
        task == NO_TASK ? NULL : events_nth(side, &side->lines, task, number);
    int64_t step = events_steps(&judge->run, actual)->delivery;
    bool same = same_text(expected, actual);

    if (!expected) {
        note_lateness(judge, actual, step);
        note(judge, DIFFERENCE_EXTRA_LINE, NULL, actual);
        return;
    }
    if (!same) {
        note_lateness(judge, actual, step);
        number = judge_text(judge, task, number, actual);
        if (number == SIZE_MAX)
            return;
        expected = events_nth(side, &side->lines, task, number);
    }
    if (same)
        judge_matching_line(judge, expected, actual, number);
    judge->lines_seen[task] = number + 1;
}

/* What the reference has and the run has not. */
static void judge_end(struct judge *judge)
{
    const struct events *side = &judge->reference;

    for (size_t i = 0; i < side->stream->count; i++) {
        const struct event *event = &side->stream->events[i];
        struct causal_result *result;
        size_t count;

        if (event->kind != EVENT_LINE ||
            events_nth(side, &side->lines, event->task, judge->lines_seen[event->task]) != event)
            continue;
        count = side->lines.first[event->task + 1] - side->lines.first[event->task];
        result = note(judge, DIFFERENCE_MISSING_LINE, event, NULL);
        if (result)
            result->lines = count - judge->lines_seen[event->task];
        judge->lines_seen[event->task] = count;
    }
}

static void judge_events(struct judge *judge)
{
    for (size_t i = 0; i < judge->run.stream->count; i++) {
        const struct event *event = &judge->run.stream->events[i];

        if (event->kind == EVENT_TASK)
            judge_creation(judge, event);
        else if (event->kind == EVENT_WAKE)
            judge_wake(judge, event);
        else if (event->kind == EVENT_LINE)
            judge_line(judge, event);
        if (event->kind == EVENT_LINE)
            judge->lines_logged[event->task]++;
    }
    judge_end(judge);
    if (judge->result->kind == DIFFERENCE_NONE)
        judge->result->latest_before = judge->result->latest;
}

int causal_judge(const struct stream *reference, const struct stream *run,
                 const struct causal_limits *limits, struct causal_result *result)
{
    struct judge judge = { .limits = *limits, .result = result };
    int rc = -ENOMEM;

    *result = (struct causal_result){ 0 };
    if (events_prepare(&judge.reference, reference) == 0 && events_prepare(&judge.run, run) == 0)
        judge.match = match_tasks(&judge.reference, &judge.run);
    if (judge.match && paths_find(&judge.paths, &judge.reference) == 0) {
        judge.lines_seen = calloc(judge.reference.tasks, sizeof *judge.lines_seen);
        judge.wakes_seen = calloc(judge.reference.tasks, sizeof *judge.wakes_seen);
        judge.lines_logged = calloc(judge.run.tasks, sizeof *judge.lines_logged);
        if (judge.lines_seen && judge.wakes_seen && judge.lines_logged) {
            judge_events(&judge);
            rc = 0;
        }
    }
    events_free(&judge.reference);
    events_free(&judge.run);
    paths_free(&judge.paths);
    free(judge.match);
    free(judge.lines_seen);
    free(judge.wakes_seen);
    free(judge.lines_logged);
    return rc;
}
