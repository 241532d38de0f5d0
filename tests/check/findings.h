/* A report with one case of every kind, for the tests of its forms. */
#ifndef TESTS_CHECK_FINDINGS_H
#define TESTS_CHECK_FINDINGS_H

#include "check/report.h"

#include "story.h"

#include <stdlib.h>

enum { FINDINGS = 6 };

static struct story findings_golden, findings_run;
static struct report_case findings_cases[FINDINGS];
static struct report findings = { .cases = findings_cases,
                                  .count = FINDINGS,
                                  .call = { .root = ".", .limits = { 2 * MS, 30 * MS } },
                                  .took = 1234 * MS };

/* `wakes` by its own timer after 200 ms, or by main after 1 s. */
STORY void findings_tell(struct story *story, const char *text, bool wakes)
{
    uint32_t main = story_task(story, 0, "main", 0, 0),
             waiter = story_task(story, 0, "waiter-2", main, 1);

    story_line(story, main, 0, "begin");
    if (wakes)
        story_timer(story, waiter, 1200, 200, 1200);
    else
        story_woken(story, waiter, 1000, main, 2);
    story_line(story, waiter, wakes ? 1200 : 1000, text);
}

/* Text that every form has to do something about. */
#define FINDINGS_TEXT "🎉 <Waiter-2> & \"friends\" \\o/ \033[2J"

STORY void findings_begin(void)
{
    static const char errors[] = "DEADLOCK at <1.000 s>\n";
    struct report_case *one = findings_cases;

    findings_tell(&findings_golden, FINDINGS_TEXT, false);
    findings_tell(&findings_run, FINDINGS_TEXT, true);
    one[0] =
        (struct report_case){ .what = { .chapter = "chapter", .demo = "passes" }, .took = 900000 };
    one[1] = (struct report_case){
        .what = { .chapter = "chapter", .demo = "fails", .variant = "flaw", .real = true },
        .took = 1204 * MS
    };
    one[1].verdict = (struct verdict){
        .kind = VERDICT_FAILED,
        .difference = DIFFERENCE_WRONG_CAUSE,
        .later = 3,
        .has_lateness = true,
        .lateness = 4100000,
        .measured = 1,
        .stderr_text = errors,
        .stderr_size = sizeof errors - 1,
        .expected = verdict_side(&findings_golden.stream,
                                 story_find(&findings_golden, EVENT_LINE, "waiter-2", 1)),
        .actual =
            verdict_side(&findings_run.stream, story_find(&findings_run, EVENT_LINE, "waiter-2", 1))
    };
    verdict_say(&one[1].verdict, "wrong cause: <own timer> & \"more\".");
    one[2] =
        (struct report_case){ .what = { .chapter = "chapter", .demo = "explained", .real = true },
                              .took = 500 * MS };
    one[2].verdict.difference = DIFFERENCE_WRONG_TEXT;
    one[2].verdict.has_lateness = true;
    one[2].verdict.lateness = 3 * MS;
    verdict_say(&one[2].verdict, "wrong text; explained by lateness");
    one[3] = (struct report_case){ .what = { .chapter = "chapter", .demo = "late", .real = true },
                                   .took = 500 * MS };
    one[3].verdict = (struct verdict){ .kind = VERDICT_INCONCLUSIVE,
                                       .difference = DIFFERENCE_TOO_LATE,
                                       .has_lateness = true,
                                       .lateness = 58 * MS,
                                       .measured = 3,
                                       .load_average = 15.9 };
    verdict_say(&one[3].verdict, "this machine was too late to tell");
    one[4] = (struct report_case){ .what = { .chapter = "chapter", .demo = "broken" } };
    one[4].verdict.kind = VERDICT_BROKEN;
    one[4].verdict.difference = DIFFERENCE_GOLDEN;
    one[4].verdict.golden = (struct verdict_golden){ .line = 7, .damage = TRANSCRIPT_UNMERGED };
    verdict_say(&one[4].verdict, "golden/chapter/broken.txt:7: a merge mark");
    one[5] =
        (struct report_case){ .what = { .chapter = "chapter", .demo = "broken", .real = true } };
    one[5].verdict.kind = VERDICT_SKIPPED;
    verdict_say(&one[5].verdict, "there is nothing to judge it by");
}

STORY void findings_end(void)
{
    stream_free(&findings_golden.stream);
    stream_free(&findings_run.stream);
}

/* The text that the function writes about the findings. The caller frees it. */
STORY char *findings_written(void (*write)(FILE *out, const struct report *report))
{
    char *written = NULL;
    size_t size;
    FILE *out = open_memstream(&written, &size);

    ASSERT_TRUE(out != NULL);
    write(out, &findings);
    fclose(out);
    return written;
}

STORY void findings_assert_has(const char *written, const char *part)
{
    if (!strstr(written, part))
        ASSERT_STR_EQ(written, part);
}

/* Run the command with the text as its stdin; skip if the command is not there. */
STORY int findings_given_to(const char *command, const char *text)
{
    char path[4096], line[8192];
    FILE *file;

    snprintf(line, sizeof line, "command -v %.*s >/dev/null", (int)strcspn(command, " "), command);
    if (system(line) != 0)
        test_skip("there is no such command here to read it with");
    snprintf(path, sizeof path, "%s/report", test_folder());
    file = fopen(path, "w");
    ASSERT_TRUE(file != NULL);
    fputs(text, file);
    fclose(file);
    snprintf(line, sizeof line, "%s <%s", command, path);
    return system(line);
}

#endif
