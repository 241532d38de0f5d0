#include "check/verdicts.h"

void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict)
{
    switch (verdict->kind) {
    case VERDICT_PASSED:
        if (verdict->difference == DIFFERENCE_NONE)
            verdicts->passed++;
        else
            verdicts->explained++;
        break;
    case VERDICT_INCONCLUSIVE:
        verdicts->inconclusive++;
        break;
    case VERDICT_FAILED:
    case VERDICT_BROKEN:
        verdicts->failed++;
        break;
    case VERDICT_SKIPPED:
        return;
    }
    if (verdict->has_lateness && verdict->lateness > verdicts->lateness)
        verdicts->lateness = verdict->lateness;
}

size_t verdicts_count(const struct verdicts *verdicts)
{
    return verdicts->passed + verdicts->explained + verdicts->inconclusive + verdicts->failed;
}

void verdicts_say(const struct verdicts *verdicts, struct verdict *verdict)
{
    size_t count = verdicts_count(verdicts);

    if (!count)
        return;
    verdict_add(verdict, "%s%zu run%s: %zu passed, %zu explained, %zu inconclusive, %zu failed",
                verdict->message[0] ? "; " : "", count, count == 1 ? "" : "s", verdicts->passed,
                verdicts->explained, verdicts->inconclusive, verdicts->failed);
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

bool verdicts_is_worse(const struct verdict *one, const struct verdict *other)
{
    return badness(one) > badness(other);
}
