#include "check/cases.h"

#include "test.h"

#include <stdlib.h>

static const struct demo plain = { .exit_code = 0 };
static const struct demo varied = { .exit_code = 3,
                                    .variants = { { "fixed", "", 0 }, { "flaw", "", 3 } } };
static const struct demo full = {
    .variants = { { "a", "", 0 }, { "b", "", 0 }, { "c", "", 0 }, { "d", "", 0 } }
};
static const struct check_demo demos[] = { { "chapter", "plain", &plain },
                                           { "chapter", "varied", &varied },
                                           { "other", "full", &full } };

static void assert_case(const struct check_case *one, const char *name, int exit_code)
{
    char buffer[CASE_NAME_MAX];

    ASSERT_STR_EQ(case_name(buffer, one->demo->name, one->variant), name);
    ASSERT_EQ(one->exit_code, exit_code);
}

TEST(cases_are_the_default_and_the_variants_of_each_demo)
{
    size_t count;
    struct check_case *cases = cases_make(demos, 3, NULL, &count);

    ASSERT_EQ(count, 9);
    assert_case(&cases[0], "plain", 0);
    assert_case(&cases[1], "varied", 3);
    assert_case(&cases[2], "varied.fixed", 0);
    assert_case(&cases[3], "varied.flaw", 3);
    assert_case(&cases[8], "full.d", 0);
    free(cases);
}

TEST(one_variant_is_a_single_case)
{
    size_t count;
    struct check_case *cases = cases_make(demos, 3, "flaw", &count);

    ASSERT_EQ(count, 1);
    assert_case(&cases[0], "varied.flaw", 3);
    free(cases);
}

TEST(an_empty_variant_is_the_default_alone)
{
    size_t count;
    struct check_case *cases = cases_make(demos, 3, "", &count);

    ASSERT_EQ(count, 3);
    assert_case(&cases[1], "varied", 3);
    free(cases);
}

TEST(cases_are_none_without_demos)
{
    size_t count = 7;
    struct check_case *cases = cases_make(NULL, 0, NULL, &count);

    ASSERT_TRUE(cases != NULL);
    ASSERT_EQ(count, 0);
    free(cases);
}
