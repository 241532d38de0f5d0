#include "check/report.h"

#include "findings.h"

static char *written;

static void write_report(void)
{
    findings_begin();
    written = findings_written(report_github);
}

static void end(void)
{
    free(written);
    findings_end();
}

TEST(verdicts_have_a_command_and_place_each)
{
    write_report();
    ASSERT_TRUE(strstr(written, "::error file=demo.c,line=5,"
                                "title=fails.flaw on the real clock::  wrong cause: <own timer> & "
                                "\"more\".%0A%0A    golden") == written);
    findings_assert_has(written, "\n::warning file=golden/chapter/late.txt,title=late on the real "
                                 "clock::  this machine was too late to tell.%0A");
    findings_assert_has(written, "\n::error file=golden/chapter/broken.txt,line=7,title=broken on "
                                 "the virtual clock::  golden/chapter/broken.txt:7: a merge mark");
    findings_assert_has(written, "\n::notice file=golden/chapter/broken.txt,title=broken on the "
                                 "real clock::  there is nothing to judge it by.\n");
    findings_assert_has(written, "\n2 passed, 1 failed, 1 broken, 2 skipped\n");
    end();
}

TEST(passed_case_has_no_command)
{
    write_report();
    ASSERT_TRUE(strstr(written, "passes") == NULL);
    ASSERT_TRUE(strstr(written, "explained on") == NULL);
    end();
}

TEST(each_command_is_one_line)
{
    int lines = 0;

    write_report();
    for (const char *at = written; *at; at++)
        lines += *at == '\n';
    ASSERT_EQ(lines, 5);
    end();
}

TEST(delimiters_of_properties_and_commands_are_escaped)
{
    findings_begin();
    findings_cases[4].what.demo = "a%b:c,d\re";
    snprintf(findings_cases[4].verdict.message, VERDICT_MESSAGE_MAX, "100%%: a, b\rc\n::d\x1b");
    written = findings_written(report_github);
    findings_assert_has(written, "file=golden/chapter/a%25b%3Ac%2Cd%0De.txt,line=7,"
                                 "title=a%25b%3Ac%2Cd%0De on the virtual clock::"
                                 "  100%25: a, b%0Dc%0A::d\\x1b.%0A");
    end();
}

TEST(orphan_is_reported_with_its_file)
{
    findings_begin();
    findings_cases[4].what.orphan = "some/root/golden/chapter/gone.err.txt";
    findings_cases[4].verdict.golden.line = 0;
    written = findings_written(report_github);
    findings_assert_has(written, "::error file=golden/chapter/gone.err.txt,title=");
    end();
}

TEST(the_golden_of_stderr_is_named)
{
    findings_begin();
    findings_cases[4].verdict.golden.part = GOLDEN_ERRORS;
    written = findings_written(report_github);
    findings_assert_has(written, "::error file=golden/chapter/broken.err.txt,line=7,title=");
    end();
}

TEST(failure_is_shown_at_its_place_in_the_source)
{
    findings_begin();
    findings_cases[1].verdict.place = (struct verdict_place){ "demos/chapter/fails.c", 35, "call" };
    written = findings_written(report_github);
    findings_assert_has(written, "::error file=demos/chapter/fails.c,line=35,title=fails.flaw on");
    end();
}

TEST(an_interrupt_is_an_error)
{
    findings.unjudged = 3;
    write_report();
    findings_assert_has(written,
                        "\n::error title=asyncdemo check::Interrupted: 3 more not judged.\n");
    end();
}
