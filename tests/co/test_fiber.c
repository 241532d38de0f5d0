#include "co/kernel/fiber.h"
#include "co/kernel/memory.h"

#include "test.h"

/* From where to where the keepers switch. */
static struct co_fiber *from, *to;
#define SWITCH fiber_switch(from, to)
#include "values.h"

#include <stdio.h>
#include <string.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(bottom, top) 0
#endif

enum { STACK_SIZE = 256 * 1024 };

/* Two fibers of the test, and the thread's own. */
static struct co_fiber thread, fibers[2];
static char *stacks[2];
static int rounds[2];
static const struct keeper *kept;

static void prepare(int which, void (*entry)(void))
{
    if (!stacks[which]) {
        stacks[which] = memory_map(STACK_SIZE);
        ASSERT_TRUE(stacks[which]);
        (void)VALGRIND_STACK_REGISTER(stacks[which], stacks[which] + STACK_SIZE);
    }
    fiber_of_thread(&thread);
    fiber_prepare(&fibers[which], stacks[which], STACK_SIZE, entry);
}

/* Calculates with more values than there are registers, so that some are in registers that a switch
 * has to save. */
__attribute__((noinline)) static double calculate(int seed, struct co_fiber *self,
                                                  struct co_fiber *other)
{
    long a = seed, b = seed + 1, c = seed + 2, d = seed + 3, e = seed + 4, f = seed + 5,
         g = seed + 6, h = seed + 7;
    double p = seed * 0.5, q = seed * 0.25, r = seed * 0.125, s = seed * 2.0;

    for (int i = 0; i < 100; i++) {
        a += b, b += c & 7, c += d & 3, d += e & 7, e += f & 1, f += g & 7, g += h & 3, h += a & 7;
        p += q, q += r, r += s * 0.001, s += p * 0.001;
        if (self)
            fiber_switch(self, other);
    }
    return (double)(a + b + c + d + e + f + g + h) + p + q + r + s;
}

static double from_fiber[2];

static void calculate_in_0(void)
{
    fiber_arrived(&fibers[0]);
    from_fiber[0] = calculate(1000, &fibers[0], &thread);
    fiber_leave(&thread);
}

TEST(switch_keeps_the_values_of_both_sides)
{
    double alone = calculate(1, NULL, NULL), alone_in_fiber = calculate(1000, NULL, NULL);

    prepare(0, calculate_in_0);
    fiber_switch(&thread, &fibers[0]);
    double together = calculate(1, &thread, &fibers[0]);
    ASSERT_NEAR(together, alone, 0);
    ASSERT_NEAR(from_fiber[0], alone_in_fiber, 0);
}

static bool kept_in_fiber;

static void keep_in_0(void)
{
    fiber_arrived(&fibers[0]);
    from = &fibers[0], to = &thread;
    kept_in_fiber = kept->keep(2);
    fiber_leave(&thread);
}

TEST(switch_keeps_values_of_each_kind)
{
    for (kept = keepers; kept < keepers + KEEPERS; kept++) {
        test_note("%s", kept->name);
        if (!is_possible(kept))
            continue;
        prepare(0, keep_in_0);
        fiber_switch(&thread, &fibers[0]);
        from = &thread, to = &fibers[0];
        ASSERT_TRUE(kept->keep(1));
        ASSERT_TRUE(kept_in_fiber);
    }
}

static void count_in_0(void)
{
    fiber_arrived(&fibers[0]);
    for (;;) {
        rounds[0]++;
        fiber_switch(&fibers[0], &fibers[1]);
    }
}

static void count_in_1(void)
{
    fiber_arrived(&fibers[1]);
    for (;;) {
        rounds[1]++;
        fiber_switch(&fibers[1], rounds[1] < 1000 ? &fibers[0] : &thread);
    }
}

TEST(fibers_can_switch_to_each_other_without_the_thread)
{
    prepare(0, count_in_0);
    prepare(1, count_in_1);
    fiber_switch(&thread, &fibers[0]);
    ASSERT_EQ(rounds[0], 1000);
    ASSERT_EQ(rounds[1], 1000);
}

static char printed[64];
static uintptr_t aligned_address;

static void print_in_0(void)
{
    char buffer[64] __attribute__((aligned(16)));

    fiber_arrived(&fibers[0]);
    /* Needs a stack that is aligned as the calling convention wants it. */
    snprintf(buffer, sizeof buffer, "%.3f %s %Lf", 1.5, "text", 2.0L);
    aligned_address = (uintptr_t)buffer;
    strcpy(printed, buffer);
    fiber_leave(&thread);
}

TEST(fiber_can_call_the_c_library)
{
    prepare(0, print_in_0);
    fiber_switch(&thread, &fibers[0]);
    ASSERT_STR_EQ(printed, "1.500 text 2.000000");
    ASSERT_EQ(aligned_address % 16, 0);
}

TEST(stack_may_have_any_size_and_end)
{
    for (size_t cut = 0; cut < 64; cut++) {
        test_note("cut by %zu", cut);
        prepare(0, print_in_0);
        fiber_prepare(&fibers[0], stacks[0], STACK_SIZE - cut, print_in_0);
        printed[0] = '\0';
        fiber_switch(&thread, &fibers[0]);
        ASSERT_STR_EQ(printed, "1.500 text 2.000000");
    }
}

static char *lowest;

/* Uses about half of the stack. The sanitizer would have the array elsewhere. */
__attribute__((noinline, no_sanitize_address)) static int dig(int depth)
{
    char here[1024];

    memset(here, depth, sizeof here);
    if (here < lowest)
        lowest = here;
    return depth ? dig(depth - 1) + here[depth % 1024] * 0 : 0;
}

static void dig_in_0(void)
{
    fiber_arrived(&fibers[0]);
    lowest = stacks[0] + STACK_SIZE;
    dig(40);
    fiber_leave(&thread);
}

TEST(function_on_a_fiber_has_its_variables_on_the_fibers_stack)
{
    prepare(0, dig_in_0);
    fiber_switch(&thread, &fibers[0]);
    ASSERT_TRUE(lowest >= stacks[0] && lowest < stacks[0] + STACK_SIZE - 40 * 1024);
}

TEST(stack_can_be_used_again_for_another_fiber)
{
    for (int i = 0; i < 1000; i++) {
        printed[0] = '\0';
        prepare(0, i % 2 ? print_in_0 : dig_in_0);
        fiber_switch(&thread, &fibers[0]);
        ASSERT_EQ(printed[0], i % 2 ? '1' : '\0');
        fiber_release(&fibers[0]);
    }
}
