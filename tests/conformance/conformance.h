/*
 * asyncio's own test cases, written for this runtime and run on the virtual clock. A case has the
 * name of asyncio's test, so that the list `cases` can refer to it:
 *
 *     CONFORMS(LockTests, test_acquire)                             LockTests.test_acquire
 *     CONFORMS_FOR(_QueueJoinTestMixin, LifoQueue, test_task_done)  _QueueJoinTestMixin[LifoQueue].
 *                                                                       test_task_done
 *     CONFORMS_RUNNING(RunTests, test_asyncio_run_return)           the same without a run around it
 *
 * The body of the first two is the main coroutine of a run, as with ASYNC_TEST.
 */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include "co/scenario.h"

#define CONFORMS(class, test) CONFORMS_AS(class##_##test, #class "." #test)
#define CONFORMS_FOR(class, kind, test)                                                            \
    CONFORMS_AS(class##_##kind##_##test, #class "[" #kind "]." #test)
#define CONFORMS_RUNNING(class, test) CONFORMANCE_CASE(class##_##test, #class "." #test)

#define CONFORMS_AS(identifier, name)                                                              \
    static int identifier##_main(void *nothing);                                                   \
    CONFORMANCE_CASE(identifier, name)                                                             \
    {                                                                                              \
        struct co_coro main = { identifier##_main, NULL, 0, "main", 0, NULL };                     \
                                                                                                   \
        ASSERT_EQ(run(main), 0);                                                                   \
    }                                                                                              \
    static int identifier##_main(void *nothing __attribute__((unused)))

#define CONFORMANCE_CASE(identifier, case_name)                                                    \
    static void identifier##_case(void);                                                           \
    __attribute__((constructor)) static void identifier##_register(void)                           \
    {                                                                                              \
        static struct test_case test = { case_name, identifier##_case, 0 };                        \
        test_register(&test);                                                                      \
    }                                                                                              \
    static void identifier##_case(void)

#endif
