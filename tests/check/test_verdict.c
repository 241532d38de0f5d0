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

TEST(message_can_be_added_to)
{
    struct verdict verdict = { 0 };

    verdict_say(&verdict, "It failed.");
    verdict_add(&verdict, ", at %d", 7);
    ASSERT_STR_EQ(verdict.message, "It failed, at 7");
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

    ASSERT_STR_EQ(written, "\n  Its output on stderr:\n\n    one\n    \\x1b[2Jtwo\n");
    free(written);
    written = written_stderr(NULL, 0);
    ASSERT_STR_EQ(written, "");
    free(written);
}

TEST(stderr_is_shown_with_its_first_lines_when_it_is_long)
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
