#include "check/golden_match.h"

#include "run_text.h"
#include "test.h"

static const int64_t MILLISECOND = 1000000;

static struct golden_file file;
static struct shell_run run;
static struct golden_match match;
static struct golden_limits limits = { 50000000, 50000000, -1 };

/* The golden without its first line. */
static enum difference compare(const char *golden, const char *output)
{
    struct transcript_error error = { 0 };
    static char text[4096];

    golden_file_free(&file);
    shell_run_free(&run);
    snprintf(text, sizeof text, "$ command\n%s", golden);
    golden_file_parse(&file, "golden", text, strlen(text), &error);
    ASSERT_STR_EQ(error.message, "");
    run = run_text(output);
    ASSERT_EQ(golden_match(&file, &run.output, &limits, &match), 0);
    return match.kind;
}

/* Where the difference is: the line of the golden, 0 for its end, and the index of the run's. */
static void assert_place(size_t expected, long actual, size_t lines)
{
    ASSERT_EQ(match.expected ? match.expected->number : 0, expected);
    ASSERT_EQ(match.actual ? match.actual - run.output.lines : -1, actual);
    ASSERT_EQ(match.lines, lines);
}

static void end(void)
{
    golden_file_free(&file);
    shell_run_free(&run);
    limits = (struct golden_limits){ 50 * MILLISECOND, 50 * MILLISECOND, -1 };
}

TEST(same_lines_at_the_same_time_agree)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.100] b\n", "7 a\n7.1 b\n"), DIFFERENCE_NONE);
    ASSERT_EQ(match.matched, 2);
    ASSERT_EQ(compare("", ""), DIFFERENCE_NONE);
    end();
}

TEST(another_text_is_found)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.100] b\n[  0.100] c\n", "0 a\n0.1 x\n0.1 c\n"),
              DIFFERENCE_WRONG_TEXT);
    assert_place(3, 1, 1);
    end();
}

TEST(missing_lines_are_found)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.000] b\n[  0.000] c\n", "0 a\n0 c\n"),
              DIFFERENCE_MISSING_LINE);
    assert_place(3, 1, 1);
    ASSERT_EQ(compare("[  0.000] a\n[  0.000] b\n[  0.000] c\n", "0 a\n"), DIFFERENCE_MISSING_LINE);
    assert_place(3, -1, 2);
    ASSERT_EQ(compare("[  0.000] a\n", ""), DIFFERENCE_MISSING_LINE);
    assert_place(2, -1, 1);
    end();
}

TEST(extra_lines_are_found)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.000] b\n", "0 a\n0 x\n0 b\n"), DIFFERENCE_EXTRA_LINE);
    assert_place(3, 1, 1);
    ASSERT_EQ(compare("[  0.000] a\n", "0 a\n0 x\n0 y\n"), DIFFERENCE_EXTRA_LINE);
    assert_place(0, 1, 2);
    end();
}

TEST(lines_that_changed_places_are_found)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.000] b\n[  0.200] c\n", "0 a\n0.1 c\n0.2 b\n"),
              DIFFERENCE_OUT_OF_ORDER);
    assert_place(3, 1, 1);
    ASSERT_EQ(match.beyond, 200 * MILLISECOND);
    end();
}

TEST(late_line_is_found_and_not_the_lines_behind_it)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.100] b\n[  0.200] c\n", "0 a\n0.4 b\n0.5 c\n"),
              DIFFERENCE_TOO_LATE);
    assert_place(3, 1, 1);
    ASSERT_EQ(match.beyond, 300 * MILLISECOND);
    ASSERT_EQ(match.expected_step, 100 * MILLISECOND);
    ASSERT_EQ(match.actual_step, 400 * MILLISECOND);
    ASSERT_EQ(compare("[  0.000] a\n[  0.100] b\n[  0.200] c\n", "0 a\n0.14 b\n0.28 c\n"),
              DIFFERENCE_NONE);
    ASSERT_EQ(match.lateness, 40 * MILLISECOND);
    end();
}

