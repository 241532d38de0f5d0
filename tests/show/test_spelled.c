#include "show/spelled.h"

#include "show/events.h"

#include "show/show.h"

TEST(names_are_spelled_in_ascii)
{
    struct stream spelled = { 0 };

    task_is_made(1, 0, "Zoë-1", 0);
    thing_is_named(1, "lock", "serrure_à_clé");
    task_waits(1, 5, "lock a", 1, 7);
    thing_is_named(2, "clé", "b");
    ASSERT_EQ(stream_spell(&spelled, &events), 0);
    ASSERT_EQ(spelled.count, events.count);
    ASSERT_STR_EQ(spelled.events[0].text, "Zo\\u00eb-1");
    ASSERT_STR_EQ(stream_task_name(&spelled, 1), "Zo\\u00eb-1");
    ASSERT_STR_EQ(spelled.events[1].text, "serrure_\\u00e0_cl\\u00e9");
    ASSERT_STR_EQ(spelled.events[2].text, "lock a");
    ASSERT_EQ(spelled.events[2].time, 5 * MS);
    ASSERT_STR_EQ(spelled.events[3].what, "cl\\u00e9");
    stream_free(&spelled);
}

static void expect_ascii(const char *picture)
{
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "Zo\\u00eb-1") != NULL);
    for (const char *byte = picture; *byte; byte++)
        ASSERT_TRUE((unsigned char)*byte < 0x80);
}

static int show_one_lane(FILE *file, const struct stream *stream,
                         const struct show_options *options)
{
    return show_lanes(file, &stream, &options->title, 1, options);
}

TEST(ascii_picture_of_any_name_is_ascii)
{
    const struct show_options options = { .title = "demo", .width = 60, .ascii = true, .at = -1 };

    task_is_made(1, 0, "Zoë-1", 0);
    task_sleeps(1, 0, 10);
    expect_ascii(drawn(show_graph, options));
    expect_ascii(drawn(show_one_lane, options));
}
