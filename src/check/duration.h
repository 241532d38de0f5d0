/* This module writes times and numbers in words. */
#ifndef CHECK_DURATION_H
#define CHECK_DURATION_H

#include <stddef.h>
#include <stdint.h>

enum { DURATION_MAX = 32 };

/* Returns the buffer with the time in words: "200 ms", "1.5 s", "40 us". */
const char *duration_words(char buffer[DURATION_MAX], int64_t nanoseconds);
/* Write two moments of a run as a log stamps them, with as many digits as distinguish them:
 * "0.220", "0.180". */
void moments_words(char one_words[DURATION_MAX], char other_words[DURATION_MAX], int64_t one,
                   int64_t other);
/* Returns the buffer with the ordinal: "1st", "2nd", ... */
const char *ordinal_words(char buffer[DURATION_MAX], size_t number);

#endif
