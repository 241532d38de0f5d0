#include "check/causal.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t nobody = UINT32_MAX;

enum {
    LOOK_AHEAD = 8 /* lines of a task, for what is missing or extra */
};

/* Indexes of events, grouped by task: those of task t are order[first[t]] up to order[first[t +
 * 1]]. */
struct grouped {
    size_t *order;
    size_t *first;
};

/*
 * What a run took for one event, in nanoseconds: `delivery` from the cause to the event; `action`
 * from the cause of who caused it to that cause, for what that one did before it woke, made or
 * slept. Negative `action`: it cannot be told.
 */
struct steps {
    int64_t delivery, action;
    int64_t alone; /* from what the task did before without being woken by others */
    bool led;      /* something from outside led to it */
};

/* One of the two streams. */
struct side {
    const struct stream *stream;
    size_t tasks; /* the highest id, plus 1 */
    struct steps *steps;
    bool *touched; /* by task: did something from outside ever lead to what it does? */
    struct grouped created, lines, wakes;
};

/* What is known while the run's events are gone through. */
struct judge {
    struct side reference, run;
    struct causal_limits limits;
    struct causal_result *result;
    uint32_t *match; /* the reference's id of a task of the run; or nobody */

    /* By the reference's tasks: how many of its lines and wakes the run has had. */
    size_t *lines_seen, *wakes_seen;
    /* By the run's tasks: how many lines it has logged. */
    size_t *lines_logged;
    const struct event *furthest; /* the line seen that is last in the reference */

    /* Each line of the reference, in the order of `lines`, has a row: how many lines of the tasks
     * that log at all (a column each) have a causal path to it. */
    uint32_t *heard;
    uint32_t *column; /* of a task of the reference; or nobody */
    size_t columns;
};

/* ---- What is in a stream ---- */

/* A task that lets the others run first. How often it does depends on the clock. */
static bool is_yield(const struct event *event)
{
    return event->cause.kind == CO_CAUSE_TASK && event->cause.by == event->task;
}

static bool is_of(const struct event *event, enum event_kind kind)
{
    return event->kind == kind && !(kind == EVENT_WAKE && is_yield(event));
}

static int group(struct grouped *grouped, const struct side *side, enum event_kind kind)
{
    const struct stream *stream = side->stream;
    size_t *first = calloc(side->tasks + 2, sizeof *first);
    size_t *order = calloc(stream->count + 1, sizeof *order);

    *grouped = (struct grouped){ order, first };
    if (!first || !order)
        return -ENOMEM;
    for (size_t i = 0; i < stream->count; i++) {
        if (is_of(&stream->events[i], kind))
            first[stream->events[i].task + 2]++;
    }
    for (size_t task = 1; task < side->tasks + 2; task++)
        first[task] += first[task - 1];
    /* first[t + 1] is where the next event of t goes; in the end it is where t + 1 begins. */
    for (size_t i = 0; i < stream->count; i++) {
        if (is_of(&stream->events[i], kind))
            order[first[stream->events[i].task + 1]++] = i;
    }
    return 0;
}

/* The task's n-th event of the group, or NULL. */
static const struct event *nth(const struct side *side, const struct grouped *grouped,
                               uint32_t task, size_t n)
{
    size_t count = grouped->first[task + 1] - grouped->first[task];

    return n < count ? &side->stream->events[grouped->order[grouped->first[task] + n]] : NULL;
}

/* What is known of each task while the events are gone through. */
struct known {
    int64_t activated; /* when the cause of what it does now was */
    int64_t alone;     /* when it did something last without being woken by others */
    bool led;          /* something from outside led to what it does now */
};

/* Did something from outside lead to it, be it by way of other tasks? */
static bool is_led(const struct event *event, const struct known *known)
{
    const struct co_cause *cause = &event->cause;

    if (event->kind == EVENT_WAKE || event->kind == EVENT_TASK)
        return cause->kind == CO_CAUSE_OUTSIDE ||
               ((cause->kind == CO_CAUSE_TASK || cause->kind == CO_CAUSE_START) &&
                known[cause->by].led);
    return known[event->task].led;
}

static struct steps measure(const struct event *event, struct known *known)
{
    const struct co_cause *cause = &event->cause;
    struct known *self = &known[event->task];
    struct steps steps = { .action = -1, .alone = event->time - self->alone };
    int64_t began = cause->kind == CO_CAUSE_TIMER ? cause->time - cause->delay : cause->time;

