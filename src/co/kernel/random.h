/* The generator by itself, for the loop and for searching seeds. */
#ifndef CO_RANDOM_H
#define CO_RANDOM_H

#include <stdint.h>

void random_seed(uint64_t state[4], uint64_t seed);
uint64_t random_next(uint64_t state[4]);
/* Uniform in [0, 1), in steps of 2^-53. */
double random_unit(uint64_t state[4]);

#endif
