#include "check/verdicts.h"

#include "test.h"

static struct verdict verdict(enum verdict_kind kind, enum difference difference, int64_t lateness)
{
    return (struct verdict){
        .kind = kind, .difference = difference, .has_lateness = true, .lateness = lateness
    };
}

TEST(verdicts_are_counted_by_kind)
{
    const struct verdict kinds[] = { verdict(VERDICT_PASSED, DIFFERENCE_NONE, 5),
                                     verdict(VERDICT_PASSED, DIFFERENCE_WRONG_TEXT, 9),
                                     verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_TOO_LATE, 7),
                                     verdict(VERDICT_FAILED, DIFFERENCE_TOO_LATE, 1),
                                     verdict(VERDICT_BROKEN, DIFFERENCE_RESOURCES, 1),
                                     verdict(VERDICT_SKIPPED, DIFFERENCE_NONE, 99) };
    struct verdicts verdicts = { 0 };
    struct verdict said = { 0 };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        verdicts_add(&verdicts, &kinds[i]);
    ASSERT_EQ(verdicts_count(&verdicts), 5);
    ASSERT_EQ(verdicts.lateness, 9);
    verdicts_say(&verdicts, &said);
    ASSERT_STR_EQ(said.message, "5 runs: 1 passed, 1 explained, 1 inconclusive, 2 failed");
    verdict_say(&said, "line 2 is missing");
    verdicts_say(&verdicts, &said);
    ASSERT_STR_EQ(said.message, "line 2 is missing; 5 runs: 1 passed, 1 explained, 1 inconclusive, "
                                "2 failed");
}

TEST(no_run_says_nothing)
{
    struct verdicts verdicts = { 0 };
    struct verdict said = { 0 };

    verdicts_say(&verdicts, &said);
    ASSERT_STR_EQ(said.message, "");
}

TEST(failure_is_the_worst_verdict)
{
    const struct verdict ordered[] = { verdict(VERDICT_PASSED, DIFFERENCE_NONE, 0),
                                       verdict(VERDICT_PASSED, DIFFERENCE_WRONG_TEXT, 0),
                                       verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_TOO_LATE, 0),
                                       verdict(VERDICT_BROKEN, DIFFERENCE_RESOURCES, 0),
                                       verdict(VERDICT_FAILED, DIFFERENCE_TOO_LATE, 0) };
    size_t count = sizeof ordered / sizeof *ordered;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            test_note("%zu and %zu", i, k);
            ASSERT_EQ(verdicts_is_worse(&ordered[i], &ordered[k]), i > k);
        }
}
