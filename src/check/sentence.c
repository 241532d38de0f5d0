#include "check/sentence.h"

#include "check/ending.h"

#include <string.h>

/* Returns the buffer with the event's name: "the 2nd line of waiter-2", "the waking of waiter-2",
 * "the start of waiter-2". */
static const char *name_event(char buffer[SENTENCE_MAX], const struct stream *stream,
                              const struct event *event)
{
    const char *task = stream_task_name(stream, event->task);
    char ordinal[DURATION_MAX];

    if (event->kind == EVENT_LINE)
        co_format(buffer, SENTENCE_MAX, "the %s line of %s", ordinal_words(ordinal, event->number),
                  task);
    else if (event->kind == EVENT_TASK)
        co_format(buffer, SENTENCE_MAX, "the start of %s", task);
    else
        co_format(buffer, SENTENCE_MAX, "the waking of %s", task);
    return buffer;
}

/* Write both causes, with as many digits as show the difference. */
static void write_causes(char here[SENTENCE_MAX], char there[SENTENCE_MAX],
                         const struct verdict *verdict)
{
    const struct verdict_side *expected = &verdict->expected, *actual = &verdict->actual;
    int digits = 0;

    do {
        cause_words_exactly(here, SENTENCE_MAX, actual->stream, actual->event, digits);
        cause_words_exactly(there, SENTENCE_MAX, expected->stream, expected->event, digits);
        digits = digits ? digits + 3 : 10;
    } while (strcmp(here, there) == 0 && digits <= 19);
}

static void say_cause(struct verdict *verdict, const char *name)
{
    const struct verdict_side *actual = &verdict->actual;
    char here[SENTENCE_MAX], there[SENTENCE_MAX];

    if (verdict->expected.present) {
        write_causes(here, there, verdict);
        verdict_say(verdict, "wrong cause: %s: %s; expected: %s", name, here, there);
        return;
    }
    cause_words(here, sizeof here, actual->stream, actual->event);
    verdict_say(verdict, "wrong cause: %s happened once more than expected: %s", name, here);
}

void sentence_of_replay(struct verdict *verdict)
{
    const struct event *again = verdict->expected.event, *first = verdict->actual.event;
    char name[SENTENCE_MAX], here[SENTENCE_MAX], there[SENTENCE_MAX];

    verdict_say(verdict, "uncontrolled: with the same readings of the clock the program runs in "
                         "another way, so something else decides");
    if (!again || !first || strcmp(again->text, first->text) != 0)
        return;
    name_event(name, verdict->actual.stream, first);
    write_causes(here, there, verdict);
    verdict_add(verdict, ": %s: %s; in the replay: %s", name, here, there);
}

/* Returns the buffer with the name of the step: "the waking of main", "job-1, before the waking of
 * main". */
static const char *name_step(char buffer[SENTENCE_MAX], const struct stream *stream,
                             const struct step *step)
{
    char name[SENTENCE_MAX];

    name_event(name, stream, step->actual);
    if (step->until == step->actual->time)
        co_format(buffer, SENTENCE_MAX, "%s", name);
    else
        co_format(buffer, SENTENCE_MAX, "%s, before %s",
                  stream_task_name(stream, step->actual->cause.by), name);
    return buffer;
}

static void say_late(struct verdict *verdict, const char *name, int64_t at, int64_t due,
                     int64_t limit)
{
    char at_words[DURATION_MAX], due_words[DURATION_MAX], limit_words[DURATION_MAX];

    moments_words(at_words, due_words, at, due);
    verdict_say(verdict, "%s: %s at %s, due at %s (limit %s)",
                difference_name(at > due ? DIFFERENCE_TOO_LATE : DIFFERENCE_TOO_EARLY), name,
                at_words, due_words, duration_words(limit_words, limit));
}

static void say_time(struct verdict *verdict, const char *name, const struct causal_result *result,
                     const struct causal_limits *limits)
{
    const struct step *step = &result->step;
    char actual[DURATION_MAX], step_name[SENTENCE_MAX];
    bool late = step_lateness(step) > 0 || step->is_foreign;

    if (step->actual_time < 0)
        verdict_say(verdict, "too early: %s, %s before its cause", name,
                    duration_words(actual, -step->actual_time));
    else
        say_late(verdict, name_step(step_name, verdict->actual.stream, step), step->until,
                 step->until - step_lateness(step), late ? limits->late : limits->early);
}

static void say_order(struct verdict *verdict, const char *name, const struct settle *settle,
                      const struct causal_result *result)
{
    char other[SENTENCE_MAX] = "?", duration[DURATION_MAX];

    if (result->other)
        name_event(other, settle->reference, result->other);
    if (result->other_is_its_cause)
        verdict_say(verdict, "out of order: %s came before %s, which leads to it", name, other);
    else if (!result->other || result->other->task == result->expected->task)
        verdict_say(verdict, "out of order: %s has the text of the line behind it", name);
    else
        verdict_say(verdict, "out of order: %s came after %s, which is due %s later", name, other,
                    duration_words(duration, result->other->time - result->expected->time));
}

void sentence_of_difference(struct verdict *verdict, const struct settle *settle,
                            const struct causal_result *result)
{
    char name[SENTENCE_MAX];

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
        if (!result->actual)
            ending_add(verdict, &settle->real->stream);
        break;
    default:
        verdict_say(verdict, "%s: %s", difference_name(result->kind), name);
        break;
    }
}

const char *sentence_of_lateness(char buffer[SENTENCE_MAX], const struct settle *settle,
                                 const struct causal_lateness *lateness)
{
    char time[DURATION_MAX], delay[DURATION_MAX];
    const struct event *event = lateness->event;
    const char *task = event ? stream_task_name(&settle->real->stream, event->task) : "";

    duration_words(time, lateness->time);
    if (!event)
        co_format(buffer, SENTENCE_MAX, "nothing was late");
    else if (event->cause.kind == CO_CAUSE_TIMER)
        co_format(buffer, SENTENCE_MAX, "the timer of %s of %s was %s late",
                  duration_words(delay, event->cause.delay), task, time);
    else
        co_format(buffer, SENTENCE_MAX, "%s came to run %s late", task, time);
    return buffer;
}

/* Add how much of the step's lateness the machine explains. */
static void add_explained(struct verdict *verdict, const struct suspicion *suspicion)
{
    char late[DURATION_MAX], explained[DURATION_MAX];

    verdict_add(verdict, "; of these %s the machine explains %s",
                duration_words(late, step_lateness(&suspicion->step)),
                duration_words(explained, suspicion->explained));
}

/* Add the median of the timers' lateness, which shows that the step is no exception. */
static void add_median(struct verdict *verdict, const struct suspicion *suspicion)
{
    char median[DURATION_MAX];

    if (suspicion->timers > 1)
        verdict_add(verdict, "; half of the %zu timers are at least %s too late", suspicion->timers,
                    duration_words(median, suspicion->median));
}

void sentence_of_suspicion(struct verdict *verdict, const struct settle *settle,
                           const struct suspicion *suspicion)
{
    const struct step *step = &suspicion->step;
    bool is_late = suspicion->is_late;
    char name[SENTENCE_MAX];

    if (!is_late && !suspicion->is_late_in_the_median) {
        verdict_say(verdict, "the run prints on stderr, and its golden does not");
        return;
    }
    name_step(name, &settle->real->stream, step);
    say_late(verdict, name, step->until, step->until - step_lateness(step),
             is_late ? settle->limits.late : suspicion_median_limit(&settle->limits));
    add_explained(verdict, suspicion);
    if (!is_late)
        add_median(verdict, suspicion);
}
