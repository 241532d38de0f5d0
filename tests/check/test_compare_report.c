#include "check/compare.h"
#include "check/mojibake.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static const char GOLDEN[] = "[  0.000] a\n[  0.010] b\n[  0.020] c\n[  0.530] d\n";

static void parse_or_fail(struct transcript *into, const char *text)
{
    struct transcript_error error = { 0 };

    transcript_parse(into, "text", text, strlen(text), TRANSCRIPT_FROM_ELSEWHERE, &error);
    ASSERT_STR_EQ(error.message, "");
}

static struct compare_subject subject = { .golden_name = "golden/x.txt",
                                          .transcript_name = "mine.txt" };

static void assert_report(const char *golden_text, const char *text, const char *expected)
{
    struct compare_options options = COMPARE_DEFAULTS;
    struct transcript golden, transcript;
    struct compare_result result;
    char *report = NULL;
    size_t size;
    FILE *out = open_memstream(&report, &size);

    parse_or_fail(&golden, golden_text);
    parse_or_fail(&transcript, text);
    result = compare_transcripts(&golden, &transcript, &options);
    subject.flaws = transcript.flaws;
    compare_report(out, &result, &options, &subject);
    fclose(out);
    ASSERT_STR_EQ(report, expected);
    free(report);
    transcript_free(&golden);
    transcript_free(&transcript);
}

TEST(agreement_is_one_line)
{
    assert_report(GOLDEN, "[0.000] a\n[0.012] b\n[0.020] c\n[0.546] d\n",
                  "mine.txt agrees with golden/x.txt: 4 lines, at most 0 ms early and 14 ms late "
                  "(50 and 50 are allowed).\n");
    assert_report("[  0.000] a\n", "[0.500] a\n",
                  "mine.txt agrees with golden/x.txt: 1 line, at most 0 ms early and 0 ms late "
                  "(50 and 50 are allowed).\n");
}

TEST(report_names_the_parts_that_were_not_compared)
{
    assert_report(
        GOLDEN, "[0.000] a\n...\n[0.520] d\n",
        "mine.txt agrees with golden/x.txt: 2 lines, 2 more not shown, at most 10 ms early "
        "and 0 ms late (50 and 50 are allowed).\n");
    assert_report(
        GOLDEN, "a\nb\nc\nd\n",
        "mine.txt agrees with golden/x.txt: 4 lines. It has no time stamps, so only order and "
        "text were compared.\n");
}

