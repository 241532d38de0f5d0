#include "check/exact.h"

#include "story.h"

static const char golden_log[] = "[  0.000] begin\n"
                                 "[  0.200] tick\n"
                                 "[  0.400] tock\n"
                                 "[  0.600] end\n";

static const char *golden_bytes = golden_log;
static struct transcript golden, no_errors;
static struct child child;
static struct verdict verdict;

static void judge_with(const char *log, const char *errors, const struct transcript *error_golden)
{
    struct exact_goldens goldens = { &golden, error_golden, NULL };
    struct transcript_error error;

    ASSERT_EQ(transcript_parse(&golden, "golden", golden_bytes, strlen(golden_bytes),
                               TRANSCRIPT_GOLDEN_LOG, &error),
              0);
    if (child.end == CHILD_NOT_RUN)
        child.end = CHILD_ENDED;
    child.log = (char *)log;
    child.log_size = strlen(log);
    child.errors = (char *)errors;
    child.errors_size = strlen(errors);
    exact_judge(&child, &goldens, 0, &verdict);
}

static void judge(const char *log)
{
    judge_with(log, "", &no_errors);
}

static void assert_side(const struct verdict_side *side, const char *text)
{
    ASSERT_EQ(side->present, text != NULL);
    if (text)
        ASSERT_TRUE(side->length == strlen(text) && memcmp(side->text, text, side->length) == 0);
}

static void assert_difference(const char *log, enum difference difference, const char *expected,
                              const char *actual, size_t later)
{
    judge(log);
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_STR_EQ(difference_name(verdict.difference), difference_name(difference));
    assert_side(&verdict.expected, expected);
    assert_side(&verdict.actual, actual);
    ASSERT_EQ(verdict.later, later);
    transcript_free(&golden);
}

TEST(equal_bytes_pass)
{
    judge(golden_log);
    ASSERT_EQ(verdict.kind, VERDICT_PASSED);
    ASSERT_TRUE(exact_same_log(&child, &golden));
    transcript_free(&golden);
}

TEST(different_text_fails)
{
    assert_difference("[  0.000] begin\n[  0.200] tick\n[  0.400] tack\n[  0.600] end\n",
                      DIFFERENCE_WRONG_TEXT, "tock", "tack", 0);
}

TEST(different_blank_fails)
{
    assert_difference("[  0.000] begin\n[  0.200] tick\n[  0.400] tock \n[  0.600] end\n",
                      DIFFERENCE_WRONG_TEXT, "tock", "tock ", 0);
}

TEST(remark_or_elision_is_compared_as_text)
{
    assert_difference("[  0.000] begin\n[  0.200] tick\n...\n[  0.600] end\n",
                      DIFFERENCE_WRONG_TEXT, "tock", "...", 0);
    assert_difference(
        "[  0.000] begin\n[  0.200] tick  \xe2\x86\x90 nice\n[  0.400] tock\n[  0.600] end\n",
        DIFFERENCE_WRONG_TEXT, "tick", "tick  \xe2\x86\x90 nice", 0);
}

TEST(a_missing_line_fails)
{
    assert_difference("[  0.000] begin\n[  0.400] tock\n[  0.600] end\n", DIFFERENCE_MISSING_LINE,
                      "tick", "tock", 2);
    assert_difference("[  0.000] begin\n[  0.200] tick\n[  0.400] tock\n", DIFFERENCE_MISSING_LINE,
                      "end", NULL, 0);
    assert_difference("", DIFFERENCE_MISSING_LINE, "begin", NULL, 3);
}

TEST(an_extra_line_fails)
{
    assert_difference(
        "[  0.000] begin\n[  0.100] tack\n[  0.200] tick\n[  0.400] tock\n[  0.600] end\n",
        DIFFERENCE_EXTRA_LINE, "tick", "tack", 3);
    assert_difference(
        "[  0.000] begin\n[  0.200] tick\n[  0.400] tock\n[  0.600] end\n[  0.600] really\n",
        DIFFERENCE_EXTRA_LINE, NULL, "really", 0);
}

