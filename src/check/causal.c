#include "check/causal.h"

#include "check/match.h"
#include "check/paths.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOK_AHEAD = 8 /* lines of a task that are searched for a missing or an extra line */
};

/* The state of the judge while it goes through the run's events. */
struct judge {
    struct events reference, run;
    struct causal_limits limits;
    struct causal_result *result;
    struct match match;
    struct steps *steps;
    bool out_of_memory; /* no memory was left for the steps */

    /* For each task of the reference: how many of its lines and wakes have appeared in the run. */
    size_t *lines_seen, *wakes_seen;
    /* For each task of the run: how many lines it has logged. */
    size_t *lines_logged;
    const struct event *furthest; /* the line seen that comes last in the reference */
    struct paths paths;           /* the causal paths of the reference */
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

static void note_lateness(struct judge *judge, const struct step *step)
{
    int64_t late = step_lateness(step);

    if (late > judge->result->latest.time)
        judge->result->latest = (struct causal_lateness){ step->actual, late };
}

static void keep(struct judge *judge, const struct step *step)
{
    if (judge->steps && steps_add(judge->steps, step) < 0)
        judge->out_of_memory = true;
}

/* Apply R3. Returns whether the step is within the limits. */
static bool judge_step(struct judge *judge, const struct step *step, int64_t early)
{
    int64_t late = step_lateness(step);
    struct causal_result *result;

    note_lateness(judge, step);
    keep(judge, step);
    if (late <= judge->limits.late && !step_is_early(step, early))
        return true;
    result = note(judge, late > 0 ? DIFFERENCE_TOO_LATE : DIFFERENCE_TOO_EARLY, step->expected,
                  step->actual);
    if (result)
        result->step = *step;
    return false;
}

/* Note the lateness of an event that is new or has another cause. If the reference itself blocks,
 * this is no suspicion, but it can still excuse a difference. */
static void note_delivery(struct judge *judge, const struct event *actual)
{
    struct step step = step_delivery(&judge->reference, &judge->run, NULL, actual);

    note_lateness(judge, &step);
    if (!judge->reference.blocks)
        keep(judge, &step);
}

static bool judge_delivery(struct judge *judge, const struct event *expected,
                           const struct event *actual)
{
    struct step step = step_delivery(&judge->reference, &judge->run, expected, actual);

    return judge_step(judge, &step, judge->limits.early);
}

/* Apply R3 to the waker's action, which led to the cause. */
static void judge_action(struct judge *judge, const struct event *expected,
                         const struct event *actual)
{
    struct step step = step_action(&judge->reference, &judge->run, expected, actual);

    if (step.expected_time >= 0 && step.actual_time >= 0)
        judge_step(judge, &step, judge->limits.early);
}

/* Returns whether something from outside led to one of the two tasks. Bytes of a peer come in
 * pieces or at once, early or late, and chance decides which of several peers is the last. So R2
 * judges neither the wakers of such a task nor the number of its wakes. */
static bool is_touched(const struct judge *judge, uint32_t reference, uint32_t run)
{
    return (reference && reference != NO_TASK && judge->reference.touched[reference]) ||
           (run && judge->run.touched[run]);
}

/* Returns whether something from outside led to the line in one of the two runs. */
static bool is_led_line(const struct judge *judge, const struct event *expected,
                        const struct event *actual)
{
    return events_steps(&judge->reference, expected)->led || events_steps(&judge->run, actual)->led;
}

/* Apply R3 to a line that something from outside led to. The peer did not wait for the task's last
 * step, so the line may be as early as that step may be late. */
static bool judge_led(struct judge *judge, const struct event *expected, const struct event *actual)
{
    struct step step = step_alone(&judge->reference, &judge->run, expected, actual);

    return judge_step(judge, &step, judge->limits.late);
}

/* Judge that the cause came first. No race excuses that, because time never runs backwards. */
static void judge_before_cause(struct judge *judge, const struct event *expected,
                               const struct event *actual)
{
    struct step step = step_delivery(&judge->reference, &judge->run, NULL, actual);
    struct causal_result *result;

    if (step.actual_time >= -judge->limits.early)
        return;
    judge->result->before_its_cause = true;
    result = note(judge, DIFFERENCE_TOO_EARLY, expected, actual);
    if (result)
        result->step = step;
}

/* Apply R2 and R3 to a wake or to the creation of a task, and R3 to the action that led to it. */
static void judge_cause(struct judge *judge, const struct event *expected,
                        const struct event *actual)
{
    judge_before_cause(judge, expected, actual);
    if (!expected || !match_cause(&judge->match, &expected->cause, &actual->cause)) {
        note_delivery(judge, actual);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
    } else if (judge_delivery(judge, expected, actual) &&
               !is_touched(judge, expected->cause.by, actual->cause.by)) {
        judge_action(judge, expected, actual);
    }
}

/* A timer must meet its deadline even if chance decides the order of wakes. */
static void judge_timer_alone(struct judge *judge, const struct event *actual)
{
    if (actual->cause.kind == CO_CAUSE_TIMER && !judge->reference.blocks)
        note_delivery(judge, actual);
}

static void judge_wake(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match.tasks[actual->task];

    if (event_is_yield(actual))
        return;
    if (task == NO_TASK || is_touched(judge, task, actual->task)) {
        judge_timer_alone(judge, actual);
        return;
    }
    judge_cause(
        judge,
        events_nth(&judge->reference, &judge->reference.wakes, task, judge->wakes_seen[task]++),
        actual);
}

/* Judge the creation of a task: nothing else shows a timer that made the task. */
static void judge_creation(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match.tasks[actual->task];
    const struct event *expected =
        task == NO_TASK ? NULL : events_nth(&judge->reference, &judge->reference.created, task, 0);

    if (!expected)
        judge_timer_alone(judge, actual);
    else if (expected->cause.kind == CO_CAUSE_TIMER || actual->cause.kind == CO_CAUSE_TIMER)
        judge_cause(judge, expected, actual);
    else if (!is_touched(judge, expected->cause.by, actual->cause.by))
        judge_action(judge, expected, actual);
}

/* Apply R4: returns whether all lines with a causal path to this line have already appeared. */
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

/* Apply R4: a line that has already appeared has to be one that may overtake this line. */
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

/* Apply R1 to a line with another text. Returns the number of the reference's line that it is, or
 * SIZE_MAX if it is none. */
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

/* Apply R2 to R4 to a line with the expected text. At most one difference is noted. */
static void judge_matching_line(struct judge *judge, const struct event *expected,
                                const struct event *actual, size_t number)
{
    bool same_way = match_cause(&judge->match, &expected->cause, &actual->cause);

    if (is_led_line(judge, expected, actual) &&
        (!same_way || expected->cause.kind == CO_CAUSE_OUTSIDE)) {
        if (judge_led(judge, expected, actual))
            judge_order(judge, expected, actual);
    } else if (!same_way) {
        note_delivery(judge, actual);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
    } else if (judge_path(judge, expected, actual, number) &&
               judge_delivery(judge, expected, actual)) {
        judge_order(judge, expected, actual);
    }
}

/* Apply R1 to R4 to a line. At most one difference is noted. */
static void judge_line(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match.tasks[actual->task];
    const struct events *side = &judge->reference;
    size_t number = task == NO_TASK ? 0 : judge->lines_seen[task];
    const struct event *expected =
        task == NO_TASK ? NULL : events_nth(side, &side->lines, task, number);
    bool same = same_text(expected, actual);

    if (!expected) {
        note_delivery(judge, actual);
        note(judge, DIFFERENCE_EXTRA_LINE, NULL, actual);
        return;
    }
    if (!same) {
        note_delivery(judge, actual);
        number = judge_text(judge, task, number, actual);
        if (number == SIZE_MAX)
            return;
        expected = events_nth(side, &side->lines, task, number);
    }
    if (same)
        judge_matching_line(judge, expected, actual, number);
    judge->lines_seen[task] = number + 1;
}

/* Note the lines that are missing in the run. */
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

static int prepare(struct judge *judge, const struct stream *reference, const struct stream *run)
{
    if (events_prepare(&judge->reference, reference) < 0 || events_prepare(&judge->run, run) < 0 ||
        match_tasks(&judge->match, &judge->run) < 0 ||
        paths_find(&judge->paths, &judge->reference) < 0)
        return -ENOMEM;
    judge->lines_seen = calloc(judge->reference.tasks, sizeof *judge->lines_seen);
    judge->wakes_seen = calloc(judge->reference.tasks, sizeof *judge->wakes_seen);
    judge->lines_logged = calloc(judge->run.tasks, sizeof *judge->lines_logged);
    return judge->lines_seen && judge->wakes_seen && judge->lines_logged ? 0 : -ENOMEM;
}

int causal_judge(const struct stream *reference, const struct stream *run,
                 const struct causal_limits *limits, struct causal_result *result,
                 struct steps *steps)
{
    struct judge judge = { .limits = *limits, .result = result, .steps = steps };
    int rc;

    *result = (struct causal_result){ 0 };
    judge.match = (struct match){ .reference = &judge.reference, .early = limits->early };
    rc = prepare(&judge, reference, run);
    if (rc == 0)
        judge_events(&judge);
    if (judge.out_of_memory)
        rc = -ENOMEM;
    events_free(&judge.reference);
    events_free(&judge.run);
    paths_free(&judge.paths);
    free(judge.match.tasks);
    free(judge.lines_seen);
    free(judge.wakes_seen);
    free(judge.lines_logged);
    return rc;
}
