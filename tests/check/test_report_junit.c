#include "check/report.h"

#include "findings.h"

static char *written;

static void write_report(void)
{
    findings_begin();
    written = findings_written(report_junit);
}

static void end(void)
{
    free(written);
    findings_end();
}

TEST(report_has_the_numbers)
{
    write_report();
    findings_assert_has(
        written, "<testsuite name=\"asyncdemo check\" tests=\"6\" failures=\"1\" errors=\"1\" "
                 "skipped=\"2\" time=\"1.234000\">");
    end();
}

TEST(verdicts_have_an_element_each)
{
    write_report();
    findings_assert_has(
        written, "<testcase classname=\"chapter.virtual\" name=\"passes\" time=\"0.000900\">\n"
                 "    </testcase>");
    findings_assert_has(written,
                        "<failure type=\"wrong cause\" message=\"wrong cause: &lt;own timer&gt; "
                        "&amp; &quot;more&quot;\">");
    findings_assert_has(written, "<system-out>wrong text; explained by lateness</system-out>");
    findings_assert_has(written,
                        "<skipped message=\"inconclusive: this machine was too late to tell\"/>");
    findings_assert_has(
        written, "<error type=\"golden\" message=\"golden/chapter/broken.txt:7: a merge mark\">");
    findings_assert_has(written, "<skipped message=\"there is nothing to judge it by\"/>");
    end();
}

TEST(the_explanation_is_in_the_failure)
{
    write_report();
    findings_assert_has(written, "🎉 &lt;Waiter-2&gt; &amp; &quot;friends&quot; \\o/ \\x1b[2J");
    findings_assert_has(written, "  Look       demo.c:5\n");
    end();
}

TEST(report_is_read_by_an_xml_parser)
{
    int status;

    write_report();
    status = findings_given_to("xmllint --noout -", written);
    end();
    ASSERT_EQ(status, 0);
}

TEST(report_is_read_by_python)
{
    int status;

    write_report();
    status = findings_given_to("python3 -c 'import sys, xml.etree.ElementTree as tree; "
                               "suite = tree.fromstring(sys.stdin.buffer.read())[0]; "
                               "sys.exit(len(suite) != 6)'",
                               written);
    end();
    ASSERT_EQ(status, 0);
}

/* Each character that XML 1.0 does not have, between letters, in a message and in an
 * explanation. */
TEST(report_is_well_formed_with_any_text)
{
    static char bad[VERDICT_MESSAGE_MAX];
    size_t length = 0;
    int status;

    for (int byte = 1; byte < ' '; byte++)
        length += (size_t)snprintf(bad + length, sizeof bad - length, "a%c", byte);
    /* DEL, NEL, the two noncharacters, an encoded surrogate, a byte alone, the last of Unicode. */
    snprintf(
        bad + length, sizeof bad - length,
        "\x7f\xc2\x85\xef\xbf\xbe\xef\xbf\xbf\xed\xa0\x80\xff\xf4\x8f\xbf\xbf ]]> <a b='c'>&\"");
    findings_begin();
    for (int i = 1; i < FINDINGS; i++)
        snprintf(findings_cases[i].verdict.message, VERDICT_MESSAGE_MAX, "%s", bad);
    findings_cases[1].verdict.stderr_text = bad;
    findings_cases[1].verdict.stderr_size = strlen(bad);
    findings_cases[1].what.demo = findings_cases[2].what.variant = bad;
    written = findings_written(report_junit);
    ASSERT_TRUE(strstr(written, "\xef\xbf\xbe") == NULL);
    ASSERT_TRUE(strstr(written, "\xef\xbf\xbf") == NULL);
    findings_assert_has(written,
                        "\\xef\\xbf\\xbe\\xef\\xbf\\xbf\\xed\\xa0\\x80\\xff\xf4\x8f\xbf\xbf");
    findings_assert_has(written, "a&#9;a&#10;a\\x0ba");
    status = findings_given_to("python3 -c 'import sys, xml.etree.ElementTree as tree; "
                               "suite = tree.fromstring(sys.stdin.buffer.read())[0]; "
                               "sys.exit(len(suite) != 6)'",
                               written);
    end();
    ASSERT_EQ(status, 0);
}

TEST(an_interrupt_is_an_error)
{
    findings.unjudged = 3;
    write_report();
    findings_assert_has(written, " tests=\"7\" failures=\"1\" errors=\"2\" skipped=\"2\"");
    findings_assert_has(written, "<error type=\"interrupted\" message=\"3 more not judged\"/>");
    end();
}
