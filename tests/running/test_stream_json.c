#include "streams.h"

static const char *as_json(const struct event *event)
{
    static char buffer[4096];
    FILE *file = fmemopen(buffer, sizeof buffer, "w");
    struct stream one = { 0 };

    stream_append(&one, event);
    ASSERT_EQ(stream_write_json(&one, file), 0);
    fclose(file);
    stream_free(&one);
    return buffer;
}

TEST(log_line_is_written_as_json)
{
    struct event event = plain;

    event.time = 1500000000;
    event.text = "🔒 \"quoted\" \\";
    event.cause = (struct co_cause){ CO_CAUSE_TIMER, 1, 0, 0, 1000000, 1500000000 };
    ASSERT_STR_EQ(as_json(&event),
                  "{\"v\":2,\"time_ns\":1500000000,\"kind\":\"line\",\"task\":1,\"number\":1,"
                  "\"text\":\"🔒 \\\"quoted\\\" \\\\\",\"cause\":{\"kind\":\"timer\",\"by\":1,"
                  "\"delay_ns\":1000000,\"time_ns\":1500000000},\"file\":\"a.c\",\"line\":7}\n");
}

TEST(causes_are_written_as_json)
{
    struct event event = { .kind = EVENT_WAKE, .task = 2, .file = "", .text = "" };

    event.cause = (struct co_cause){ CO_CAUSE_TASK, 1, 3, 2, 0, 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":2,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"result\":0,\"text\":\"\",\"cause\":{\"kind\":"
        "\"task\",\"by\":1,\"by_line\":3,\"ordinal\":2,\"time_ns\":9}}\n");
    event.cause = (struct co_cause){ CO_CAUSE_THREAD, 4, 2, 0, 0, 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":2,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"result\":0,\"text\":\"\",\"cause\":{\"kind\":"
        "\"thread\",\"by\":4,\"by_line\":2,\"time_ns\":9}}\n");
    event.cause = (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":2,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"result\":0,\"text\":\"\",\"cause\":{\"kind\":"
        "\"loop\",\"time_ns\":9}}\n");
}

TEST(end_of_a_run_is_written_as_json)
{
    struct event event = {
        .kind = EVENT_RUN_END, .number = 3, .result = -35, .file = "", .text = ""
    };

    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":2,\"time_ns\":0,\"kind\":\"run_end\",\"task\":0,\"number\":3,\"result\":-35,"
        "\"text\":\"\"}\n");
}

TEST(touch_is_written_as_json)
{
    struct event event = { .kind = EVENT_TOUCH,
                           .task = 2,
                           .file = "a.c",
                           .line = 7,
                           .call = "put(q, i)",
                           .thing = 1,
                           .verb = CO_VERB_PUT,
                           .count = 3,
                           .what = "\"Item\"",
                           .text = "" };

    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":2,\"time_ns\":0,\"kind\":\"touch\",\"task\":2,\"text\":\"\",\"verb\":\"put\","
        "\"count\":3,\"thing\":1,\"item\":\"\\\"Item\\\"\",\"file\":\"a.c\",\"line\":7,"
        "\"call\":\"put(q, i)\"}\n");
}

TEST(wait_is_written_as_json_with_its_end_and_its_tasks)
{
    struct event event = {
        .kind = EVENT_WAIT, .task = 1, .due = 5, .awaits = (uint32_t[]){ 2, 3 }, .awaits_count = 2
    };

    ASSERT_STR_EQ(as_json(&event),
                  "{\"v\":2,\"time_ns\":0,\"kind\":\"wait\",\"task\":1,\"text\":\"\",\"due_ns\":5,"
                  "\"awaits\":[2,3]}\n");
}

/* A reader of JSON that knows just enough: strings, numbers, booleans, objects, arrays. */
static const char *skip_value(const char *json);

static const char *skip_string(const char *json)
{
    ASSERT_EQ(*json, '"');
    for (json++; *json != '"'; json++) {
        ASSERT_TRUE((unsigned char)*json >= 0x20);
        if (*json == '\\') {
            json++;
            ASSERT_TRUE(strchr("\"\\u", *json));
            if (*json == 'u') {
                ASSERT_EQ(strspn(json + 1, "0123456789abcdef") >= 4, true);
                json += 4;
            }
        }
    }
    return json + 1;
}

static const char *skip_object(const char *json)
{
    ASSERT_EQ(*json, '{');
    do {
        json = skip_string(json + 1);
        ASSERT_EQ(*json, ':');
        json = skip_value(json + 1);
    } while (*json == ',');
    ASSERT_EQ(*json, '}');
    return json + 1;
}

static const char *skip_array(const char *json)
{
    do
        json = skip_value(json + 1);
    while (*json == ',');
    ASSERT_EQ(*json, ']');
    return json + 1;
}

static const char *skip_value(const char *json)
{
    if (*json == '"')
        return skip_string(json);
    if (*json == '{')
        return skip_object(json);
    if (*json == '[')
        return skip_array(json);
    if (strncmp(json, "true", 4) == 0 || strncmp(json, "false", 5) == 0)
        return json + (*json == 't' ? 4 : 5);
    json += *json == '-';
    ASSERT_TRUE(isdigit((unsigned char)*json));
    return json + strspn(json, "0123456789");
}

ASYNC(speaker)
{
    log_time("\x01\xff \"\\ 🔒 \x1b[2J");
    return co_raise(-EIO, "\x02 bad");
}

ASYNC(all_sorts)
{
    int rc = co_await(co_create_task(CORO(speaker)));
    log_time("%s", co_error_message(rc));
    return co_event_wait(&(struct co_event){ 0 });
}

TEST(any_text_of_a_run_is_valid_json)
{
    static char json[64 * 1024];
    FILE *file = tmpfile();
    size_t lines = 0;

    play(SCENE(all_sorts));
    ASSERT_EQ(stream_write_json(&stream, file), 0);
    read_back(file, json, sizeof json);
    for (const char *line = json; *line; lines++) {
        test_note("%s", line);
        ASSERT_TRUE(strncmp(line, "{\"v\":2,\"time_ns\":", 17) == 0);
        line = skip_object(line);
        ASSERT_EQ(*line++, '\n');
    }
    ASSERT_EQ(lines, stream.count);
}

TEST(full_disk_is_an_error)
{
    FILE *full = fopen("/dev/full", "w");

    if (!full)
        test_skip("there is no /dev/full");
    play(SCENE(all_sorts));
    ASSERT_EQ(stream_write_json(&stream, full), -EIO);
    fclose(full);
}
