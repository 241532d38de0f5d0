#include "check/report.h"

#include "findings.h"

static char *written;

static void write_report(void)
{
    findings_begin();
    written = findings_written(report_tap);
}

static void end(void)
{
    free(written);
    findings_end();
}

TEST(report_has_version_plan_and_numbers)
{
    write_report();
    ASSERT_TRUE(
        strstr(written, "TAP version 14\n1..6\nok 1 - chapter/passes on the virtual clock\n") ==
        written);
    findings_assert_has(written, "\nnot ok 2 - chapter/fails.flaw on the real clock\n");
    findings_assert_has(written, "\nok 3 - chapter/explained on the real clock\n");
    findings_assert_has(written,
                        "\nok 4 - chapter/late on the real clock # SKIP inconclusive: this machine "
                        "was too late to tell\n");
    findings_assert_has(written, "\nnot ok 5 - chapter/broken on the virtual clock\n");
    findings_assert_has(written,
                        "\nok 6 - chapter/broken on the real clock # SKIP there is nothing");
    end();
}

TEST(details_are_written_in_yaml)
{
    write_report();
    findings_assert_has(written, "  ---\n"
                                 "  message: \"wrong cause: <own timer> & \\\"more\\\"\"\n"
                                 "  verdict: failed\n"
                                 "  kind: wrong cause\n"
                                 "  expected:\n"
                                 "    time: 1.000000000\n"
                                 "    text: \"🎉 <Waiter-2> & \\\"friends\\\" \\\\o/ \\x1b[2J\"\n"
                                 "    task: \"waiter-2\"\n"
                                 "    cause: \"woken by line 1 of main, as the 2nd since then\"\n"
                                 "    at: \"demo.c:5\"\n"
                                 "  actual:\n");
    findings_assert_has(written, "  later: 3\n  lateness: 0.004100000\n");
    end();
}

TEST(each_detail_is_one_line_of_the_block)
{
    const char *begin, *end_of_block;

    write_report();
    begin = strstr(written, "  ---\n");
    end_of_block = strstr(written, "\n  ...\n");
    ASSERT_TRUE(begin && end_of_block > begin);
    for (const char *at = begin; at < end_of_block; at = strchr(at, '\n') + 1)
        ASSERT_EQ(strncmp(at, "  ", 2), 0);
    end();
}

TEST(report_is_read_by_a_yaml_parser)
{
    static const char command[] =
        "python3 -c '\n"
        "import sys\n"
        "try: import yaml\n"
        "except ImportError: sys.exit(77)\n"
        "blocks = sys.stdin.read().split(\"\\n  ---\\n\")[1:]\n"
        "for block in blocks: yaml.safe_load(block.split(\"\\n  ...\\n\")[0])\n"
        "sys.exit(len(blocks) != 4)'";
    int status;

    write_report();
    status = findings_given_to(command, written);
    end();
    if (status == 77 * 256)
        test_skip("python3 has no YAML parser here");
    ASSERT_EQ(status, 0);
}

TEST(the_counts_stand_in_a_comment_at_the_end)
{
    write_report();
    ASSERT_STR_EQ(strrchr(written, '#'), "# 2 passed, 1 failed, 1 broken, 2 skipped\n");
    end();
}

TEST(characters_that_yaml_cannot_print_are_escaped)
{
    findings_begin();
    snprintf(findings_cases[1].verdict.message, VERDICT_MESSAGE_MAX,
             "a\x01 b\xc2\x85 c\xef\xbf\xbe d\xef\xbf\xbf e\xff f\tg\xf0\x9f\x94\x92");
    written = findings_written(report_tap);
    findings_assert_has(written, "  message: \"a\\x01 b\\x85 c\\ufffe d\\uffff e\\\\xff f\\x09g"
                                 "\xf0\x9f\x94\x92\"\n");
    end();
}

TEST(a_reason_for_skipping_is_one_line_without_a_directive)
{
    findings_begin();
    snprintf(findings_cases[5].verdict.message, VERDICT_MESSAGE_MAX, "a # TODO b\nok 7 \\c");
    written = findings_written(report_tap);
    findings_assert_has(written, " # SKIP a \\# TODO b ok 7 \\\\c\n");
    end();
}

TEST(an_interrupt_bails_out)
{
    findings.unjudged = 3;
    write_report();
    findings_assert_has(written, "\nBail out! Interrupted: 3 more not judged.\n");
    end();
}
