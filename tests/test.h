/*
 * The unit tests' harness. A file tests/FOLDER/test_NAME.c holds cases and nothing of a main():
 *
 *     #include "test.h"
 *
 *     TEST(a_free_lock_is_taken_at_once)
 *     {
 *         ASSERT_EQ(co_lock_acquire(&lock), 0);
 *     }
 *
 * The program prints TAP and exits with 1 when a case failed. Each case runs in a process and a
 * process group of its own, so it may crash, hang or exhaust the process without harm to the
 * others. A case fails when an assertion does, when it ends by a signal or with an exit code (a
 * sanitizer's or Valgrind's verdict), when it takes longer than the time limit, and when it leaves
 * a descriptor open. What it wrote to stdout and stderr is shown when it fails.
 *
 *     test_NAME            all cases
 *     test_NAME WORD...    those whose name contains one of the words
 *     test_NAME --list     their names
 *     test_NAME --short-of-memory [WORD...]
 *                          each case again for each of its allocations by the runtime, which then
 *                          fails: it need not come to what it expects, but has to end by itself,
 *                          without a crash
 *     TEST_TIMEOUT=SECONDS the time limit of a case, 20 if not set
 *     TEST_SEEDS=N         so many random orders of the ready queue, 1,000 if not set
 *
 * The assertions end the case, from whatever thread or coroutine they are called.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>

struct test_case {
    const char *name;
    void (*body)(void);
    struct test_case *next;
};

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void test_register_##name(void)                            \
    {                                                                                              \
        static struct test_case test = { #name, test_##name, 0 };                                  \
        test_register(&test);                                                                      \
    }                                                                                              \
    static void test_##name(void)

/* Integers of any width, pointers excepted. */
#define ASSERT_EQ(actual, expected)                                                                \
    test_integers_equal((long long)(actual), (long long)(expected), #actual, #expected, __FILE__,  \
                        __LINE__)
/* NULL equals NULL alone. */
#define ASSERT_STR_EQ(actual, expected)                                                            \
    test_strings_equal((actual), (expected), #actual, #expected, __FILE__, __LINE__)
#define ASSERT_TRUE(condition) test_true((condition), #condition, __FILE__, __LINE__)
/* Numbers that lie no further apart than `tolerance`. */
#define ASSERT_NEAR(actual, expected, tolerance)                                                   \
    test_numbers_near((actual), (expected), (tolerance), #actual, #expected, __FILE__, __LINE__)

/* Says where a case is, for instance which row of a table: shown with a failure, replaced by the
 * next note. */
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the case as skipped: for what this machine does not let a test do. */
void test_skip(const char *reason) __attribute__((noreturn));

/* Returns whether this is a run of --short-of-memory. Cases that repeat themselves need not do so
 * then. */
bool test_is_short_of_memory(void);

/* An empty folder for the case, made at the first call. It is removed with all that is in it when
 * the case has ended, in whatever way. */
const char *test_folder(void);

/* Behind the macros. */
void test_register(struct test_case *test);
void test_integers_equal(long long actual, long long expected, const char *actual_text,
                         const char *expected_text, const char *file, int line);
void test_strings_equal(const char *actual, const char *expected, const char *actual_text,
                        const char *expected_text, const char *file, int line);
void test_true(bool condition, const char *text, const char *file, int line);
void test_numbers_near(double actual, double expected, double tolerance, const char *actual_text,
                       const char *expected_text, const char *file, int line);

#endif
