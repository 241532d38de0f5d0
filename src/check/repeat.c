#include "check/repeat.h"

#include "check/measure.h"

/* ---- The worst runs ---- */

/* Keep this run of a demo if it is the worst so far. */
static void keep_worst(struct checked *one)
{
    if (one->has_worst && !verdicts_is_worse(&one->real_verdict, &one->worst.verdict))
        return;
    child_free(&one->worst.run);
    child_free(&one->worst.replay);
    one->worst.run = one->real_run;
    one->worst.replay = one->replay;
    one->worst.verdict = one->real_verdict;
    one->has_worst = true;
    one->real_run = one->replay = (struct child){ 0 };
}

/* The verdict refers to the run and its replay at the places where they were judged. */
static void restore_worst(struct checked *one)
{
    if (!one->has_worst)
        return;
    child_free(&one->real_run);
    child_free(&one->replay);
    one->real_run = one->worst.run;
    one->replay = one->worst.replay;
    one->real_verdict = one->worst.verdict;
    one->has_worst = false;
    one->worst.run = one->worst.replay = (struct child){ 0 };
}

static void keep_worst_golden(struct checked_golden *one)
{
    if (one->has_worst && !verdicts_is_worse(&one->verdict, &one->worst.verdict))
        return;
    child_free(&one->worst.run);
    text_free(&one->worst.errors);
    one->worst.run = one->run;
    one->worst.errors = one->errors;
    one->worst.verdict = one->verdict;
    one->has_worst = true;
    one->run = (struct child){ 0 };
    one->errors = (struct text){ 0 };
}

static void restore_worst_golden(struct checked_golden *one)
{
    if (!one->has_worst)
        return;
    child_free(&one->run);
    text_free(&one->errors);
    one->run = one->worst.run;
    one->errors = one->worst.errors;
    one->verdict = one->worst.verdict;
    one->has_worst = false;
    one->worst.run = (struct child){ 0 };
    one->worst.errors = (struct text){ 0 };
}

/* ---- Rounds ---- */

static int run_demos(struct check *check)
{
    int rc;

    for (size_t i = 0; i < check->count; i++) {
        check->cases[i].needs_run = check->cases[i].reference != NULL;
        check->cases[i].was_measured = false;
    }
    rc = measure_once(check, 1);
    for (size_t i = 0; i < check->count; i++) {
        struct checked *one = &check->cases[i];

        if (!one->was_measured)
            continue;
        verdicts_add(&one->verdicts, &one->real_verdict);
        keep_worst(one);
    }
    return rc;
}

static int run_goldens(struct check *check)
{
    int rc;

    for (size_t i = 0; i < check->goldens.count; i++) {
        check->goldens.files[i].needs_run = check->goldens.files[i].can_run;
        check->goldens.files[i].was_measured = false;
    }
    rc = golden_check_run(&check->goldens, check->options, 1);
    for (size_t i = 0; i < check->goldens.count; i++) {
        struct checked_golden *one = &check->goldens.files[i];

        if (!one->was_measured)
            continue;
        verdicts_add(&one->verdicts, &one->verdict);
        keep_worst_golden(one);
    }
    return rc;
}

/* Returns the number of verdicts that count as failures. */
static size_t failures(const struct check *check, const struct verdicts *verdicts)
{
    bool both = check->options->inconclusive == CHECK_INCONCLUSIVE_FAIL;

    return verdicts->failed + (both ? verdicts->inconclusive : 0);
}

static bool any_failed(const struct check *check)
{
    size_t failed = 0;

    for (size_t i = 0; i < check->count; i++)
        failed += failures(check, &check->cases[i].verdicts);
    for (size_t i = 0; i < check->goldens.count; i++)
        failed += failures(check, &check->goldens.files[i].verdicts);
    return failed > 0;
}

int repeat_cases(struct check *check)
{
    const struct check_repeat *repeat = &check->options->repeat;
    int rc = 0;

    measure_choose(check);
    for (size_t round = 0; rc == 0 && (repeat->times ? round < repeat->times : true); round++) {
        rc = run_demos(check);
        if (rc == 0)
            rc = run_goldens(check);
        if (repeat->until_fail && any_failed(check))
            break;
    }
    for (size_t i = 0; i < check->count; i++)
        restore_worst(&check->cases[i]);
    for (size_t i = 0; i < check->goldens.count; i++)
        restore_worst_golden(&check->goldens.files[i]);
    return rc;
}
