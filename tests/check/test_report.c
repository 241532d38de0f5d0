#include "check/report.h"

#include "findings.h"

static char *explained(size_t number)
{
    char *written = NULL;
    size_t size;
    FILE *out = open_memstream(&written, &size);

    report_explain(out, &findings, &findings_cases[number]);
    fclose(out);
    return written;
}

static void assert_explained(size_t number, const char *text)
{
    char *written;

    findings_begin();
    written = explained(number);
    ASSERT_STR_EQ(written, text);
    free(written);
    findings_end();
}

TEST(verdicts_are_counted)
{
    struct report_counts counts;

    findings_begin();
    counts = report_count(&findings);
    ASSERT_EQ(counts.passed, 2);
    ASSERT_EQ(counts.failed, 1);
    ASSERT_EQ(counts.inconclusive, 1);
    ASSERT_EQ(counts.broken, 1);
    ASSERT_EQ(counts.skipped, 1);
    findings_end();
}

TEST(passed_cases_have_no_report)
{
    assert_explained(0, "");
}

TEST(failure_is_reported_with_sides_causes_noise_and_commands)
{
    assert_explained(1,
                     "  wrong cause: <own timer> & \"more\".\n"
                     "\n"
                     "    golden    [  1.000] 🎉 <Waiter-2> & \"friends\" \\o/ \\x1b[2J\n"
                     "              woken by line 1 of main, as the 2nd since then\n"
                     "    this run  [  1.200] 🎉 <Waiter-2> & \"friends\" \\o/ \\x1b[2J\n"
                     "              own timer of 200 ms\n"
                     "\n"
                     "  Its output on stderr:\n"
                     "\n"
                     "    DEADLOCK at <1.000 s>\n"
                     "\n"
                     "  Not noise  In this run, nothing was more than 4.1 ms late (limit 30 ms).\n"
                     "  Follows    3 later lines differ too.\n"
                     "  Look       demo.c:5\n"
                     "  Golden     golden/chapter/fails.flaw.txt:2\n"
                     "  Next       asyncdemo fails --variant=flaw --clock=real --stamp=elapsed\n"
                     "               # see it run\n"
                     "             asyncdemo check fails --variant=flaw --clock=virtual\n"
                     "               # is it wrong there, too?\n");
}

TEST(race_is_reported_as_explained_by_lateness)
{
    assert_explained(2, "  wrong text; explained by lateness.\n");
}

TEST(inconclusive_run_is_reported_with_its_number_of_tries)
{
    assert_explained(
        3, "  this machine was too late to tell.\n"
           "  It was run 3 times, because it was inconclusive before.\n"
           "\n"
           "  Next       asyncdemo check late --clock=real  # when this machine is less busy\n"
           "             asyncdemo check late --clock=virtual  # this needs no real time\n");
}

TEST(unreadable_golden_is_reported_with_file_and_line)
{
    char *written;

    findings_begin();
    written = explained(4);
    findings_assert_has(written, "  golden/chapter/broken.txt:7: a merge mark.\n");
    free(written);
    findings_end();
}

TEST(wake_is_reported_with_the_line_behind_it)
{
    char *written;

    findings_begin();
    findings_cases[1].verdict.actual =
        verdict_side(&findings_run.stream, story_find(&findings_run, EVENT_WAKE, "waiter-2", 1));
    written = explained(1);
    findings_assert_has(written, "    this run  [  1.200] waiter-2 wakes up\n"
                                 "              own timer of 200 ms\n"
                                 "              its next line: [  1.200] 🎉 <Waiter-2>");
    free(written);
    findings_end();
}

TEST(wake_is_reported_at_the_place_where_its_task_waited)
{
    char *written;

    findings_begin();
    findings_cases[1].verdict.actual =
        verdict_side(&findings_run.stream, story_find(&findings_run, EVENT_WAKE, "waiter-2", 1));
    story_find(&findings_run, EVENT_LINE, "main", 1)->kind = EVENT_WAIT;
    story_find(&findings_run, EVENT_WAIT, "main", 1)->task = 2;
    written = explained(1);
    findings_assert_has(written, "  Look       demo.c:3\n");
    free(written);
    findings_end();
}

TEST(noise_is_named_when_the_replay_does_not_excuse_it)
{
    char *written;

    findings_begin();
    findings_cases[1].verdict.lateness = 31 * MS;
    written = explained(1);
    findings_assert_has(written, "  Noise?     Something was 31 ms late");
    free(written);
    findings_end();
}

