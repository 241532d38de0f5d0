#include "run/events_sink.h"

#include "scene.h"

static char written[64 * 1024];

ASYNC(one_line)
{
    log_time("a line");
    return 0;
}

/* Play the scene, with its events written to a file that has this path. */
static void write_to(const char *path)
{
    struct run_options options = usual_options();
    struct events_sink sink;
    FILE *file = tmpfile();

    ASSERT_TRUE(file != NULL);
    events_sink_begin(&sink, file, path);
    run_listen(&options, events_sink_note, &sink);
    play_with(SCENE(one_line), options);
    stream_free(&stream);
    ASSERT_EQ(events_sink_end(&sink), 0);
    read_back(file, written, sizeof written);
}

TEST(file_of_events_gets_text)
{
    write_to("folder.json/lock.events");
    ASSERT_STR_EQ(written, "events 1\n"
                           "0 main is made by the loop\n"
                           "0 main prints a line\n"
                           "0 main ends\n"
                           "0 the run ends\n");
}

TEST(another_file_gets_json)
{
    static const char *const paths[] = { "lock.json", "lock", "lock.events.json" };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        test_note("%s", paths[i]);
        write_to(paths[i]);
        ASSERT_TRUE(strncmp(written, "{\"v\":2,", 7) == 0);
        ASSERT_TRUE(strstr(written, "\"text\":\"a line\"") != NULL);
    }
}

TEST(only_json_has_the_name_of_the_run)
{
    static const char *const paths[] = { "lock.json", "lock.events" };
    static const char *const names[] = {
        "{\"v\":2,\"time_ns\":0,\"kind\":\"run\",\"task\":0,\"text\":\"lock\","
        "\"variant\":\"fixed\"}\n",
        ""
    };

    for (size_t i = 0; i < 2; i++) {
        struct events_sink sink;
        FILE *file = tmpfile();

        ASSERT_TRUE(file != NULL);
        events_sink_begin(&sink, file, paths[i]);
        events_sink_name(&sink, "lock", "fixed");
        events_sink_end(&sink);
        read_back(file, written, sizeof written);
        test_note("%s", paths[i]);
        ASSERT_STR_EQ(written, names[i]);
    }
}

/* The reason is that of the first failure, also if a later write succeeds. */
TEST(full_disk_is_an_error)
{
    static const char *const paths[] = { "one.events", "one.json" };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct events_sink sink;
        FILE *file = fopen("/dev/full", "w");

        if (!file)
            return;
        test_note("%s", paths[i]);
        events_sink_begin(&sink, file, paths[i]);
        for (int k = 0; k < 1000; k++)
            events_sink_note(&sink, &(struct event){ .kind = EVENT_REPORT,
                                                     .time = k,
                                                     .file = "",
                                                     .text = "a report",
                                                     .call = "",
                                                     .what = "" });
        ASSERT_EQ(events_sink_end(&sink), -ENOSPC);
        fclose(file);
    }
}

/* The process ends in a signal handler, so no later call writes what is buffered. */
TEST(crash_writes_what_is_buffered)
{
    static const char *const paths[] = { "one.events", "one.json" };

    for (size_t i = 0; i < 2; i++) {
        struct event event = { .kind = EVENT_LINE, .text = "", .file = "", .call = "", .what = "" };
        struct events_sink sink;
        FILE *file = tmpfile();
        ssize_t length;

        ASSERT_TRUE(file != NULL);
        test_note("%s", paths[i]);
        events_sink_begin(&sink, file, paths[i]);
        events_sink_note(&sink, &event);
        ASSERT_EQ(pread(fileno(file), written, sizeof written - 1, 0), 0);
        event = (struct event){ .kind = EVENT_REPORT,
                                .task = 1,
                                .text = "Stack overflow",
                                .file = "demo.c",
                                .line = 19,
                                .call = "go()",
                                .what = "" };
        events_sink_note(&sink, &event);
        length = pread(fileno(file), written, sizeof written - 1, 0);
        ASSERT_TRUE(length > 0);
        written[length] = '\0';
        test_note("%s", written);
        ASSERT_EQ(strstr(written, "Stack overflow") != NULL, i == 1);
        ASSERT_EQ(strstr(written, ",\"line\":19,\"call\":\"go()\"}\n") != NULL, i == 1);
        ASSERT_EQ(strncmp(written, "events 1\n", 9) == 0, i == 0);
        events_sink_end(&sink);
        fclose(file);
    }
}
