#include "check/duration.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* From here on, three digits would be rounded to 1e+03 of the smaller unit. */
static const int64_t first_second = 999500000, first_millisecond = 999500;

const char *duration_words(char buffer[DURATION_MAX], int64_t nanoseconds)
{
    int64_t size = nanoseconds < 0 ? -nanoseconds : nanoseconds;

    if (size >= first_second)
        snprintf(buffer, DURATION_MAX, "%.4g s", (double)nanoseconds / 1e9);
    else if (size >= first_millisecond)
        snprintf(buffer, DURATION_MAX, "%.3g ms", (double)nanoseconds / 1e6);
    else if (size)
        snprintf(buffer, DURATION_MAX, "%.3g us", (double)nanoseconds / 1e3);
    else
        snprintf(buffer, DURATION_MAX, "0 ms");
    return buffer;
}

void moments_words(char one_words[DURATION_MAX], char other_words[DURATION_MAX], int64_t one,
                   int64_t other)
{
    int digits = 0;

    do {
        digits += 3;
        snprintf(one_words, DURATION_MAX, "%.*f", digits, (double)one / 1e9);
        snprintf(other_words, DURATION_MAX, "%.*f", digits, (double)other / 1e9);
    } while (one != other && digits < 9 && strcmp(one_words, other_words) == 0);
}

const char *ordinal_words(char buffer[DURATION_MAX], size_t number)
{
    static const char *const endings[] = { "th", "st", "nd", "rd" };
    bool is_teen = number / 10 % 10 == 1;

    snprintf(buffer, DURATION_MAX, "%zu%s", number,
             endings[number % 10 > 3 || is_teen ? 0 : number % 10]);
    return buffer;
}
