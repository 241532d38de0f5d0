#include "check/measure.h"

#include "check/canary.h"
#include "check/reference.h"
#include "check/settle.h"

/* Judge the real run by this stream, which another program may have made. */
static void refer_to(struct checked *one, const struct stream *stream)
{
    one->reference = stream;
    one->is_own = one->run.end == CHILD_ENDED && settle_is_same(stream, &one->run.stream);
}

/* Choose the reference of the real run: a stream that was saved, or the golden of events, or the
 * program's own run on the virtual clock, if that passed. */
static void choose_reference(const struct check *check, struct checked *one)
{
    struct reference reference = { check->options->reference, one->what.demo->chapter,
                                   one->what.demo->name, one->what.variant };
    char message[REFERENCE_MESSAGE_MAX];

    one->needs_run = false;
    if (one->verdict.kind == VERDICT_SKIPPED) {
        one->real_verdict = one->verdict;
        one->real_judged = true;
        return;
    }
    one->real_verdict.kind = VERDICT_SKIPPED;
    verdict_say(&one->real_verdict,
                "it cannot be judged without a run that passes on the virtual clock");
    if (reference.folder && reference_load(&reference, &one->loaded, message) == 0) {
        refer_to(one, &one->loaded);
    } else if (!reference.folder && one->events.exists && one->verdict.kind != VERDICT_BROKEN) {
        refer_to(one, &one->events.stream);
    } else if (!reference.folder && one->verdict.kind == VERDICT_PASSED) {
        one->reference = &one->run.stream;
        one->is_own = true;
    } else if (reference.folder) {
        one->real_verdict.kind = VERDICT_BROKEN;
        one->real_verdict.difference = DIFFERENCE_GOLDEN;
        verdict_say(&one->real_verdict, "%s", message);
    }
    one->needs_run = one->reference != NULL;
    one->real_judged = !one->needs_run;
}

static struct child *prepare_real_run(struct checked *one)
{
    if (!one->needs_run)
        return NULL;
    child_free(&one->real_run);
    one->real_run = checked_child(one, CO_CLOCK_REAL);
    return &one->real_run;
}

static struct settle settle_of(const struct check *check, const struct checked *one,
                               const struct machine *machine)
{
    return (struct settle){ .reference = one->reference,
                            .is_own = one->is_own,
                            .real = &one->real_run,
                            .machine = machine,
                            .expected_exit_code = one->what.exit_code,
                            .expects_words = one->errors.size > 0,
                            .limits = { check->options->early, check->options->late } };
}

static struct child *prepare_replay(struct checked *one)
{
    if (!one->needs_replay)
        return NULL;
    child_free(&one->replay);
    one->replay = checked_child(one, CO_CLOCK_REPLAY);
    one->replay.replay = &one->real_run.record;
    return &one->replay;
}

/* Run the cases that need it, with a canary beside them. */
static int run_beside_canary(struct check *check, struct machine *machine)
{
    struct canary *canary = canary_begin();
    int rc = checked_run(check, prepare_real_run);

    canary_end(canary, machine);
    return rc;
}

/* Judge the runs; `rc` is the result of running them. Some runs still need a replay after that. */
static void judge_runs(struct check *check, const struct machine *machine, unsigned measurement,
                       int rc)
{
    for (size_t i = 0; i < check->count; i++) {
        struct checked *one = &check->cases[i];
        struct settle settle = settle_of(check, one, machine);

        one->needs_run = one->needs_run && !checked_is_cut_off(rc, &one->real_run);
        one->needs_replay =
            one->needs_run &&
            settle_real(&settle, &one->suspicions[measurement - 1], &one->real_verdict);
        one->was_measured = one->needs_run && !one->needs_replay;
        one->real_judged |= one->was_measured;
    }
}

/* Judge the replays. Only an inconclusive case is run again: a failure that comes and goes is a
 * failure. */
static void judge_replays(struct check *check, const struct machine *machine, unsigned measurement,
                          int rc)
{
    for (size_t i = 0; i < check->count; i++) {
        struct checked *one = &check->cases[i];
        struct settle settle = settle_of(check, one, machine);

        one->needs_replay = one->needs_replay && !checked_is_cut_off(rc, &one->replay);
        one->was_measured |= one->needs_replay;
        one->real_judged |= one->needs_replay;
        if (one->needs_replay)
            settle_replay(&settle, &one->replay, &one->real_verdict);
        if (!one->needs_run)
            continue;
        if (measurement == MEASUREMENTS_MAX)
            settle_together(&settle, one->suspicions, measurement, &one->real_verdict);
        one->real_verdict.measured = measurement;
        one->needs_run = one->real_verdict.kind == VERDICT_INCONCLUSIVE;
    }
}

int measure_once(struct check *check, unsigned measurement)
{
    struct machine machine;
    int rc = run_beside_canary(check, &machine);

    if (rc != -ENOMEM)
        judge_runs(check, &machine, measurement, rc);
    if (rc == 0)
        rc = checked_run(check, prepare_replay);
    if (rc != -ENOMEM)
        judge_replays(check, &machine, measurement, rc);
    machine_free(&machine);
    return rc;
}

static bool any_needs_run(const struct check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        if (check->cases[i].needs_run)
            return true;
    }
    return false;
}

void measure_choose(struct check *check)
{
    for (size_t i = 0; i < check->count; i++)
        choose_reference(check, &check->cases[i]);
}

int measure_cases(struct check *check)
{
    int rc = 0;

    measure_choose(check);
    for (unsigned measurement = 1;
         rc == 0 && measurement <= MEASUREMENTS_MAX && any_needs_run(check); measurement++)
        rc = measure_once(check, measurement);
    return rc;
}
