#include "check/exact_events.h"

#include "run/events_text.h"
#include "tree.h"

#define BEGIN "events 1\n0 main is made by the loop\n"
#define END "0 main ends\n0 the run ends\n"

static struct child run;
static struct golden_events golden;
static struct verdict verdict;

static void read_text(struct stream *stream, const char *text)
{
    struct events_damage damage;

    ASSERT_EQ(stream_read_text(stream, text, strlen(text), &damage), 0);
}

/* Judge a run with these events by this golden. */
static void judge(const char *expected, const char *actual)
{
    struct transcript_error error;

    ASSERT_EQ(transcript_parse(&golden.text, "golden", expected, strlen(expected),
                               TRANSCRIPT_UNSTAMPED, &error),
              0);
    read_text(&golden.stream, expected);
    golden.exists = true;
    read_text(&run.stream, actual);
    run.end = CHILD_ENDED;
    child_tell(&run);
    ASSERT_STR_EQ(run.events, actual);
    exact_events_judge(&run, &golden, &verdict);
}

static void end(void)
{
    child_free(&run);
    golden_events_free(&golden);
}

TEST(same_events_pass)
{
    judge(BEGIN END, BEGIN END);
    ASSERT_EQ(verdict.kind, VERDICT_PASSED);
    ASSERT_STR_EQ(verdict.message, "");
    end();
}

TEST(other_events_fail_a_run_that_passed)
{
    judge(BEGIN "0 main takes lock-1\n" END, BEGIN END);
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_STR_EQ(verdict.message, "missing event: at 0 s main did not take lock-1");
    ASSERT_EQ(verdict.golden.part, GOLDEN_EVENTS);
    ASSERT_EQ(verdict.golden.line, 3);
    ASSERT_TRUE(verdict.expected.whole &&
                strncmp(verdict.expected.whole, "0 main takes lock-1\n", 20) == 0);
    ASSERT_TRUE(verdict.actual.whole && strncmp(verdict.actual.whole, "0 main ends\n", 12) == 0);
    end();
}

TEST(other_events_explain_a_run_that_failed)
{
    verdict.kind = VERDICT_FAILED;
    verdict_say(&verdict, "deadlock.");
    judge(BEGIN "0 main takes lock-1\n" END, BEGIN END);
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_STR_EQ(verdict.message, "deadlock; before that, at 0 s main did not take lock-1");
    ASSERT_EQ(verdict.golden.part, GOLDEN_LOG);
    end();
}

TEST(another_line_explains_nothing_more)
{
    verdict.kind = VERDICT_FAILED;
    verdict_say(&verdict, "wrong text");
    judge(BEGIN "0 main prints x\n" END, BEGIN "0 main prints y\n" END);
    ASSERT_STR_EQ(verdict.message, "wrong text");
    end();
}

/* A verdict about a line of the log, which is due at `due` nanoseconds. */
static void fail_by_line(int64_t due, int64_t came)
{
    verdict.kind = VERDICT_FAILED;
    verdict.difference = DIFFERENCE_TOO_EARLY;
    verdict.expected = (struct verdict_side){ .present = true, .time = due };
    verdict.actual = (struct verdict_side){ .present = true, .time = came };
    verdict_say(&verdict, "too early: line 1");
}

TEST(missing_wait_is_told_before_the_line_in_its_place)
{
    fail_by_line(500000000, 0);
    judge(BEGIN "0 main sleeps until 0.5\n0.5 main is woken after 0.5\n0.5 main prints x\n"
                "0.5 main ends\n0.5 the run ends\n",
          BEGIN "0 main prints x\n" END);
    ASSERT_EQ(verdict.difference, DIFFERENCE_MISSING_EVENT);
    ASSERT_STR_EQ(verdict.message,
                  "missing event: at 0 s main did not sleep; then too early: line 1");
    ASSERT_EQ(verdict.golden.part, GOLDEN_EVENTS);
    ASSERT_EQ(verdict.golden.line, 3);
    end();
}

TEST(event_after_the_line_explains_nothing)
{
    fail_by_line(0, 0);
    judge(BEGIN "0.5 main takes lock-1\n0.5 main ends\n0.5 the run ends\n",
          BEGIN "0.5 main ends\n0.5 the run ends\n");
    ASSERT_EQ(verdict.difference, DIFFERENCE_TOO_EARLY);
    ASSERT_STR_EQ(verdict.message, "too early: line 1");
    end();
}

TEST(run_without_a_golden_of_events_is_not_judged)
{
    judge(BEGIN END, BEGIN END);
    golden.exists = false;
    run.events[0] = '?';
    exact_events_judge(&run, &golden, &verdict);
    ASSERT_EQ(verdict.kind, VERDICT_PASSED);
    end();
}
