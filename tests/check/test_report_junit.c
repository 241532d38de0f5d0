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

TEST(numbers_are_there)
{
    write_report();
    findings_assert_has(
        written, "<testsuite name=\"asyncdemo check\" tests=\"6\" failures=\"1\" errors=\"1\" "
                 "skipped=\"2\" time=\"1.234000\">");
    end();
}

TEST(each_verdict_has_its_element)
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

TEST(an_xml_parser_reads_it)
{
    int status;

    write_report();
    status = findings_given_to("xmllint --noout -", written);
    end();
    ASSERT_EQ(status, 0);
}

TEST(python_reads_it)
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