TEST(missing_line_is_called_nothing)
{
    char *written;

    findings_begin();
    findings_cases[1].verdict.actual = (struct verdict_side){ 0 };
    written = explained(1);
    findings_assert_has(written, "    this run  nothing\n");
    free(written);
    findings_end();
}

TEST(report_is_ascii_when_the_terminal_shows_only_ascii)
{
    char *written;

    findings_begin();
    findings.symbols = SYMBOLS_ASCII;
    written = explained(1);
    for (const char *at = written; *at; at++)
        ASSERT_TRUE((unsigned char)*at < 0x80);
    free(written);
    findings_end();
}

TEST(a_line_of_stderr_has_no_stamp)
{
    char *written;

    findings_begin();
    findings_cases[1].verdict.difference = DIFFERENCE_STDERR;
    written = explained(1);
    findings_assert_has(written, "    golden    🎉 <Waiter-2>");
    free(written);
    findings_end();
}

static void assert_exit_code(enum verdict_kind kind, enum verdict_kind other, int exit_code)
{
    static struct report_case two[2];
    struct report report = { .cases = two, .count = 2 };

    two[0].verdict.kind = kind;
    two[1].verdict.kind = other;
    ASSERT_EQ(report_exit_code(&report), exit_code);
    report.unjudged = 1;
    ASSERT_EQ(report_exit_code(&report), EXIT_INTERRUPTED);
}

TEST(the_gravest_verdict_gives_the_exit_code)
{
    assert_exit_code(VERDICT_PASSED, VERDICT_SKIPPED, EXIT_WELL);
    assert_exit_code(VERDICT_PASSED, VERDICT_INCONCLUSIVE, EXIT_INCONCLUSIVE);
    assert_exit_code(VERDICT_INCONCLUSIVE, VERDICT_BROKEN, EXIT_TOOL_FAILED);
    assert_exit_code(VERDICT_BROKEN, VERDICT_FAILED, EXIT_CHECK_FAILED);
}

TEST(lines_of_transcripts_are_shown_unchanged)
{
    static const char golden[] = "[  0,200] x\xc2\xa0y", run[] = "[  0.200] x y";
    struct verdict *verdict = &findings_cases[1].verdict;
    char *written;

    findings_begin();
    verdict->difference = DIFFERENCE_WRONG_TEXT;
    verdict->expected = (struct verdict_side){ .present = true,
                                               .text = golden,
                                               .length = sizeof golden - 1,
                                               .whole = golden,
                                               .whole_length = sizeof golden - 1,
                                               .unstamped = true };
    verdict->actual = (struct verdict_side){
        .present = true, .text = run + 10, .length = 3, .whole = run, .whole_length = sizeof run - 1
    };
    written = explained(1);
    findings_assert_has(written, "    golden    [  0,200] x\xc2\xa0y\n"
                                 "    this run  [  0.200] x y\n"
                                 "\n"
                                 "  They part at character 5: the golden has \",\" (U+002C),\n"
                                 "  this run \".\" (U+002E).\n");
    free(written);
    findings_end();
}

TEST(the_line_of_the_golden_is_counted_in_the_stream)
{
    findings_begin();
    /* main's "begin" is the first line, the waiter's the second. */
    ASSERT_EQ(report_golden_line(&findings_cases[1]), 2);
    findings_cases[1].verdict.expected = verdict_side(
        &findings_golden.stream, story_find(&findings_golden, EVENT_WAKE, "waiter-2", 1));
    ASSERT_EQ(report_golden_line(&findings_cases[1]), 2);
    findings_cases[1].verdict.golden.line = 9;
    ASSERT_EQ(report_golden_line(&findings_cases[1]), 9);
    ASSERT_EQ(report_golden_line(&findings_cases[0]), 0);
    findings_end();
}

TEST(report_is_written_in_the_form_of_its_name)
{
    static const char *const begin[] = { [CHECK_HUMAN] = "passed",
                                         [CHECK_TAP] = "TAP version 14",
                                         [CHECK_JUNIT] = "<?xml",
                                         [CHECK_JSON] = "{",
                                         [CHECK_GITHUB] = "::error" };

    for (enum check_format format = CHECK_HUMAN; format <= CHECK_GITHUB; format++) {
        char *written = NULL;
        size_t size;
        FILE *out = open_memstream(&written, &size);

        findings_begin();
        report_write(out, &findings, format);
        fclose(out);
        ASSERT_TRUE(strstr(written, begin[format]) == written);
        free(written);
        findings_end();
    }
}
