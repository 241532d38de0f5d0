/*
 * Functions that hold values of each kind over a switch of stacks, more than there are registers
 * for them. If the switch does not save a value of one side, the other side overwrites it.
 *
 * The file that includes this defines SWITCH before, an expression.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { VALUES = 40 }; /* there are at most 32 registers of a kind */

#define EIGHT_VALUES(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7)
#define EACH_VALUE(X)                                                                              \
    EIGHT_VALUES(X, 0) EIGHT_VALUES(X, 1) EIGHT_VALUES(X, 2) EIGHT_VALUES(X, 3) EIGHT_VALUES(X, 4)
#define LOAD_VALUE(octal) value_type value_##octal = in[0##octal];
#define STORE_VALUE(octal) out[0##octal] = value_##octal;

/* `element` is what a vector is made of, `bytes` what counts of a value, `kind` what goes before
 * the function. It holds values made of the pattern while SWITCH is executed, and says whether they
 * are the same afterwards. The arrays are volatile: else the values would be read after the switch.
 * All that SWITCH calls is inlined: else the compiler saves what a call destroys. */
#define KEEPER(name, type, element, bytes, kind)                                                   \
    kind __attribute__((flatten, noinline)) static bool keep_##name(int pattern)                   \
    {                                                                                              \
        typedef type value_type;                                                                   \
        volatile value_type in[VALUES], out[VALUES];                                               \
        bool same = true;                                                                          \
                                                                                                   \
        for (int i = 0; i < VALUES; i++)                                                           \
            in[i] = (value_type){ 0 } + (element)(pattern * VALUES + i);                           \
        EACH_VALUE(LOAD_VALUE)                                                                     \
        SWITCH;                                                                                    \
        EACH_VALUE(STORE_VALUE)                                                                    \
        for (int i = 0; i < VALUES; i++) {                                                         \
            value_type before = in[i], after = out[i];                                             \
                                                                                                   \
            same &= memcmp(&before, &after, bytes) == 0;                                           \
        }                                                                                          \
        return same;                                                                               \
    }

/* The x87 format has 10 bytes of its 16. */
#define LONG_DOUBLE_BYTES (__LDBL_MANT_DIG__ == 64 ? (size_t)10 : sizeof(long double))

typedef float vector_16 __attribute__((vector_size(16)));
KEEPER(integers, long, long, sizeof(long), )
KEEPER(floats, float, float, sizeof(float), )
KEEPER(doubles, double, double, sizeof(double), )
KEEPER(long_doubles, long double, long double, LONG_DOUBLE_BYTES, )
KEEPER(vectors_of_16, vector_16, float, sizeof(vector_16), )

#if defined(__x86_64__)
typedef float vector_32 __attribute__((vector_size(32)));
KEEPER(vectors_of_32, vector_32, float, sizeof(vector_32), __attribute__((target("avx2"))))
#endif

/* See fiber.h on gcc. */
#if defined(__x86_64__) && (defined(__AVX512F__) || defined(__clang__))
#define VALUES_OF_AVX512 1
#include <immintrin.h>

typedef float vector_64 __attribute__((vector_size(64)));
KEEPER(vectors_of_64, vector_64, float, sizeof(vector_64), __attribute__((target("avx512f"))))

/* Each mask is used by an instruction that takes a mask, so that it stays where masks are. */
#define LOAD_MASK(octal)                                                                           \
    __mmask16 mask_##octal = _mm512_cmpeq_epi32_mask(_mm512_set1_epi32(in[0##octal]), lanes);
#define STORE_MASK(octal) sum = _mm512_mask_add_epi32(sum, mask_##octal, sum, lanes);

__attribute__((target("avx512f"), flatten, noinline)) static bool keep_masks(int pattern)
{
    volatile int in[16];
    __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i sum = _mm512_setzero_si512();
    int expected = 0, all;

    for (int i = 0; i < 16; i++) {
        in[i] = (i * 5 + pattern) % 16;
        expected += in[i];
    }
    EIGHT_VALUES(LOAD_MASK, 0)
    EIGHT_VALUES(LOAD_MASK, 1)
    SWITCH;
    EIGHT_VALUES(STORE_MASK, 0)
    EIGHT_VALUES(STORE_MASK, 1)
    all = _mm512_reduce_add_epi32(sum);
    return all == expected;
}
#endif

#if defined(__ARM_FEATURE_SVE)
#include <arm_sve.h>

#define LOAD_PREDICATE(octal) svbool_t mask_##octal = svcmpeq_n_s32(all, lanes, in[0##octal]);
#define STORE_PREDICATE(octal) sum = svadd_s32_m(mask_##octal, sum, lanes);

__attribute__((flatten, noinline)) static bool keep_masks(int pattern)
{
    volatile int in[16];
    svbool_t all = svptrue_b32();
    svint32_t lanes = svindex_s32(0, 1), sum = svdup_n_s32(0);
    int expected = 0, count = (int)svcntw();

    for (int i = 0; i < 16; i++) {
        in[i] = (i * 5 + pattern) % count;
        expected += in[i];
    }
    EIGHT_VALUES(LOAD_PREDICATE, 0)
    EIGHT_VALUES(LOAD_PREDICATE, 1)
    SWITCH;
    EIGHT_VALUES(STORE_PREDICATE, 0)
    EIGHT_VALUES(STORE_PREDICATE, 1)
    return (int)svaddv_s32(all, sum) == expected;
}
#endif

static const struct keeper {
    const char *name;
    bool (*keep)(int pattern);
} keepers[] = {
    { "integers", keep_integers },
    { "floats", keep_floats },
    { "doubles", keep_doubles },
    { "long doubles", keep_long_doubles },
    { "vectors of 16 bytes", keep_vectors_of_16 },
#if defined(__ARM_FEATURE_SVE)
    { "masks", keep_masks },
#endif
#if defined(__x86_64__)
    { "vectors of 32 bytes", keep_vectors_of_32 },
#endif
#if VALUES_OF_AVX512
    { "vectors of 64 bytes", keep_vectors_of_64 },
    { "masks", keep_masks },
#endif
};
enum { KEEPERS = sizeof keepers / sizeof *keepers };

/* Returns whether the processor has registers for them. */
static bool is_possible(const struct keeper *keeper)
{
#if VALUES_OF_AVX512
    if (keeper->keep == keep_vectors_of_64 || keeper->keep == keep_masks)
        return __builtin_cpu_supports("avx512f");
#endif
#if defined(__x86_64__)
    if (keeper->keep == keep_vectors_of_32)
        return __builtin_cpu_supports("avx2");
#endif
    (void)keeper;
    return true;
}

#endif
