#include "test.h"

#include <float.h>
#include <math.h>
#include <string.h>

double few_fmax(double one, double other);
double few_fmin(double one, double other);
double few_round(double number);
long long few_llround(double number);

/* Under names of their own, beside those of libm. */
#define fmax few_fmax
#define fmin few_fmin
#define round few_round
#define llround few_llround
#include "cli/few_math.c"
#undef fmax
#undef fmin
#undef round
#undef llround

static const double numbers[] = {
    0.0,
    -0.0,
    0.25,
    -0.25,
    0.49999999999999994,
    -0.49999999999999994,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
    1e9,
    1e15 + 0.5,
    -1e15 - 0.5,
    0x1p52 - 0.5,
    0x1p52 + 1,
    0x1p62,
    -0x1p62,
    DBL_MAX,
    -DBL_MAX,
    DBL_MIN,
    -DBL_MIN,
    INFINITY,
    -INFINITY,
    NAN,
};
enum { COUNT = sizeof numbers / sizeof *numbers };

/* Also the sign of a zero. Each not-a-number is the same. */
static bool same(double one, double other)
{
    return (isnan(one) && isnan(other)) || memcmp(&one, &other, sizeof one) == 0;
}

TEST(numbers_are_rounded_as_libm_rounds)
{
    volatile double number;

    for (size_t i = 0; i < COUNT; i++) {
        number = numbers[i];
        test_note("%.17g is %.17g, libm says %.17g", number, few_round(number), round(number));
        ASSERT_TRUE(same(few_round(number), round(number)));
        if (fabs(number) <= 0x1p62)
            ASSERT_EQ(few_llround(number), llround(number));
    }
}

TEST(greater_and_lesser_are_those_of_libm)
{
    volatile double one, other;

    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < COUNT; k++) {
            one = numbers[i];
            other = numbers[k];
            test_note("%.17g and %.17g", one, other);
            if (one == 0 && other == 0) /* zeros of both signs are equal */
                continue;
            ASSERT_TRUE(same(few_fmax(one, other), fmax(one, other)));
            ASSERT_TRUE(same(few_fmin(one, other), fmin(one, other)));
        }
}
