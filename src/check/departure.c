#include "check/departure.h"

#include "check/course.h"
#include "check/rounding.h"
#include "run/events_forms.h"
#include "run/events_phrase.h"
#include "run/events_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOK_AHEAD = 8, /* events of a task that are searched for a missing or an extra event */
};

/* Two courses, and the first events that differ. */
struct comparison {
    struct course golden, run;
    int64_t rounding;                     /* nanoseconds by which moments may differ */
    const struct told *expected, *actual; /* NULL: there is none */
    enum difference kind;
};

/* ---- What differs ---- */

static bool same_moment(const struct comparison *pair, int64_t one, int64_t other)
{
    return llabs(one - other) <= pair->rounding;
}

static bool has_cause(const struct event *event)
{
    return event->kind == EVENT_TASK || event->kind == EVENT_WAKE || event->kind == EVENT_LINE;
}

static bool same_cause(const struct comparison *pair, const struct told *one,
                       const struct told *other)
{
    const struct co_cause *cause = &one->event->cause, *other_cause = &other->event->cause;

    if (!has_cause(one->event))
        return true;
    if (cause->kind != other_cause->kind || strcmp(one->by, other->by) != 0)
        return false;
    /* Only a wake tells of the signal or of the callback. */
    if (cause->kind == CO_CAUSE_LOOP)
        return one->event->kind != EVENT_WAKE || strcmp(one->event->what, other->event->what) == 0;
    /* How long a task has waited for something from outside is not told. */
    return cause->by_line == other_cause->by_line && cause->ordinal == other_cause->ordinal &&
           same_moment(pair, cause->time, other_cause->time) &&
           (cause->kind != CO_CAUSE_TIMER || same_moment(pair, cause->delay, other_cause->delay));
}

static bool same_deed(const struct told *one, const struct told *other)
{
    return one && other && strcmp(one->task, other->task) == 0 &&
           strcmp(one->deed, other->deed) == 0;
}

static bool same_time(const struct comparison *pair, const struct told *one,
                      const struct told *other)
{
    return same_moment(pair, one->event->time, other->event->time);
}

static bool same(const struct comparison *pair, const struct told *one, const struct told *other)
{
    return same_deed(one, other) && same_time(pair, one, other) && same_cause(pair, one, other) &&
           one->event->count == other->event->count &&
           same_moment(pair, one->event->due, other->event->due);
}

/* Returns how many events of the task follow `from` until one with this deed; more than LOOK_AHEAD
 * if there is none. */
static int distance(const struct course *course, const struct told *from, const struct told *deed)
{
    int steps = 0;

    while (from && steps <= LOOK_AHEAD && !same_deed(from, deed)) {
        from = course_next(course, from + 1, from->task);
        steps++;
    }
    return from ? steps : LOOK_AHEAD + 1;
}

/* Tell whether the expected event of a task is missing, or the actual event is one more, or the two
 * changed places. */
static enum difference classify(const struct comparison *pair)
{
    int missing, extra;

    if (!pair->actual)
        return DIFFERENCE_MISSING_EVENT;
    if (!pair->expected)
        return DIFFERENCE_EXTRA_EVENT;
    missing = distance(&pair->golden, pair->expected, pair->actual);
    extra = distance(&pair->run, pair->actual, pair->expected);
    if (missing > LOOK_AHEAD && extra > LOOK_AHEAD)
        return DIFFERENCE_WRONG_EVENT;
    if (missing == 1 && extra == 1)
        return DIFFERENCE_OUT_OF_ORDER;
    return missing < extra ? DIFFERENCE_MISSING_EVENT : DIFFERENCE_EXTRA_EVENT;
}

/* The two events have the same deed. */
static enum difference classify_details(const struct comparison *pair, const struct told *golden,
                                        const struct told *run)
{
    if (same_time(pair, golden, run))
        return DIFFERENCE_WRONG_EVENT;
    return golden->event->time > run->event->time ? DIFFERENCE_TOO_EARLY : DIFFERENCE_TOO_LATE;
}

/* Compare the task's own next events. Returns false if these have the same deed. */
static bool compare_task(struct comparison *pair, const struct told *golden, const struct told *run,
                         const char *task)
{
    pair->expected = course_next(&pair->golden, golden, task);
    pair->actual = course_next(&pair->run, run, task);
    if (same_deed(pair->expected, pair->actual))
        return false;
    pair->kind = classify(pair);
    return true;
}

/* Two events differ. It is a task that does something else; or each task does the same as before,
 * but in another order. */
