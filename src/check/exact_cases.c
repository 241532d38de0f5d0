#include "check/exact_cases.h"

#include "check/exact.h"
#include "check/golden_source.h"
#include "check/reference.h"

#include <stdlib.h>

/* ---- Goldens ---- */

/* Read the part of the golden. Only the log has to exist. */
static int read_part(const struct check *check, struct checked *one, enum golden_part part,
                     struct transcript_error *error)
{
    struct golden_source source = { check->options->root, check->options->embedded };
    struct golden golden = { .chapter = one->what.demo->chapter,
                             .demo = one->what.demo->name,
                             .variant = one->what.variant,
                             .part = part };
    int rc;

    if (part == GOLDEN_EVENTS)
        return golden_events_read(&source, &golden, &one->events, error);
    rc = golden_source_read(&source, &golden, part == GOLDEN_LOG ? &one->golden : &one->errors,
                            error);
    return rc == -ENOENT && part != GOLDEN_LOG ? 0 : rc;
}

/* Returns whether the libraries that the demo needs are installed. If not, the verdict is set. */
static bool can_run(struct checked *one)
{
    char reasons[IO_REASONS_MAX];

    if (!io_libraries_missing(one->what.demo->demo->needs, reasons))
        return true;
    one->verdict.kind = VERDICT_SKIPPED;
    verdict_say(&one->verdict, "%s", reasons);
    return false;
}

/* Read the goldens of a case. A case is not run if its goldens cannot be read. */
static void read_goldens(const struct check *check, struct checked *one)
{
    static const enum golden_part parts[] = { GOLDEN_LOG, GOLDEN_ERRORS, GOLDEN_EVENTS };
    struct transcript_error error = { 0 };

    one->needs_run = true;
    for (size_t i = 0; one->needs_run && i < sizeof parts / sizeof *parts; i++) {
        if (read_part(check, one, parts[i], &error) == 0)
            continue;
        one->needs_run = false;
        one->verdict.kind = VERDICT_BROKEN;
        one->verdict.difference = DIFFERENCE_GOLDEN;
        one->verdict.golden =
            (struct verdict_golden){ .part = parts[i], .line = error.line, .damage = error.damage };
        verdict_say(&one->verdict, "%s", error.message);
    }
}

/* ---- Judging ---- */

static void save_reference(const struct check *check, struct checked *one)
{
    struct reference reference = { check->options->save_reference, one->what.demo->chapter,
                                   one->what.demo->name, one->what.variant };
    char message[REFERENCE_MESSAGE_MAX];

    if (!reference.folder || one->verdict.kind != VERDICT_PASSED ||
        reference_save(&reference, &one->run.stream, message) == 0)
        return;
    one->verdict.kind = VERDICT_BROKEN;
    one->verdict.difference = DIFFERENCE_RESOURCES;
    verdict_say(&one->verdict, "%s", message);
}

/* Without a golden of events, a pass means less than it seems to. */
static void say_what_was_judged(struct verdict *verdict)
{
    if (verdict->kind == VERDICT_PASSED && !verdict->message[0])
        verdict_say(verdict, "it has no golden of events, so its text alone was judged");
}

static void judge(const struct check *check, struct checked *one)
{
    struct exact_goldens goldens = { &one->golden, &one->errors, &one->events };

    if (one->events.exists)
        child_tell(&one->run);
    exact_judge(&one->run, &goldens, one->what.exit_code, &one->verdict);
    if (!one->events.exists)
        say_what_was_judged(&one->verdict);
    save_reference(check, one);
}

/* ---- Running ---- */

/* A golden is read before its case begins, and a case is judged when it has ended. This process
 * does both while other cases run, as it would have nothing else to do. */
struct course {
    const struct check *check;
    struct checked **cases; /* in the order in which they run */
    struct child *runs;     /* theirs */
    size_t read, judged;    /* the number of cases with which this is done */
};

/* Cases that need no library run first: a library makes this process larger, so that each further
 * child takes longer to make. */
static void put_in_order(struct course *course)
{
    size_t count = 0;

    for (int needs = 0; needs < 2; needs++)
        for (size_t i = 0; i < course->check->count; i++) {
            struct checked *one = &course->check->cases[i];

            if (!one->what.demo->demo->needs == !needs)
                course->cases[count++] = one;
        }
}

static void read_next(struct course *course)
{
    struct checked *one = course->cases[course->read];
    struct child *run = &course->runs[course->read++];

    if (can_run(one))
        read_goldens(course->check, one);
    if (!one->needs_run)
        return;
    *run = checked_child(one, CO_CLOCK_VIRTUAL);
    run->turns = course->check->options->turns;
}

static bool prepare(void *context, size_t index)
{
    struct course *course = context;

    while (course->read <= index)
        read_next(course);
    return course->cases[index]->needs_run;
}

static void judge_next(struct course *course, int rc)
{
    struct checked *one = course->cases[course->judged];
    bool is_read = course->judged < course->read; /* else an interrupt came before its turn */

    one->run = course->runs[course->judged++];
    one->judged = is_read && (!one->needs_run || !checked_is_cut_off(rc, &one->run));
    if (one->needs_run && one->judged)
        judge(course->check, one);
}

/* Goldens of cases that need a library are read when these cases begin, as the library is loaded
 * then. */
static bool do_a_little(void *context)
{
    struct course *course = context;
    size_t next = course->judged;

    if (next < course->read &&
        (!course->cases[next]->needs_run || course->runs[next].end != CHILD_NOT_RUN)) {
        judge_next(course, 0);
        return true;
    }
    if (course->read == course->check->count ||
        (course->read && course->cases[course->read]->what.demo->demo->needs))
        return false;
    read_next(course);
    return true;
}

/* Where time jumps, few runs wait for anything: with more of them, each would only be slower. */
enum { RUNS_OF_A_PROCESSOR = 4 };

static unsigned side_by_side(const struct check_options *options)
{
    return options->side_by_side ? options->side_by_side
                                 : RUNS_OF_A_PROCESSOR * children_processors();
}

int exact_cases(struct check *check)
{
    struct course course = { .check = check };
    const struct children_beside beside = { prepare, do_a_little, &course };
    int rc = -ENOMEM;

    course.cases = calloc(check->count + 1, sizeof(struct checked *));
    course.runs = calloc(check->count + 1, sizeof *course.runs);
    if (course.cases && course.runs) {
        put_in_order(&course);
        rc = children_run_beside(course.runs, check->count, side_by_side(check->options),
                                 check->options->progress, &beside);
        while (course.judged < check->count && rc != -ENOMEM)
            judge_next(&course, rc);
    }
    free(course.cases);
    free(course.runs);
    return rc;
}