TEST(different_text_is_shown_with_its_first_different_character)
{
    assert_report(GOLDEN, "[0.000] a\n[0.010] \xd0\xb1\n[0.020] c\n[0.530] d\n",
                  "mine.txt differs from golden/x.txt: line 2 has another text.\n"
                  "\n"
                  "  golden         2  [  0.010] b\n"
                  "  transcript     2  [0.010] \xd0\xb1\n"
                  "\n"
                  "The 1 line before is right.\n"
                  "They part at character 1: the golden has \"b\" (U+0062),\n"
                  "the transcript \"\xd0\xb1\" (U+0431).\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(texts_that_look_the_same_are_shown_with_their_difference)
{
    assert_report("[0.0] \xf0\x9f\x94\x92\n", "[0.0] \xf0\x9f\x94\x92 \n",
                  "mine.txt differs from golden/x.txt: line 1 has another text.\n"
                  "\n"
                  "  golden         1  [0.0] \xf0\x9f\x94\x92\n"
                  "  transcript     1  [0.0] \xf0\x9f\x94\x92 \n"
                  "\n"
                  "They part at character 2: the golden has its end,\n"
                  "the transcript a blank (U+0020). Only blanks differ.\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

/* ---- The file ---- */

TEST(an_empty_transcript_is_called_empty)
{
    assert_report("[0.0] a\n", "",
                  "mine.txt differs from golden/x.txt: it is empty.\n"
                  "\n"
                  "  golden         1  [0.0] a\n"
                  "  transcript   end\n"
                  "\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(flaws_of_the_file_are_reported_with_advice)
{
    subject.transcript_name = "my file";
    assert_report(
        "[0.0] a\n[0.0] b\n", "\xef\xbb\xbf[0.0] a\r\n[0.0] b",
        "my file differs from golden/x.txt: the lines are the same, but the file is not.\n"
        "  It begins with a byte order mark.\n"
        "    Take it off:  sed -i '1s/^\\xef\\xbb\\xbf//' 'my file'\n"
        "  Its lines end with CRLF, carriage return and newline, as on Windows.\n"
        "    Take the carriage returns off:  sed -i 's/\\r$//' 'my file'\n"
        "  Its last line has no newline: the end may be missing.\n"
        "    If it is complete:  echo >>'my file'\n"
        "Apart from that it agrees: 2 lines, at most 0 ms early and 0 ms late (50 and 50 are "
        "allowed).\n");
}

TEST(flaws_of_stdin_have_advice_for_a_pipe)
{
    subject.transcript_name = "-";
    assert_report(
        "[0.0] a\n[0.0] b\n", "[0.0] a\r\n[0.0] b",
        "stdin differs from golden/x.txt: the lines are the same, but the file is not.\n"
        "  Its lines end with CRLF, carriage return and newline, as on Windows.\n"
        "    Take the carriage returns off:  | sed 's/\\r$//'\n"
        "  Its last line has no newline: the end may be missing.\n"
        "Apart from that it agrees: 2 lines, at most 0 ms early and 0 ms late (50 and 50 are "
        "allowed).\n");
}

TEST(flaws_and_a_difference_are_both_reported)
{
    assert_report("[0.0] a\n[0.0] b\n", "[0.0] a\r\n[0.0] c\r\n",
                  "mine.txt differs from golden/x.txt: line 2 has another text.\n"
                  "\n"
                  "  golden         2  [0.0] b\n"
                  "  transcript     2  [0.0] c\n"
                  "\n"
                  "  Its lines end with CRLF, carriage return and newline, as on Windows.\n"
                  "    Take the carriage returns off:  sed -i 's/\\r$//' mine.txt\n"
                  "The 1 line before is right.\n"
                  "They part at character 1: the golden has \"b\" (U+0062),\n"
                  "the transcript \"c\" (U+0063).\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(mojibake_is_reported_with_a_sample)
{
    static const struct mojibake found = { "Latin-1", "\xc3\xb0\xc2\x9f", "\xf0\x9f" };

    subject.mojibake = &found;
    assert_report("[0.0] a\n", "a\n",
                  "mine.txt differs from golden/x.txt: the lines are the same, but the file is "
                  "not.\n"
                  "  It is UTF-8 that was read as Latin-1: \"\xc3\xb0\\xc2\\x9f\" stands for "
                  "\"\xf0\x9f\".\n"
                  "    Read and save it as UTF-8. For Python on Windows, set PYTHONUTF8=1.\n"
                  "Apart from that it agrees: 1 line. It has no time stamps, so only order and "
                  "text were compared.\n");
}

TEST(a_transcript_with_flaws_does_not_agree)
{
    static const struct mojibake found = { .code_page = "Latin-1" };
    struct compare_result same = { .kind = COMPARE_SAME }, late = { .kind = COMPARE_TOO_LATE };

    ASSERT_TRUE(compare_agrees(&same, &subject));
    ASSERT_TRUE(!compare_agrees(&late, &subject));
    subject.flaws = TRANSCRIPT_CRLF;
    ASSERT_TRUE(!compare_agrees(&same, &subject));
    subject.flaws = 0;
    subject.mojibake = &found;
    ASSERT_TRUE(!compare_agrees(&same, &subject));
}

/* ---- Lines ---- */

TEST(missing_lines_are_shown)
{
    assert_report(GOLDEN, "[0.000] a\n[0.010] b\n[0.530] d\n",
                  "mine.txt differs from golden/x.txt: line 3 of the golden is missing.\n"
                  "\n"
                  "  golden         3  [  0.020] c\n"
                  "  transcript     3  [0.530] d\n"
                  "\n"
                  "The 2 lines before are right.\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
    assert_report(GOLDEN, "[0.000] a\n",
                  "mine.txt differs from golden/x.txt: lines 2 to 4 of the golden are missing.\n"
                  "\n"
                  "  golden         2  [  0.010] b\n"
                  "  transcript   end\n"
                  "\n"
                  "The 1 line before is right.\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
    assert_report(
        GOLDEN, "[0.000] b\n[0.010] c\n[0.520] d\n[0.520] a\n",
        "mine.txt differs from golden/x.txt: line 1 of the golden is missing; it comes later, in "
        "line 4.\n"
        "\n"
        "  golden         1  [  0.000] a\n"
        "  transcript     1  [0.000] b\n"
        "\n"
        "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(extra_lines_are_shown)
{
    assert_report(GOLDEN, "[0.000] a\n[0.000] a\n[0.010] b\n[0.020] c\n[0.530] d\n",
                  "mine.txt differs from golden/x.txt: line 2 is not in the golden at this place.\n"
                  "\n"
                  "  golden         2  [  0.010] b\n"
                  "  transcript     2  [0.000] a\n"
                  "\n"
                  "The 1 line before is right.\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
    assert_report(
        "[  0.000] a\n", "[0.000] a\n[0.010] b\n[0.020] c\n",
        "mine.txt differs from golden/x.txt: lines 2 to 3 are not in the golden at this place.\n"
        "\n"
        "  golden       end\n"
        "  transcript     2  [0.010] b\n"
        "\n"
        "The 1 line before is right.\n"
        "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(swapped_lines_are_shown_both)
{
    assert_report(GOLDEN, "[0.000] a\n[0.010] c\n[0.020] b\n[0.530] d\n",
                  "mine.txt differs from golden/x.txt: lines 2 and 3 have changed places.\n"
                  "\n"
                  "  golden         2  [  0.010] b\n"
                  "  golden         3  [  0.020] c\n"
                  "  transcript     2  [0.010] c\n"
                  "  transcript     3  [0.020] b\n"
                  "\n"
                  "The 1 line before is right.\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}

TEST(late_line_is_shown_with_its_predecessor_and_the_tolerance)
{
    assert_report(
        GOLDEN, "[0.000] a\n[0.015] b\n[0.020] c\n[1.0306] d\n",
        "mine.txt differs from golden/x.txt: line 4 comes too late: 1.011 s after line 3 instead "
        "of 0.510 s.\n"
        "\n"
        "  golden         3  [  0.020] c\n"
        "  golden         4  [  0.530] d\n"
        "  transcript     3  [0.020] c\n"
        "  transcript     4  [1.0306] d\n"
        "\n"
        "The 3 lines before are right.\n"
        "Allowed is 0.460 s to 0.565 s: --early=0.050 "
        "--late=0.050.\n"
        "To allow this time:  asyncdemo compare --late=0.496 golden/x.txt mine.txt\n");
}

TEST(early_line_is_shown_with_its_predecessor_and_the_tolerance)
{
    assert_report(
        GOLDEN, "[0.000] a\n[0.015] b\n[0.020] c\n[0.030] d\n",
        "mine.txt differs from golden/x.txt: line 4 comes too early: 0.010 s after line 3 instead "
        "of 0.510 s.\n"
        "\n"
        "  golden         3  [  0.020] c\n"
        "  golden         4  [  0.530] d\n"
        "  transcript     3  [0.020] c\n"
        "  transcript     4  [0.030] d\n"
        "\n"
        "The 3 lines before are right.\n"
        "Allowed is 0.460 s to 0.565 s: --early=0.050 "
        "--late=0.050.\n"
        "To allow this time:  asyncdemo compare --early=0.500 golden/x.txt mine.txt\n");
}

TEST(tolerance_that_the_advice_names_is_enough)
{
    struct compare_options options = { 50000000, 496000000 };
    struct transcript golden, transcript;

    parse_or_fail(&golden, GOLDEN);
    parse_or_fail(&transcript, "[0.000] a\n[0.015] b\n[0.020] c\n[1.0306] d\n");
    ASSERT_EQ(compare_transcripts(&golden, &transcript, &options).kind, COMPARE_SAME);
    options.late -= 1000000;
    ASSERT_EQ(compare_transcripts(&golden, &transcript, &options).kind, COMPARE_TOO_LATE);
    transcript_free(&golden);
    transcript_free(&transcript);
}

TEST(stamps_that_are_understood_are_listed)
{
    assert_report(
        GOLDEN, "08:49:08 a\n08:49:09 b\n",
        "mine.txt differs from golden/x.txt: line 1 has the right text, but no known kind of "
        "time stamp.\n"
        "\n"
        "  golden         1  [  0.000] a\n"
        "  transcript     1  08:49:08 a\n"
        "\n"
        "A stamp is [08:49:08.869], [  0.010], [+0.010], 2026-11-30 09:21:32,123 or "
        "2026-11-30T09:21:32.123Z,\nand a blank behind it; all lines have the same kind.\n");
}

TEST(report_has_no_control_characters)
{
    assert_report("[0.0] a\n", "[0.0] \x1b[2J\n",
                  "mine.txt differs from golden/x.txt: line 1 has another text.\n"
                  "\n"
                  "  golden         1  [0.0] a\n"
                  "  transcript     1  [0.0] \\x1b[2J\n"
                  "\n"
                  "They part at character 1: the golden has \"a\" (U+0061),\n"
                  "the transcript \"\\x1b\" (U+001B).\n"
                  "All lines side by side:  diff -y golden/x.txt mine.txt\n");
}