    steps.led = self->led = is_led(event, known);
    if (event->kind == EVENT_TASK)
        self->activated = event->time;
    if (event->kind == EVENT_TASK || event->kind == EVENT_LINE ||
        (event->kind == EVENT_WAKE && cause->kind == CO_CAUSE_TIMER))
        self->alone = event->time;
    if (cause->kind == CO_CAUSE_LOOP ||
        (event->kind != EVENT_LINE && event->kind != EVENT_WAKE && event->kind != EVENT_TASK))
        return steps;
    /* A timer may have been armed before what woke its owner last. */
    if (event->kind != EVENT_LINE && cause->by && began >= known[cause->by].activated)
        steps.action = began - known[cause->by].activated;
    if (event->kind != EVENT_TASK) {
        steps.delivery = event->time - cause->time;
        self->activated = cause->time;
    }
    return steps;
}

static int measure_all(struct side *side)
{
    struct known *known = calloc(side->tasks, sizeof *known);

    side->steps = calloc(side->stream->count + 1, sizeof *side->steps);
    side->touched = calloc(side->tasks, sizeof *side->touched);
    if (known && side->steps && side->touched) {
        for (size_t i = 0; i < side->stream->count; i++) {
            const struct event *event = &side->stream->events[i];

            side->steps[i] = measure(event, known);
            side->touched[event->task] |= event->task && side->steps[i].led;
        }
    }
    free(known);
    return known && side->steps && side->touched ? 0 : -ENOMEM;
}

static int side_prepare(struct side *side, const struct stream *stream)
{
    side->stream = stream;
    side->tasks = 1;
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        size_t highest = event->task > event->cause.by ? event->task : event->cause.by;

        if (highest >= side->tasks)
            side->tasks = highest + 1;
    }
    if (group(&side->created, side, EVENT_TASK) < 0 || group(&side->lines, side, EVENT_LINE) < 0 ||
        group(&side->wakes, side, EVENT_WAKE) < 0)
        return -ENOMEM;
    return measure_all(side);
}

static void grouped_free(struct grouped *grouped)
{
    free(grouped->order);
    free(grouped->first);
}

static void side_free(struct side *side)
{
    free(side->steps);
    free(side->touched);
    grouped_free(&side->created);
    grouped_free(&side->lines);
    grouped_free(&side->wakes);
}

static const struct steps *steps_of(const struct side *side, const struct event *event)
{
    return &side->steps[event - side->stream->events];
}

/* ---- Which task is which ---- */

/* Several tasks may have one name: then the n-th of them is meant. */
struct named {
    const char *name;
    uint32_t task;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *one = left, *other = right;
    int order = strcmp(one->name, other->name);

    return order ? order : (one->task > other->task) - (one->task < other->task);
}

static struct named *sort_by_name(const struct side *side, size_t *count)
{
    struct named *named = calloc(side->tasks, sizeof *named);

    *count = 0;
    if (!named)
        return NULL;
    for (uint32_t task = 0; task < side->tasks; task++) {
        const struct event *created = nth(side, &side->created, task, 0);

        if (created)
            named[(*count)++] = (struct named){ created->text, task };
    }
    qsort(named, *count, sizeof *named, compare_named);
    return named;
}

/* Both lists are sorted, so that the n-th of a name meets the n-th. */
static void match_names(struct judge *judge, const struct named *reference, size_t reference_count,
                        const struct named *run, size_t run_count)
{
    size_t i = 0, j = 0;

    while (i < reference_count && j < run_count) {
        int order = strcmp(reference[i].name, run[j].name);

        if (order == 0)
            judge->match[run[j].task] = reference[i].task;
        i += order <= 0;
        j += order >= 0;
    }
}

static int match_tasks(struct judge *judge)
{
    size_t reference_count, run_count;
    struct named *reference = sort_by_name(&judge->reference, &reference_count);
    struct named *run = sort_by_name(&judge->run, &run_count);

    judge->match = malloc(judge->run.tasks * sizeof *judge->match);
    if (reference && run && judge->match) {
        for (size_t task = 0; task < judge->run.tasks; task++)
            judge->match[task] = task ? nobody : 0; /* the loop is the loop */
        match_names(judge, reference, reference_count, run, run_count);
    }
    free(reference);
    free(run);
    return reference && run && judge->match ? 0 : -ENOMEM;
}

/* ---- Causal paths in the reference ---- */

static int give_columns(struct judge *judge)
{
    const struct side *side = &judge->reference;

    judge->column = malloc(side->tasks * sizeof *judge->column);
    if (!judge->column)
        return -ENOMEM;
    for (uint32_t task = 0; task < side->tasks; task++)
        judge->column[task] =
            nth(side, &side->lines, task, 0) ? (uint32_t)judge->columns++ : nobody;
    return 0;
}