static void compare_at(struct comparison *pair, const struct told *golden, const struct told *run)
{
    bool golden_ends = golden == pair->golden.items + pair->golden.count;
    bool run_ends = run == pair->run.items + pair->run.count;

    if (!golden_ends && !run_ends && same_deed(golden, run)) {
        pair->expected = golden;
        pair->actual = run;
        pair->kind = classify_details(pair, golden, run);
        return;
    }
    if (!golden_ends && compare_task(pair, golden, run, golden->task))
        return;
    if (!run_ends && compare_task(pair, golden, run, run->task))
        return;
    pair->expected = golden;
    pair->actual = run;
    pair->kind = DIFFERENCE_OUT_OF_ORDER;
}

static void compare(struct comparison *pair)
{
    size_t count = pair->golden.count < pair->run.count ? pair->golden.count : pair->run.count;
    size_t at = 0;

    while (at < count && same(pair, &pair->golden.items[at], &pair->run.items[at]))
        at++;
    if (at < pair->golden.count || at < pair->run.count)
        compare_at(pair, &pair->golden.items[at], &pair->run.items[at]);
}

/* ---- Where ---- */

static struct verdict_place place_of(const struct event *event)
{
    return (struct verdict_place){ event->file, event->line, event->call };
}

static bool is_own_deed(const struct told *missing, const struct told *told)
{
    return same_deed(missing, told);
}

static bool is_deed(const struct told *missing, const struct told *told)
{
    return strcmp(missing->deed, told->deed) == 0;
}

/* Returns whether two labels are of the same kind: the number behind the last hyphen may differ. */
static bool is_of_one_kind(const char *one, const char *other)
{
    const char *end = strrchr(one, '-'), *other_end = strrchr(other, '-');

    return end && other_end && end - one == other_end - other &&
           memcmp(one, other, (size_t)(end - one)) == 0;
}

/* The same call does the same to another thing, or waits for another task. */
static bool is_like_deed(const struct told *missing, const struct told *told)
{
    const struct event *one = missing->event, *other = told->event;

    if (form_of_event(one, TRAIT_YIELD) != form_of_event(other, TRAIT_YIELD))
        return false;
    if (one->thing)
        return is_of_one_kind(missing->thing, told->thing) &&
               (one->kind == EVENT_TOUCH || form_part(one->text) == form_part(other->text));
    return !one->awaits_count || strcmp(one->text, other->text) == 0;
}

/* Find the one place in the source where the run does what is missing. */
static bool find_place(const struct comparison *pair,
                       bool (*is_it)(const struct told *missing, const struct told *told),
                       struct verdict_place *place)
{
    bool is_found = false;

    for (size_t i = 0; i < pair->run.count; i++) {
        const struct told *told = &pair->run.items[i];
        struct verdict_place other = place_of(told->event);

        if (!other.file[0] || !is_it(pair->expected, told))
            continue;
        if (is_found && (other.line != place->line || strcmp(other.file, place->file) != 0))
            return false;
        *place = other;
        is_found = true;
    }
    return is_found;
}

/* What a task does stands in the source once, often. How it is made, woken and ended does not. */
static bool find_call(const struct comparison *pair, struct verdict_place *place)
{
    enum event_kind kind = pair->expected->event->kind;

    return (kind == EVENT_WAIT || kind == EVENT_TOUCH || kind == EVENT_LINE) &&
           (find_place(pair, is_own_deed, place) || find_place(pair, is_deed, place) ||
            (kind != EVENT_LINE && find_place(pair, is_like_deed, place)));
}

/* Returns the event of the task that has a place and is nearest to this one, earlier or at it; if
 * there is none, the next one. */
static const struct event *nearest(const struct comparison *pair, const char *task,
                                   const struct told *told)
{
    const struct told *first = pair->run.items, *end = first + pair->run.count;

    for (const struct told *one = told; one >= first && one < end; one--)
        if (strcmp(one->task, task) == 0 && one->event->file[0])
            return one->event;
    for (const struct told *one = first; one < end; one++)
        if (strcmp(one->task, task) == 0 && one->event->file[0])
            return one->event;
    return NULL;
}

/* Set the place, which has no call if the event is missing and its place is not known. */
static void look(const struct comparison *pair, struct departure *departure)
{
    const struct told *told = pair->actual ? pair->actual : pair->expected;
    const struct event *event;

    if (pair->kind == DIFFERENCE_MISSING_EVENT && find_call(pair, &departure->place))
        return;
    departure->place = (struct verdict_place){ .file = "", .call = "" };
    event = nearest(pair, told->task,
                    pair->actual ? pair->actual : pair->run.items + pair->run.count - 1);
    if (!event)
        return;
    departure->place = place_of(event);
    if (pair->kind == DIFFERENCE_MISSING_EVENT || (pair->actual && event != pair->actual->event))
        departure->place.call = "";
}

