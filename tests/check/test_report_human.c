#include "check/report.h"

#include "findings.h"

static char *written;

static void write_report(void)
{
    findings_begin();
    written = findings_written(report_human);
}

static void end(void)
{
    free(written);
    findings_end();
}

TEST(each_case_has_a_line)
{
    write_report();
    findings_assert_has(written, "passed       passes      virtual  900 us\n");
    findings_assert_has(written,
                        "failed       fails.flaw  real     1.204 s, at most 4.1 ms late\n");
    findings_assert_has(written, "inconclusive late        real     500 ms, at most 58 ms late\n");
    findings_assert_has(written, "broken       broken      virtual\n");
    findings_assert_has(written, "skipped      broken      real\n");
    end();
}

TEST(what_is_to_be_said_stands_below)
{
    write_report();
    findings_assert_has(written,
                        "late\n  wrong cause: <own timer> & \"more\".\n\n    golden    [  1.000]");
    findings_assert_has(written, "\n  wrong text; explained by lateness.\n");
    end();
}

TEST(the_last_line_counts_and_inconclusive_is_told_before)
{
    write_report();
    findings_assert_has(written,
                        "\n1 inconclusive: this machine was too late to tell. Below they count "
                        "as skipped; the exit code is 1.\n2 passed, 2 failed, 2 skipped\n");
    ASSERT_STR_EQ(strrchr(written, '2') - strlen("2 passed, 2 failed, "),
                  "2 passed, 2 failed, 2 skipped\n");
    end();
}

TEST(without_skipped_cases_the_last_line_is_plain)
{
    findings_begin();
    findings.count = 1;
    written = findings_written(report_human);
    findings_assert_has(written, "\n1 passed, 0 failed\n");
    end();
}

TEST(the_exit_code_of_inconclusive_alone_is_4)
{
    findings_begin();
    findings_cases[0] = findings_cases[3];
    findings.count = 1;
    written = findings_written(report_human);
    findings_assert_has(written, "the exit code is 4.\n0 passed, 0 failed, 1 skipped\n");
    end();
}

TEST(colour_is_used_when_it_is_wanted)
{
    write_report();
    ASSERT_TRUE(strchr(written, '\033') == NULL);
    end();
    findings.colour = true;
    write_report();
    findings_assert_has(written, "\033[31mfailed      \033[0m fails.flaw");
    findings_assert_has(written, "\033[32mpassed      \033[0m passes");
    findings_assert_has(written, "\033[33minconclusive\033[0m late");
    end();
}
