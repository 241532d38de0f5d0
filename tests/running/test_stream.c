#include "streams.h"

TEST(empty_stream_has_no_events)
{
    struct stream empty = { 0 };

    ASSERT_STR_EQ(stream_task_name(&empty, 1), "?");
    stream_free(&empty);
}

TEST(events_are_copied)
{
    struct stream copies = { 0 };
    char text[32] = "first", file[32] = "a.c";
    struct event event = plain;

    event.text = text;
    event.file = file;
    ASSERT_EQ(stream_append(&copies, &event), 0);
    strcpy(text, "second");
    ASSERT_EQ(stream_append(&copies, &event), 0);
    strcpy(file, "b.c");
    strcpy(text, "");
    ASSERT_EQ(stream_append(&copies, &event), 0);
    strcpy(text, "gone");
    ASSERT_EQ(copies.count, 3);
    ASSERT_STR_EQ(copies.events[0].text, "first");
    ASSERT_STR_EQ(copies.events[1].text, "second");
    ASSERT_STR_EQ(copies.events[1].file, "a.c");
    ASSERT_STR_EQ(copies.events[2].text, "");
    ASSERT_STR_EQ(copies.events[2].file, "b.c");
    stream_free(&copies);
}

TEST(text_of_any_length_stays_whole)
{
    struct stream many = { 0 };
    static char text[100 * 1024];

    /* Around the size of a chunk of memory, and far beyond it. */
    for (size_t i = 0; i < 400; i++) {
        size_t length = i * 251 % (i % 50 ? 3000 : sizeof text);

        memset(text, 'a' + (int)(i % 26), length);
        text[length] = '\0';
        ASSERT_EQ(append_text(&many, text), 0);
    }
    for (size_t i = 0; i < 400; i++) {
        size_t length = i * 251 % (i % 50 ? 3000 : sizeof text);

        test_note("text %zu", i);
        ASSERT_EQ(strlen(many.events[i].text), length);
        for (size_t k = 0; k < length; k++)
            ASSERT_TRUE(many.events[i].text[k] == 'a' + (char)(i % 26));
    }
    stream_free(&many);
}

TEST(text_larger_than_a_chunk_may_come_first)
{
    struct stream large = { 0 };
    static char text[20000];

    memset(text, 'x', sizeof text - 1);
    ASSERT_EQ(append_text(&large, text), 0);
    ASSERT_EQ(append_text(&large, "small"), 0);
    ASSERT_STR_EQ(large.events[0].text, text);
    ASSERT_STR_EQ(large.events[1].text, "small");
    stream_free(&large);
}

TEST(tasks_have_names)
{
    struct stream named = { 0 };
    struct event event = { .kind = EVENT_TASK, .task = 3, .file = "", .text = "worker-1" };

    append_text(&named, "no name");
    stream_append(&named, &event);
    ASSERT_STR_EQ(stream_task_name(&named, 3), "worker-1");
    ASSERT_STR_EQ(stream_task_name(&named, 0), "the loop");
    ASSERT_STR_EQ(stream_task_name(&named, 1), "?");
    stream_free(&named);
}

TEST(task_has_its_name_even_if_some_ids_are_missing)
{
    struct stream named = { 0 };
    char name[16];

    for (uint32_t id = 1; id < 1000; id += id % 5 ? 1 : 2) {
        snprintf(name, sizeof name, "worker-%u", id);
        append_text(&named, "a line");
        stream_append(&named,
                      &(struct event){ .kind = EVENT_TASK, .task = id, .file = "", .text = name });
    }
    for (uint32_t id = 1; id < 1000; id++) {
        snprintf(name, sizeof name, "worker-%u", id);
        ASSERT_STR_EQ(stream_task_name(&named, id), id > 1 && id % 5 == 1 ? "?" : name);
    }
    ASSERT_STR_EQ(stream_task_name(&named, 1000), "?");
    stream_free(&named);
}

TEST(event_is_copied_with_its_texts_and_the_tasks_it_awaits)
{
    struct stream copies = { 0 };
    uint32_t awaits[] = { 2, 3, 7 };
    char call[] = "co_queue_put(queue, item)", item[] = "Item-1";
    struct event event = {
        .kind = EVENT_WAIT,
        .file = "a.c",
        .text = "x",
        .call = call,
        .what = item,
        .awaits = awaits,
        .awaits_count = 3,
    };

    ASSERT_EQ(append_text(&copies, "odd length"), 0);
    ASSERT_EQ(stream_append(&copies, &event), 0);
    awaits[1] = 9;
    call[0] = item[0] = '!';
    ASSERT_STR_EQ(copies.events[1].call, "co_queue_put(queue, item)");
    ASSERT_STR_EQ(copies.events[1].what, "Item-1");
    ASSERT_EQ(copies.events[1].awaits[1], 3);
    ASSERT_EQ(copies.events[1].awaits_count, 3);
    stream_free(&copies);
}

TEST(event_without_a_text_has_an_empty_one)
{
    struct stream copies = { 0 };

    ASSERT_EQ(stream_append(&copies, &(struct event){ .kind = EVENT_STEP }), 0);
    ASSERT_STR_EQ(copies.events[0].text, "");
    ASSERT_STR_EQ(copies.events[0].call, "");
    ASSERT_STR_EQ(copies.events[0].what, "");
    ASSERT_STR_EQ(copies.events[0].file, "");
    stream_free(&copies);
}
