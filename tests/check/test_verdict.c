#include "check/verdict.h"

#include "story.h"

#include <stdlib.h>

static struct story story;

static void begin(void)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0),
             worker = story_task(&story, 0, "worker", main, 1);

    story_line(&story, main, 0, "begin");
    story_line(&story, worker, 0, "hello");
    story_timer(&story, worker, 201, 200, 200);
    story_line(&story, worker, 201, "tick");
    story_woken(&story, main, 201, worker, 1);
    story_line(&story, main, 201, "end");
}

static void assert_cause(struct event *event, const char *words)
{
    char buffer[256];

    cause_words(buffer, sizeof buffer, &story.stream, event);
    ASSERT_STR_EQ(buffer, words);
}

TEST(causes_are_told_in_words)
{
    struct event *line;

    begin();
    assert_cause(story_find(&story, EVENT_LINE, "worker", 1),
                 "started by main, before its first line");
    assert_cause(story_find(&story, EVENT_LINE, "worker", 2), "own timer of 200 ms");
    line = story_find(&story, EVENT_LINE, "main", 2);
    assert_cause(line, "woken by line 2 of worker");
    line->cause.ordinal = 3;
    assert_cause(line, "woken by line 2 of worker, as the 3rd since then");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_TIMER, .by = 2, .delay = 1500 * MS };
    assert_cause(line, "timer of 1.5 s, set by worker");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_THREAD, .by = 2 };
    assert_cause(line, "woken by the end of thread job worker");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_LOOP };
    assert_cause(line, "by the loop itself");
    line->cause = (struct co_cause){ .kind = CO_CAUSE_TASK, .by = 99, .by_line = 4 };
    assert_cause(line, "woken by line 4 of ?");
    stream_free(&story.stream);
}

TEST(durations_are_told_in_words)
{
    static const struct {
        int64_t nanoseconds;
        const char *words;
    } rows[] = {
        { 0, "0 ms" },
        { 200 * MS, "200 ms" },
        { 4100000, "4.1 ms" },
        { 1500 * MS, "1.5 s" },
        { 40000, "40 us" },
        { -3 * MS, "-3 ms" },
        { 3003 * MS, "3.003 s" },
        { 1000 * MS, "1 s" },
        { 999, "0.999 us" },
    };
    char buffer[DURATION_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ASSERT_STR_EQ(duration_words(buffer, rows[i].nanoseconds), rows[i].words);
}

TEST(ordinals_are_told_in_words)
{
    static const char *const rows[] = { "1st", "2nd", "3rd", "4th" };
    char buffer[DURATION_MAX];

    for (size_t i = 0; i < 4; i++)
        ASSERT_STR_EQ(ordinal_words(buffer, i + 1), rows[i]);
    ASSERT_STR_EQ(ordinal_words(buffer, 11), "11th");
    ASSERT_STR_EQ(ordinal_words(buffer, 12), "12th");
    ASSERT_STR_EQ(ordinal_words(buffer, 21), "21st");
    ASSERT_STR_EQ(ordinal_words(buffer, 113), "113th");
}

TEST(all_kinds_have_a_name)
{
    for (int kind = DIFFERENCE_NONE; kind <= DIFFERENCE_RESOURCES; kind++)
        ASSERT_TRUE(difference_name((enum difference)kind)[0]);
    for (int kind = VERDICT_PASSED; kind <= VERDICT_BROKEN; kind++)
        ASSERT_TRUE(verdict_name((enum verdict_kind)kind)[0]);
}

TEST(a_message_has_no_full_stop_at_its_end)
{
    struct verdict verdict = { 0 };

    verdict_say(&verdict, "%s", "It failed. Really.");
    ASSERT_STR_EQ(verdict.message, "It failed. Really");
    verdict_say(&verdict, "%s", "");
    ASSERT_STR_EQ(verdict.message, "");
}

TEST(a_side_is_a_line_or_a_wake_or_nothing)
{
    struct verdict_side side = verdict_side(&story.stream, NULL);

    ASSERT_TRUE(!side.present);
    begin();
    side = verdict_side(&story.stream, story_find(&story, EVENT_LINE, "worker", 2));
    ASSERT_TRUE(side.present);
    ASSERT_EQ(side.time, 201 * MS);
    ASSERT_EQ(side.length, 4);
    side = verdict_side(&story.stream, story_find(&story, EVENT_WAKE, "worker", 1));
    ASSERT_TRUE(side.present);
    ASSERT_TRUE(side.text == NULL);
    stream_free(&story.stream);
}

static char *written_stderr(const char *text, size_t size)
{
    struct verdict verdict = { .stderr_text = text, .stderr_size = size };
    char *written;
    FILE *out = open_memstream(&written, &size);

    verdict_write_stderr(out, &verdict);
    fclose(out);
    return written;
}

TEST(stderr_is_shown_so_that_it_does_no_harm)
{
    static const char text[] = "one\n\033[2Jtwo";
    char *written = written_stderr(text, sizeof text - 1);

    ASSERT_STR_EQ(written, "\n  It said on stderr:\n\n    one\n    \\x1b[2Jtwo\n");
    free(written);
    written = written_stderr(NULL, 0);
    ASSERT_STR_EQ(written, "");
    free(written);
}

TEST(of_much_stderr_the_first_lines_are_shown)
{
    char text[2000], *written;
    unsigned lines = 0;

    memset(text, '\n', sizeof text);
    written = written_stderr(text, sizeof text);
    for (const char *at = written; (at = strchr(at, '\n')); at++)
        lines++;
    ASSERT_TRUE(lines < 40);
    ASSERT_TRUE(strstr(written, "...") != NULL);
    free(written);
}