/* Who is woken or made has heard all that the other one had heard, and its lines up to
 * `by_line`. */
static void hear(struct judge *judge, uint32_t *clocks, const struct event *event)
{
    const struct co_cause *cause = &event->cause;
    uint32_t *mine = clocks + event->task * judge->columns;
    const uint32_t *theirs = clocks + cause->by * judge->columns;
    uint32_t their_column = judge->column[cause->by];

    if (!cause->by || cause->kind == CO_CAUSE_TIMER || cause->kind == CO_CAUSE_LOOP)
        return;
    /* Has it heard that from its wake, then what the other one has heard since must not count. */
    if (event->kind == EVENT_LINE &&
        (their_column == nobody || mine[their_column] >= cause->by_line))
        return;
    for (size_t column = 0; column < judge->columns; column++) {
        uint32_t heard = column == their_column ? cause->by_line : theirs[column];

        if (mine[column] < heard)
            mine[column] = heard;
    }
}

/* `clocks`: what each task has heard; `logged`: how many lines it has logged. */
static void follow_paths(struct judge *judge, uint32_t *clocks, size_t *logged)
{
    const struct side *side = &judge->reference;

    for (size_t i = 0; i < side->stream->count; i++) {
        const struct event *event = &side->stream->events[i];
        uint32_t *mine = clocks + event->task * judge->columns;

        if (event->kind == EVENT_TASK || event->kind == EVENT_WAKE || event->kind == EVENT_LINE)
            hear(judge, clocks, event);
        if (event->kind != EVENT_LINE)
            continue;
        size_t line = side->lines.first[event->task] + logged[event->task]++;
        mine[judge->column[event->task]] = (uint32_t)logged[event->task];
        memcpy(judge->heard + line * judge->columns, mine, judge->columns * sizeof *mine);
    }
}

static int find_paths(struct judge *judge)
{
    const struct side *side = &judge->reference;
    size_t lines = side->lines.first[side->tasks];
    uint32_t *clocks;
    size_t *logged;

    if (give_columns(judge) < 0)
        return -ENOMEM;
    clocks = calloc(side->tasks * judge->columns + 1, sizeof *clocks);
    logged = calloc(side->tasks, sizeof *logged);
    judge->heard = calloc(lines * judge->columns + 1, sizeof *judge->heard);
    if (clocks && logged && judge->heard)
        follow_paths(judge, clocks, logged);
    free(clocks);
    free(logged);
    return clocks && logged && judge->heard ? 0 : -ENOMEM;
}

/* ---- The rules ---- */

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
    return (reference && reference != nobody && judge->reference.touched[reference]) ||
           (run && judge->run.touched[run]);
}

/* Is it led to by something outside, in one of the two runs at least? */
static bool is_led_line(const struct judge *judge, const struct event *expected,
                        const struct event *actual)
{
    return steps_of(&judge->reference, expected)->led || steps_of(&judge->run, actual)->led;
}

/* R3 of such a line. What the task did before may have been late, and those outside did not wait for
 * it: then this is early. */
static bool judge_led(struct judge *judge, const struct event *expected, const struct event *actual)
{
    return judge_within(judge, expected, actual, steps_of(&judge->reference, expected)->alone,
                        steps_of(&judge->run, actual)->alone, judge->limits.late);
}

/* Time never runs backwards: not even a race makes something happen before its cause. */
static void judge_before_cause(struct judge *judge, const struct event *expected,
                               const struct event *actual)
{
    int64_t step = steps_of(&judge->run, actual)->delivery;
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
    const struct steps *steps = steps_of(&judge->run, actual), *expected_steps;
    const struct event *expected;

    if (is_yield(actual) || is_touched(judge, task, actual->task))
        return;
    if (task == nobody) {
        note_lateness(judge, actual, steps->delivery);
        return;
    }
    expected = nth(&judge->reference, &judge->reference.wakes, task, judge->wakes_seen[task]++);
    judge_before_cause(judge, expected, actual);
    if (!expected || !same_cause(judge, &expected->cause, &actual->cause)) {
        note_lateness(judge, actual, steps->delivery);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
        return;
    }
    expected_steps = steps_of(&judge->reference, expected);
    if (judge_step(judge, expected, actual, expected_steps->delivery, steps->delivery) &&
        !is_touched(judge, expected->cause.by, actual->cause.by) && expected_steps->action >= 0 &&
        steps->action >= 0)
        judge_step(judge, expected, actual, expected_steps->action, steps->action);
}