TEST(early_line_is_found)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.300] b\n", "0 a\n0.1 b\n"), DIFFERENCE_TOO_EARLY);
    assert_place(3, 1, 1);
    ASSERT_EQ(match.beyond, 200 * MILLISECOND);
    ASSERT_EQ(match.from, 0);
    end();
}

/* If the first line is late, the others are not early: the first one sets zero. */
TEST(line_on_time_after_a_late_one_is_not_early)
{
    ASSERT_EQ(compare("[  0.000] a\n[  0.100] b\n[  0.200] c\n", "0 a\n0.149 b\n0.2 c\n"),
              DIFFERENCE_NONE);
    ASSERT_EQ(compare("[  0.000] a\n[  0.010] b\n", "60 a\n60.01 b\n"), DIFFERENCE_NONE);
    end();
}

TEST(start_has_a_limit_if_the_file_says_so)
{
    limits.start = 100 * MILLISECOND;
    ASSERT_EQ(compare("[  0.000] a\n", "0.1 a\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare("[  0.000] a\n", "0.3 a\n"), DIFFERENCE_TOO_LATE);
    ASSERT_TRUE(match.is_start);
    ASSERT_EQ(match.beyond, 200 * MILLISECOND);
    end();
}

TEST(line_without_a_stamp_is_not_judged_by_its_time)
{
    ASSERT_EQ(compare("[  0.000] a\nb\n[  0.100] c\n", "0 a\n5 b\n0.1 c\n"), DIFFERENCE_NONE);
    end();
}

TEST(elision_stands_for_any_lines)
{
    ASSERT_EQ(compare("\na\n...\nd\n", "0 a\n0 b\n0 c\n0 d\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare("[  0.000] a\n...\n", "0 a\n0 b\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare("...\n", ""), DIFFERENCE_NONE);
    ASSERT_EQ(compare("...\n[  0.000] b\n...\n[  0.000] d\n", "0 a\n0 b\n0 b\n0 c\n0 d\n"),
              DIFFERENCE_NONE);
    ASSERT_EQ(compare("...\n[  0.000] x\n", "0 a\n0 b\n"), DIFFERENCE_WRONG_TEXT);
    assert_place(3, 1, 1);
    ASSERT_EQ(compare("...\n[  0.000] x\n", ""), DIFFERENCE_MISSING_LINE);
    end();
}

TEST(elision_of_stdout_does_not_hide_stderr)
{
    ASSERT_EQ(compare("...\n", "0 a\n0! oops\n"), DIFFERENCE_EXTRA_LINE);
    ASSERT_TRUE(match.actual->is_error);
    ASSERT_EQ(compare("...\n! ...\n", "0 a\n0! oops\n"), DIFFERENCE_NONE);
    end();
}

TEST(marked_lines_come_in_any_order)
{
    static const char golden[] = "[  0.000] a\n~ [  0.100] b\n~ [  0.200] c\n~ ? [  0.300] {*}\n";

    ASSERT_EQ(compare(golden, "0 a\n0.1 b\n0.2 c\n0.3 d\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 a\n0.1 d\n0.2 b\n0.3 c\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 a\n0.1 c\n0.2 c\n0.3 b\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 a\n0.1 c\n0.2 c\n0.3 c\n"), DIFFERENCE_WRONG_TEXT);
    ASSERT_TRUE(match.is_unordered);
    assert_place(3, 3, 1);
    ASSERT_EQ(compare(golden, "0 a\n0.1 c\n0.2 b\n"), DIFFERENCE_MISSING_LINE);
    ASSERT_EQ(compare(golden, "0 a\n0.1 d\n0.2 b\n0.9 c\n"), DIFFERENCE_TOO_LATE);
    end();
}

/* The first pattern fits both lines, the second one only the first line. */
TEST(marked_patterns_find_their_places)
{
    ASSERT_EQ(compare("~ ? {*}\n~ ? {int}\n", "0 12\n0 x\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare("~ ? {*}\n~ ? {int}\n", "0 y\n0 x\n"), DIFFERENCE_WRONG_TEXT);
    end();
}

TEST(captures_hold_for_later_lines_and_both_streams)
{
    static const char golden[] = "? port {int:port}\n! ? warning {=port}\n";

    ASSERT_EQ(compare(golden, "0 port 80\n0! warning 80\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 port 80\n0! warning 81\n"), DIFFERENCE_WRONG_TEXT);
    assert_place(3, 1, 1);
    ASSERT_EQ(compare("! ? port {int:port}\n? warning {=port}\n", "0 warning 80\n0! port 80\n"),
              DIFFERENCE_NONE);
    end();
}

/* Two pipes do not tell which of two lines was written first. */
TEST(streams_keep_their_own_order_alone)
{
    static const char golden[] = "[  0.000] a\n! [  0.000] x\n[  0.000] b\n! [  0.000] y\n";

    ASSERT_EQ(compare(golden, "0 a\n0 b\n0! x\n0! y\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 a\n0 b\n0! y\n0! x\n"), DIFFERENCE_OUT_OF_ORDER);
    ASSERT_EQ(compare(golden, "0 a\n0 b\n0.2! x\n0.2! y\n"), DIFFERENCE_TOO_LATE);
    end();
}

TEST(first_difference_of_both_streams_counts)
{
    static const char golden[] = "[  0.000] a\n! [  0.000] x\n[  0.000] b\n";

    ASSERT_EQ(compare(golden, "0 a\n0! y\n0 c\n"), DIFFERENCE_WRONG_TEXT);
    assert_place(3, 1, 1);
    ASSERT_EQ(compare(golden, "0 c\n0! y\n0 b\n"), DIFFERENCE_WRONG_TEXT);
    assert_place(2, 0, 1);
    end();
}

TEST(newline_at_the_end_is_part_of_the_text)
{
    ASSERT_EQ(compare("\na\n", "0 a"), DIFFERENCE_WRONG_TEXT);
    ASSERT_TRUE(match.is_newline);
    ASSERT_EQ(compare("? a{no newline}\n", "0 a"), DIFFERENCE_NONE);
    ASSERT_EQ(compare("? a{no newline}\n", "0 a\n"), DIFFERENCE_WRONG_TEXT);
    ASSERT_TRUE(match.is_newline);
    end();
}

TEST(stamps_of_the_command_are_judged_in_place_of_the_arrival)
{
    static const char golden[] = "stamps own\n[23:59:59.900] a\n[00:00:00.100] b\nc\n";

    ASSERT_EQ(compare(golden, "0 [11:00:00.000] a\n9 [11:00:00.200] b\n9 c\n"), DIFFERENCE_NONE);
    ASSERT_EQ(compare(golden, "0 [11:00:00.000] a\n0.2 [11:00:00.500] b\n0 c\n"),
              DIFFERENCE_TOO_LATE);
    ASSERT_EQ(compare(golden, "0 [11:00:00.000] a\n0.2 b\n0 c\n"), DIFFERENCE_WRONG_TEXT);
    ASSERT_TRUE(match.is_unstamped);
    end();
}

/* Lines that were not kept can only be left out. */
TEST(gap_is_for_elisions_alone)
{
    compare("\na\n...\n", "0 a\n0 b\n");
    run.output.lines[1].is_gap = true;
    ASSERT_EQ(golden_match(&file, &run.output, &limits, &match), 0);
    ASSERT_EQ(match.kind, DIFFERENCE_NONE);
    compare("\na\n? {*}\n", "0 a\n0 b\n");
    ASSERT_EQ(match.kind, DIFFERENCE_NONE);
    run.output.lines[1].is_gap = true;
    ASSERT_EQ(golden_match(&file, &run.output, &limits, &match), 0);
    ASSERT_EQ(match.kind, DIFFERENCE_WRONG_TEXT);
    end();
}
