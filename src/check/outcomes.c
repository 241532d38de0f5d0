#include "check/outcomes.h"

void outcomes_add(struct outcomes *outcomes, const struct verdict *verdict)
{
    switch (verdict->kind) {
    case VERDICT_PASSED:
        if (verdict->difference == DIFFERENCE_NONE)
            outcomes->passed++;
        else
            outcomes->explained++;
        break;
    case VERDICT_INCONCLUSIVE:
        outcomes->inconclusive++;
        break;
    case VERDICT_FAILED:
    case VERDICT_BROKEN:
        outcomes->failed++;
        break;
    case VERDICT_SKIPPED:
        return;
    }
    if (verdict->has_lateness && verdict->lateness > outcomes->lateness)
        outcomes->lateness = verdict->lateness;
}

size_t outcomes_count(const struct outcomes *outcomes)
{
    return outcomes->passed + outcomes->explained + outcomes->inconclusive + outcomes->failed;
}

void outcomes_say(const struct outcomes *outcomes, struct verdict *verdict)
{
    size_t count = outcomes_count(outcomes);

    if (!count)
        return;
    verdict_add(verdict, "%s%zu run%s: %zu passed, %zu explained, %zu inconclusive, %zu failed",
                verdict->message[0] ? "; " : "", count, count == 1 ? "" : "s", outcomes->passed,
                outcomes->explained, outcomes->inconclusive, outcomes->failed);
}

static int badness(const struct verdict *verdict)
{
    static const int by_kind[] = { [VERDICT_SKIPPED] = 0,
                                   [VERDICT_PASSED] = 1,
                                   [VERDICT_INCONCLUSIVE] = 3,
                                   [VERDICT_BROKEN] = 4,
                                   [VERDICT_FAILED] = 5 };

    return by_kind[verdict->kind] +
           (verdict->kind == VERDICT_PASSED && verdict->difference != DIFFERENCE_NONE);
}

bool outcomes_is_worse(const struct verdict *one, const struct verdict *other)
{
    return badness(one) > badness(other);
}
