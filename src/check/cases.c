#include "check/cases.h"

#include <stdlib.h>
#include <string.h>

const char *case_name(char buffer[CASE_NAME_MAX], const char *demo, const char *variant)
{
    snprintf(buffer, CASE_NAME_MAX, "%s%s%s", demo, variant ? "." : "", variant ? variant : "");
    return buffer;
}

static bool is_wanted(const char *wanted, const char *variant)
{
    return !wanted || strcmp(wanted, variant) == 0;
}

struct check_case *cases_make(const struct check_demo *demos, size_t demo_count,
                              const char *variant, size_t *count)
{
    struct check_case *cases = calloc(demo_count * (1 + DEMO_VARIANTS_MAX) + 1, sizeof *cases);

    *count = 0;
    for (size_t i = 0; cases && i < demo_count; i++) {
        const struct demo *demo = demos[i].demo;

        if (is_wanted(variant, ""))
            cases[(*count)++] = (struct check_case){ &demos[i], NULL, demo->exit_code };
        for (size_t j = 0; j < DEMO_VARIANTS_MAX && demo->variants[j].name; j++) {
            const struct demo_variant *one = &demo->variants[j];

            if (is_wanted(variant, one->name))
                cases[(*count)++] = (struct check_case){ &demos[i], one->name, one->exit_code };
        }
    }
    return cases;
}
