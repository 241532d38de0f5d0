#include "check/golden_events.h"

#include "tree.h"

#include <errno.h>

static struct golden_events events;
static struct transcript_error error;

static int read_events(void)
{
    struct golden_source source = { .root = test_folder() };
    struct golden golden = { .chapter = "chapter", .demo = "one" };

    return golden_events_read(&source, &golden, &events, &error);
}

TEST(golden_of_events_is_read)
{
    tree_write("one.events", "events 1\n0 main is made by the loop\n0 the run ends\n");
    ASSERT_EQ(read_events(), 0);
    ASSERT_TRUE(events.exists);
    ASSERT_EQ(events.stream.count, 2);
    ASSERT_STR_EQ(stream_task_name(&events.stream, 1), "main");
    golden_events_free(&events);
}

TEST(golden_of_events_may_be_absent)
{
    tree_write("one.txt", "[  0.000] begin\n");
    ASSERT_EQ(read_events(), 0);
    ASSERT_TRUE(!events.exists);
    golden_events_free(&events);
}

static void assert_damage(const char *text, const char *message, enum transcript_damage damage)
{
    tree_write("one.events", text);
    ASSERT_EQ(read_events(), -EBADMSG);
    assert_has(error.message, message);
    ASSERT_EQ(error.damage, damage);
    golden_events_free(&events);
}

TEST(damaged_golden_of_events_is_named_with_its_line)
{
    assert_damage("events 1\n0 main sings\n",
                  "/golden/chapter/one.events:2: no task of this name has been made.",
                  TRANSCRIPT_NO_EVENTS);
    assert_damage("events 1\n", "/golden/chapter/one.events:1: the end of the run is missing.",
                  TRANSCRIPT_NO_EVENTS);
    assert_damage("events 1\r\n", "/golden/chapter/one.events:1: ", TRANSCRIPT_HAS_CRLF);
}

TEST(lines_of_a_text_are_found)
{
    static const char text[] = "one\ntwo\n\nfour";
    size_t length = 0;

    ASSERT_TRUE(strncmp(events_text_line(text, strlen(text), 1, &length), "one\n", 4) == 0);
    ASSERT_EQ(length, 3);
    ASSERT_TRUE(events_text_line(text, strlen(text), 3, &length) == text + 8);
    ASSERT_EQ(length, 0);
    ASSERT_STR_EQ(events_text_line(text, strlen(text), 4, &length), "four");
    ASSERT_EQ(length, 4);
    ASSERT_TRUE(!events_text_line(text, strlen(text), 5, &length));
}
