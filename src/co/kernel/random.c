/* The loop's random numbers: xoshiro256** 1.0, seeded by splitmix64, by David Blackman and
 * Sebastiano Vigna. */
#include "co/kernel/random.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"

static uint64_t rotate_left(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t word = *state += UINT64_C(0x9e3779b97f4a7c15);

    word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
    return word ^ word >> 31;
}

void random_seed(uint64_t state[4], uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        state[i] = splitmix64(&seed);
}

uint64_t random_next(uint64_t state[4])
{
    uint64_t result = rotate_left(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;

    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate_left(state[3], 45);
    return result;
}

double random_unit(uint64_t state[4])
{
    return (double)(random_next(state) >> 11) * 0x1.0p-53;
}

uint64_t co_random(void)
{
    return co_loop_now ? random_next(co_loop_now->random) : 0;
}

double co_random_uniform(double low, double high)
{
    return co_loop_now ? low + (high - low) * random_unit(co_loop_now->random) : low;
}