/* ---- Words ---- */

/* Add "did not wait for lock-1" for "waits for lock-1", and "was not woken" for "is woken". */
static void add_denial(struct text *text, const char *deed)
{
    static const struct {
        const char *does, *denied;
    } verbs[] = {
        { "is ", "was not " },
        { "notifies ", "did not notify " },
        { "finishes ", "did not finish " },
    };
    size_t verb = strcspn(deed, " :");

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        size_t length = strlen(verbs[i].does);

        if (strncmp(deed, verbs[i].does, length) == 0) {
            text_add(text, "%s%s", verbs[i].denied, deed + length);
            return;
        }
    }
    text_add(text, "did not %.*s%s", (int)verb - 1, deed, deed + verb);
}

static void add_deed(struct text *text, const struct course *course, const struct told *told)
{
    text_add(text, "%s ", told->task);
    phrase_add(text, &course->known, told->event, TRAIT_YIELD);
}

/* Add "at 0.1 s ". */
static void add_moment(struct text *text, const struct told *told)
{
    text_add(text, "at ");
    words_add_time(text, told->event->time);
    text_add(text, " s ");
}

static void add_call(struct text *text, const struct verdict_place *place)
{
    if (place->call[0])
        text_add(text, ", in %s", place->call);
}

static void add_missing(struct text *text, const struct told *expected,
                        const struct verdict_place *place)
{
    add_moment(text, expected);
    text_add(text, "%s ", expected->task);
    add_denial(text, expected->deed);
    add_call(text, place);
}

/* Add what the run does, and what is expected in its place, if that is known. */
static void add_actual(struct text *text, const struct comparison *pair,
                       const struct verdict_place *place, const struct told *expected)
{
    add_moment(text, pair->actual);
    add_deed(text, &pair->run, pair->actual);
    add_call(text, place);
    if (!expected)
        return;
    text_add(text, "; expected: ");
    if (same_deed(expected, pair->actual) && !same_time(pair, expected, pair->actual))
        add_moment(text, expected);
    add_deed(text, &pair->golden, expected);
}

static void add_order(struct text *text, const struct comparison *pair,
                      const struct verdict_place *place)
{
    const struct told *expected = pair->expected;
    bool is_itself = strcmp(expected->task, pair->actual->task) == 0;

    add_moment(text, pair->actual);
    text_add(text, "%s %s before %s %s", pair->actual->task, pair->actual->deed,
             is_itself ? "it" : expected->task, expected->deed);
    add_call(text, place);
}

/* Add what the program calls the thing: the golden knows only its number. */
static void add_name(struct text *text, const struct course *run, const char *label)
{
    uint32_t thing = labels_id(&run->known.things, label, strlen(label));

    for (size_t i = 0; thing && i < run->stream->count; i++) {
        const struct event *event = &run->stream->events[i];

        if (event->kind == EVENT_THING && event->thing == thing && event->text[0])
            text_add(text, " (%s is %s)", label, event->text);
    }
}

static int write_sentence(const struct comparison *pair, const struct verdict_place *place,
                          char sentence[DEPARTURE_MAX])
{
    bool is_missing = pair->kind == DIFFERENCE_MISSING_EVENT;
    const struct told *told = is_missing ? pair->expected : pair->actual;
    struct text text = { 0 };
    int rc;

    if (is_missing)
        add_missing(&text, pair->expected, place);
    else if (pair->kind == DIFFERENCE_OUT_OF_ORDER)
        add_order(&text, pair, place);
    else
        add_actual(&text, pair, place,
                   pair->kind == DIFFERENCE_EXTRA_EVENT ? NULL : pair->expected);
    add_name(&text, &pair->run, told->thing);
    co_format(sentence, DEPARTURE_MAX, "%s", text_string(&text));
    rc = text.failed ? -ENOMEM : 0;
    text_free(&text);
    return rc;
}

int departure_find(const struct stream *golden, const struct stream *run,
                   struct departure *departure, char sentence[DEPARTURE_MAX])
{
    struct comparison pair = { .rounding = rounding_of(golden) };
    int rc = course_prepare(&pair.golden, golden);

    if (rc == 0)
        rc = course_prepare(&pair.run, run);
    if (rc == 0)
        compare(&pair);
    *departure = (struct departure){ .kind = pair.kind,
                                     .expected = pair.expected ? pair.expected->event : NULL,
                                     .actual = pair.actual ? pair.actual->event : NULL };
    if (rc == 0 && pair.kind != DIFFERENCE_NONE) {
        look(&pair, departure);
        rc = write_sentence(&pair, &departure->place, sentence);
    }
    course_free(&pair.golden);
    course_free(&pair.run);
    return rc;
}
