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

TEST(reports_stand_below_the_list)
{
    write_report();
    findings_assert_has(written,
                        "late\n  wrong cause: <own timer> & \"more\".\n\n    golden    [  1.000]");
    findings_assert_has(written, "\n  wrong text; explained by lateness.\n");
    end();
}

TEST(last_line_has_the_counts_behind_the_inconclusive_cases)
{
    write_report();
    findings_assert_has(
        written, "\n1 inconclusive: this machine was too late to tell. Below they count "
                 "as skipped; the exit code is 1.\n2 passed, 1 failed, 1 broken, 2 skipped\n");
    ASSERT_STR_EQ(strrchr(written, '2') - strlen("2 passed, 1 failed, 1 broken, "),
                  "2 passed, 1 failed, 1 broken, 2 skipped\n");
    end();
}

TEST(last_line_is_plain_without_skipped_cases)
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

/* The findings, several times. */
static void write_long_report(size_t count)
{
    static struct report_case many[64];

    findings_begin();
    for (size_t i = 0; i < count; i++)
        many[i] = findings_cases[i % FINDINGS];
    findings.cases = many;
    findings.count = count;
    written = findings_written(report_human);
}

TEST(long_list_repeats_the_cases_that_did_not_pass)
{
    const char *again;

    write_long_report(20);
    ASSERT_TRUE(strstr(written, "These did not pass:") == NULL);
    end();
    write_long_report(24);
    again = strstr(written, "\n\nThese did not pass:\n\n"
                            "failed       fails.flaw  real\n"
                            "  wrong cause: <own timer> & \"more\".\n"
                            "inconclusive late        real\n"
                            "  this machine was too late to tell.\n"
                            "broken       broken      virtual\n"
                            "  golden/chapter/broken.txt:7: a merge mark.\n"
                            "skipped      broken      real\n"
                            "  there is nothing to judge it by.\n"
                            "failed       fails.flaw  real\n");
    ASSERT_TRUE(again != NULL);
    findings_assert_has(again,
                        "  there is nothing to judge it by.\n\n20 runs judged in 1.234 s.\n");
    end();
}

TEST(long_list_repeats_nothing_when_all_cases_pass)
{
    static struct report_case many[30];

    for (int i = 0; i < 30; i++)
        many[i].what = (struct advice_case){ .chapter = "chapter", .demo = "passes" };
    findings.cases = many;
    findings.count = 30;
    written = findings_written(report_human);
    findings_assert_has(written, "virtual\n\n30 runs judged in 1.234 s.\n30 passed, 0 failed\n");
    ASSERT_TRUE(strstr(written, "These") == NULL);
    free(written);
}

TEST(interrupt_is_reported_with_its_exit_code)
{
    findings.unjudged = 3;
    write_report();
    findings_assert_has(written, "\nInterrupted: 3 more not judged. The exit code is 130.\n");
    end();
}