TEST(swapped_lines_fail)
{
    assert_difference("[  0.000] begin\n[  0.200] tock\n[  0.400] tick\n[  0.600] end\n",
                      DIFFERENCE_OUT_OF_ORDER, "tick", "tock", 1);
}

TEST(line_is_late_when_the_next_one_overtakes_it)
{
    judge("[  0.000] begin\n[  0.400] tock\n[  0.440] tick\n[  0.600] end\n");
    ASSERT_STR_EQ(difference_name(verdict.difference), "too late");
    ASSERT_STR_EQ(verdict.message, "too late: line 3 at 0.440, due at 0.200");
    assert_side(&verdict.expected, "tick");
    assert_side(&verdict.actual, "tick");
    transcript_free(&golden);
}

TEST(line_is_missing_when_only_its_namesake_comes)
{
    golden_bytes =
        "[  0.000] begin\n[  0.100] tick\n[  0.200] tock\n[  0.300] tack\n[  0.400] tick\n";
    judge("[  0.000] begin\n[  0.200] tock\n[  0.300] tack\n[  0.400] tick\n");
    ASSERT_STR_EQ(difference_name(verdict.difference), "missing line");
    transcript_free(&golden);
}

TEST(different_time_fails)
{
    assert_difference("[  0.000] begin\n[  0.201] tick\n[  0.401] tock\n[  0.601] end\n",
                      DIFFERENCE_TOO_LATE, "tick", "tick", 2);
    assert_difference("[  0.000] begin\n[  0.199] tick\n[  0.400] tock\n[  0.600] end\n",
                      DIFFERENCE_TOO_EARLY, "tick", "tick", 0);
}

TEST(different_beginning_fails)
{
    assert_difference("[  0.100] begin\n[  0.300] tick\n[  0.500] tock\n[  0.700] end\n",
                      DIFFERENCE_TOO_LATE, "begin", "begin", 3);
}

TEST(malformed_transcript_fails)
{
    judge("[  0.000] begin\n[  0.200] ti\xff\n");
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_TRUE(strstr(verdict.message, "this run:2") != NULL);
    transcript_free(&golden);
}

TEST(the_event_of_the_line_is_found)
{
    struct story story = { 0 };
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_line(&story, main, 0, "begin");
    story_line(&story, main, 200, "tick\nwith a second line");
    story_line(&story, main, 400, "tack");
    child.stream = story.stream;
    judge("[  0.000] begin\n[  0.200] tick\nwith a second line\n[  0.400] tack\n");
    ASSERT_EQ(verdict.difference, DIFFERENCE_WRONG_TEXT);
    ASSERT_STR_EQ(verdict.actual.event->text, "tick\nwith a second line");
    ASSERT_TRUE(verdict.actual.stream == &child.stream);
    transcript_free(&golden);
    stream_free(&story.stream);
}

TEST(words_on_stderr_fail_unless_they_are_golden)
{
    struct transcript_error error;
    struct transcript errors;

    judge_with(golden_log, "lost error\n", &no_errors);
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_EQ(verdict.difference, DIFFERENCE_STDERR);
    ASSERT_STR_EQ(verdict.message, "it prints on stderr, and its golden does not");
    transcript_free(&golden);

    ASSERT_EQ(transcript_parse(&errors, "errors", "lost error\n", 11, TRANSCRIPT_UNSTAMPED, &error),
              0);
    judge_with(golden_log, "lost error\n", &errors);
    ASSERT_EQ(verdict.kind, VERDICT_PASSED);
    transcript_free(&golden);
    judge_with(golden_log, "found error\n", &errors);
    ASSERT_EQ(verdict.difference, DIFFERENCE_STDERR);
    ASSERT_STR_EQ(verdict.message, "its output on stderr differs from its golden");
    transcript_free(&golden);
    judge_with(golden_log, "", &errors);
    ASSERT_EQ(verdict.difference, DIFFERENCE_STDERR);
    transcript_free(&golden);
    transcript_free(&errors);
}

