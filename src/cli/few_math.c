/*
 * The functions of libm that the program calls. To load that library for them takes a tenth of the
 * time from start to exit of a demo. A demo that calls others of its functions, such as pow(), is
 * linked with libm as usual: the linker takes from there what no other file has.
 */
#include <math.h>
#include <stdint.h>

/* Larger numbers have no fraction. */
#define WHOLE_FROM 0x1p52

double fmax(double one, double other)
{
    return one >= other || other != other ? one : other;
}

double fmin(double one, double other)
{
    return one <= other || other != other ? one : other;
}

double round(double number)
{
    double whole, rest;

    if (!(number > -WHOLE_FROM && number < WHOLE_FROM))
        return number;
    whole = (double)(int64_t)number;
    rest = number - whole;
    return copysign(whole + (rest >= 0.5) - (rest <= -0.5), number);
}

long long llround(double number)
{
    return (long long)round(number);
}
