#include "check/ending.h"

#include "story.h"

#include <signal.h>
#include <string.h>

static struct child child;
static struct verdict verdict;

static void assert_judged(bool decided, enum verdict_kind kind, enum difference difference,
                          const char *message)
{
    ASSERT_EQ(ending_judge(&child, 0, &verdict), decided);
    ASSERT_EQ(verdict.kind, kind);
    ASSERT_EQ(verdict.difference, difference);
    if (!strstr(verdict.message, message))
        ASSERT_STR_EQ(verdict.message, message);
}

static void end(int code, int exit_code, const char *message)
{
    child.end = CHILD_ENDED;
    child.result = (struct run_result){ .code = code, .exit_code = exit_code };
    strcpy(child.result.message, message);
}

TEST(expected_ending_has_no_verdict)
{
    end(0, 0, "");
    assert_judged(false, VERDICT_PASSED, DIFFERENCE_NONE, "");
}

TEST(deadlock_is_reported)
{
    char errors[] = "DEADLOCK";

    end(-EDEADLK, 3, "");
    child.errors = errors;
    child.errors_size = strlen(errors);
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_DEADLOCK, "deadlock");
    ASSERT_EQ(verdict.stderr_size, 8);
}

TEST(deadlock_may_be_expected)
{
    end(-EDEADLK, 3, "");
    ASSERT_TRUE(!ending_judge(&child, 3, &verdict));
}

TEST(livelock_is_reported)
{
    end(-ELOOP, 3, "");
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_LIVELOCK, "livelock");
}

TEST(missing_deadlock_is_reported_when_one_is_expected)
{
    end(0, 0, "");
    ASSERT_TRUE(ending_judge(&child, 3, &verdict));
    ASSERT_EQ(verdict.difference, DIFFERENCE_EXIT_CODE);
    ASSERT_STR_EQ(verdict.message, "it ended with exit code 0, expected 3");
}

TEST(run_with_an_error_of_the_program_fails)
{
    end(-ETIMEDOUT, 5, "main failed with TimeoutError: the time limit has passed.");
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_EXIT_CODE,
                  "main failed with TimeoutError: the time limit has passed");
}

TEST(error_of_main_is_reported_with_its_time_and_place)
{
    struct story story = { 0 };

    story_task(&story, 0, "main", 0, 0);
    story_add(
        &story,
        &(struct event){ .kind = EVENT_TASK_END, .task = 1, .result = -EDEADLK, .time = 300 * MS });
    child.stream = story.stream;
    end(-EDEADLK, 5, "main failed with RuntimeError: it would wait for ever.");
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_EXIT_CODE,
                  "main failed with RuntimeError: it would wait for ever; main ended at 0.300 with "
                  "RuntimeError, at demo.c:2");
    stream_free(&story.stream);
}

TEST(error_of_the_system_is_a_broken_case)
{
    end(-ENOMEM, 5, "The run could not go on: there is no memory left.");
    assert_judged(true, VERDICT_BROKEN, DIFFERENCE_RESOURCES, "there is no memory left");
    end(-EMFILE, 5, "The run could not go on: the process has no descriptor left.");
    assert_judged(true, VERDICT_BROKEN, DIFFERENCE_RESOURCES, "no descriptor left");
    end(0, 5, "The log could not be written: No space left on device.");
    assert_judged(true, VERDICT_BROKEN, DIFFERENCE_RESOURCES, "No space left");
}

TEST(crash_is_reported_with_its_signal)
{
    child.end = CHILD_SIGNALLED;
    child.status = SIGSEGV;
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_CRASHED, "signal 11");
}

TEST(run_that_prints_for_ever_does_not_end)
{
    static char log[] = "[  0.100] tick\n[ 12.300] tick\n[ 12.4";

    child.end = CHILD_SIGNALLED;
    child.status = SIGXFSZ;
    child.ends_at = 400000000;
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_ENDLESS,
                  "it does not end: its golden ends at 0.400");
    child.log = log;
    child.log_size = strlen(log);
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_ENDLESS,
                  "it does not end: its golden ends at 0.400; its last line is at 12.300");
}

TEST(exit_in_the_middle_is_reported)
{
    child.end = CHILD_EXITED;
    child.status = 7;
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_CRASHED, "exit code 7");
}

TEST(run_that_took_too_long_is_reported)
{
    child.end = CHILD_TIMED_OUT;
    child.time_limit = INT64_C(22000000000);
    child.ends_at = 400000000;
    assert_judged(true, VERDICT_FAILED, DIFFERENCE_ENDLESS,
                  "it does not end: its golden ends at 0.400, and after 22 s of real time it "
                  "was killed");
}

TEST(refusal_of_the_system_is_reported_by_its_name)
{
    static const struct {
        int code;
        const char *message;
    } rows[] = {
        { -EMFILE, "no descriptor is left to run it" },
        { -ENFILE, "no descriptor is left to run it" },
        { -EAGAIN, "no process is left to run it" },
        { -ENOMEM, "no memory is left to run it" },
        { -EPROTO, "the report of its run was cut short" },
        { -EPERM, "the system refused to run it" },
    };

    child.end = CHILD_REFUSED;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        child.status = rows[i].code;
        assert_judged(true, VERDICT_BROKEN, DIFFERENCE_RESOURCES, rows[i].message);
    }
}

TEST(a_real_run_that_could_not_be_recorded_is_not_judged)
{
    end(0, 0, "");
    child.clock = CO_CLOCK_REAL;
    child.record.failed = true;
    assert_judged(true, VERDICT_BROKEN, DIFFERENCE_RESOURCES, "no memory is left");
}

TEST(case_that_did_not_run_is_skipped)
{
    assert_judged(true, VERDICT_SKIPPED, DIFFERENCE_NONE, "not run");
}