/* R3 of what its maker did before. */
static void judge_creation(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match[actual->task];
    const struct steps *steps = steps_of(&judge->run, actual), *expected_steps;
    const struct event *expected;

    expected = task == nobody ? NULL : nth(&judge->reference, &judge->reference.created, task, 0);
    if (!expected || is_touched(judge, expected->cause.by, actual->cause.by))
        return;
    expected_steps = steps_of(&judge->reference, expected);
    if (expected_steps->action >= 0 && steps->action >= 0)
        judge_step(judge, expected, actual, expected_steps->action, steps->action);
}

/* R4: has all come that has a causal path to this line? */
static bool judge_path(struct judge *judge, const struct event *expected,
                       const struct event *actual, size_t number)
{
    const struct side *side = &judge->reference;
    size_t line = side->lines.first[expected->task] + number;
    const uint32_t *heard = judge->heard + line * judge->columns;

    for (uint32_t task = 0; task < side->tasks; task++) {
        uint32_t column = judge->column[task];
        struct causal_result *result;

        if (task == expected->task || column == nobody || heard[column] <= judge->lines_seen[task])
            continue;
        result = note(judge, DIFFERENCE_OUT_OF_ORDER, expected, actual);
        if (result) {
            result->other = nth(side, &side->lines, task, heard[column] - 1);
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
    const struct side *reference = &judge->reference, *run = &judge->run;
    const struct event *expected = nth(reference, &reference->lines, task, number);
    size_t logged = judge->lines_logged[actual->task], missing = 1, extra = 1;
    struct causal_result *result;

    while (missing <= LOOK_AHEAD &&
           !same_text(nth(reference, &reference->lines, task, number + missing), actual))
        missing++;
    while (extra <= LOOK_AHEAD &&
           !same_text(nth(run, &run->lines, actual->task, logged + extra), expected))
        extra++;
    if (missing == 1 && extra == 1) {
        result = note(judge, DIFFERENCE_OUT_OF_ORDER,
                      nth(reference, &reference->lines, task, 1 + number), actual);
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
    int64_t step = steps_of(&judge->run, actual)->delivery;
    bool same_way = same_cause(judge, &expected->cause, &actual->cause);

    if (is_led_line(judge, expected, actual) &&
        (!same_way || expected->cause.kind == CO_CAUSE_OUTSIDE)) {
        if (judge_led(judge, expected, actual))
            judge_order(judge, expected, actual);
    } else if (!same_way) {
        note_lateness(judge, actual, step);
        note(judge, DIFFERENCE_WRONG_CAUSE, expected, actual);
    } else if (judge_path(judge, expected, actual, number) &&
               judge_step(judge, expected, actual, steps_of(&judge->reference, expected)->delivery,
                          step)) {
        judge_order(judge, expected, actual);
    }
}

/* R1 to R4 of a line. At most one difference is noted. */
static void judge_line(struct judge *judge, const struct event *actual)
{
    uint32_t task = judge->match[actual->task];
    const struct side *side = &judge->reference;
    size_t number = task == nobody ? 0 : judge->lines_seen[task];
    const struct event *expected = task == nobody ? NULL : nth(side, &side->lines, task, number);
    int64_t step = steps_of(&judge->run, actual)->delivery;
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
        expected = nth(side, &side->lines, task, number);
    }
    if (same)
        judge_matching_line(judge, expected, actual, number);
    judge->lines_seen[task] = number + 1;
}

/* What the reference has and the run has not. */
static void judge_end(struct judge *judge)
{
    const struct side *side = &judge->reference;

    for (size_t i = 0; i < side->stream->count; i++) {
        const struct event *event = &side->stream->events[i];
        struct causal_result *result;
        size_t count;

        if (event->kind != EVENT_LINE ||
            nth(side, &side->lines, event->task, judge->lines_seen[event->task]) != event)
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
    if (side_prepare(&judge.reference, reference) == 0 && side_prepare(&judge.run, run) == 0 &&
        match_tasks(&judge) == 0 && find_paths(&judge) == 0) {
        judge.lines_seen = calloc(judge.reference.tasks, sizeof *judge.lines_seen);
        judge.wakes_seen = calloc(judge.reference.tasks, sizeof *judge.wakes_seen);
        judge.lines_logged = calloc(judge.run.tasks, sizeof *judge.lines_logged);
        if (judge.lines_seen && judge.wakes_seen && judge.lines_logged) {
            judge_events(&judge);
            rc = 0;
        }
    }
    side_free(&judge.reference);
    side_free(&judge.run);
    free(judge.match);
    free(judge.column);
    free(judge.heard);
    free(judge.lines_seen);
    free(judge.wakes_seen);
    free(judge.lines_logged);
    return rc;
}