TEST(ending_is_reported_before_the_transcript)
{
    child.end = CHILD_TIMED_OUT;
    judge("[  0.000] begin\n[  0.2");
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_EQ(verdict.difference, DIFFERENCE_ENDLESS);
    assert_side(&verdict.expected, "tick");
    assert_side(&verdict.actual, NULL);
    transcript_free(&golden);
}

/* ---- The golden's file ---- */

static void judge_golden(const char *lines, const char *log)
{
    struct exact_goldens goldens = { &golden, &no_errors, NULL };
    struct transcript_error error;

    ASSERT_EQ(
        transcript_parse(&golden, "golden", lines, strlen(lines), TRANSCRIPT_GOLDEN_LOG, &error),
        0);
    child.end = CHILD_ENDED;
    child.log = (char *)log;
    child.log_size = strlen(log);
    exact_judge(&child, &goldens, 0, &verdict);
}

static void assert_whole(const struct verdict_side *side, const char *text)
{
    char whole[64];

    snprintf(whole, sizeof whole, "%.*s", (int)side->whole_length, side->whole);
    ASSERT_STR_EQ(whole, text);
}

TEST(a_damaged_stamp_of_the_golden_is_kept_as_it_is)
{
    judge_golden("[  0.000] a\n[  0,200] b\n", "[  0.000] a\n[  0.200] b\n");
    ASSERT_STR_EQ(verdict.message, "wrong text: line 2 of the golden has no valid stamp");
    ASSERT_TRUE(verdict.expected.unstamped);
    assert_whole(&verdict.expected, "[  0,200] b");
    assert_whole(&verdict.actual, "[  0.200] b");
    transcript_free(&golden);
}

TEST(stamp_with_a_different_spelling_is_a_different_text)
{
    judge_golden("[  0.000] a\n[ 0.200] b\n", "[  0.000] a\n[  0.200] b\n");
    ASSERT_STR_EQ(difference_name(verdict.difference), difference_name(DIFFERENCE_WRONG_TEXT));
    ASSERT_STR_EQ(verdict.message,
                  "wrong text: line 2 of the golden spells its stamp in another way");
    transcript_free(&golden);
}

TEST(different_time_is_reported_with_the_expected_time)
{
    judge_golden("[  0.000] a\n[  0.200] b\n", "[  0.000] a\n[  0.300] b\n");
    ASSERT_STR_EQ(verdict.message, "too late: line 2 at 0.300, due at 0.200");
    transcript_free(&golden);
    judge_golden("[  0.000] a\n[  0.200000001] b\n", "[  0.000] a\n[  0.200] b\n");
    ASSERT_STR_EQ(verdict.message, "too early: line 2 at 0.200000000, due at 0.200000001");
    transcript_free(&golden);
}

TEST(the_line_of_the_golden_is_noted)
{
    judge_golden("[  0.000] a\n[  0.200] b\n", "[  0.000] a\n[  0.200] c\n");
    ASSERT_EQ(verdict.golden.line, 2);
    ASSERT_EQ(verdict.golden.part, GOLDEN_LOG);
    transcript_free(&golden);
    /* The extra line comes behind the last one. */
    judge_golden("[  0.000] a\n[  0.200] b\n", "[  0.000] a\n[  0.200] b\n[  0.300] c\n");
    ASSERT_EQ(verdict.golden.line, 2);
    transcript_free(&golden);
    judge_with(golden_log, "error\n", &no_errors);
    ASSERT_EQ(verdict.golden.part, GOLDEN_ERRORS);
    ASSERT_EQ(verdict.golden.line, 0);
    transcript_free(&golden);
}
