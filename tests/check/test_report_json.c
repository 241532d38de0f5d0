#include "check/report.h"

#include "findings.h"

static char *written;

static void write_report(void)
{
    findings_begin();
    written = findings_written(report_json);
}

static void end(void)
{
    free(written);
    findings_end();
}

TEST(report_has_the_counts)
{
    write_report();
    findings_assert_has(
        written, "{\"v\":1,\"passed\":2,\"failed\":1,\"skipped\":1,\"inconclusive\":1,\"broken\":1,"
                 "\"took\":1.234000000,\"early\":0.002000000,\"late\":0.030000000,\"cases\":[");
    end();
}

TEST(a_failure_has_kind_sides_cause_and_lateness)
{
    write_report();
    findings_assert_has(
        written,
        "{\"chapter\":\"chapter\",\"demo\":\"fails\",\"variant\":\"flaw\",\"clock\":\"real\","
        "\"verdict\":\"failed\",\"took\":1.204000000,\"kind\":\"wrong cause\","
        "\"message\":\"wrong cause: <own timer> & \\\"more\\\"\","
        "\"golden\":\"golden/chapter/fails.flaw.txt\",\"golden_line\":2,"
        "\"expected\":{\"time\":1.000000000,\"text\":\"🎉 <Waiter-2> & "
        "\\\"friends\\\" \\\\o/ ");
    findings_assert_has(
        written,
        "\"task\":\"waiter-2\",\"cause\":\"own timer of 200 ms\",\"file\":\"demo.c\",\"line\":5}");
    findings_assert_has(written, "\"later\":3,\"lateness\":0.004100000");
    end();
}

TEST(an_inconclusive_case_has_the_load_average)
{
    write_report();
    findings_assert_has(written, "\"measured\":3,\"load_average\":15.90}");
    end();
}

TEST(a_json_parser_reads_it)
{
    int status;

    write_report();
    status = findings_given_to("python3 -c 'import json, sys; "
                               "sys.exit(len(json.load(sys.stdin)[\"cases\"]) != 6)'",
                               written);
    end();
    ASSERT_EQ(status, 0);
}

TEST(a_line_without_a_stamp_has_no_time)
{
    findings_begin();
    findings_cases[1].verdict.expected.unstamped = true;
    written = findings_written(report_json);
    findings_assert_has(written, "\"expected\":{\"time\":null,\"text\":");
    end();
}

TEST(runs_that_an_interrupt_has_cut_off_are_counted)
{
    write_report();
    findings_assert_has(written, "\n],\"unjudged\":0}\n");
    end();
    findings.unjudged = 7;
    write_report();
    findings_assert_has(written, "\n],\"unjudged\":7}\n");
    end();
}
