#include "scene.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

static const struct event plain = {
    .kind = EVENT_LINE, .task = 1, .number = 1, .file = "a.c", .line = 7, .text = "hello"
};

static int append_text(struct stream *to, const char *text)
{
    struct event event = plain;

    event.text = text;
    return stream_append(to, &event);
}

static void assert_same_event(const struct event *a, const struct event *b)
{
    ASSERT_EQ(a->kind, b->kind);
    ASSERT_EQ(a->task, b->task);
    ASSERT_EQ(a->number, b->number);
    ASSERT_EQ(a->result, b->result);
    ASSERT_EQ(a->time, b->time);
    ASSERT_EQ(a->line, b->line);
    ASSERT_EQ(a->cause.kind, b->cause.kind);
    ASSERT_EQ(a->cause.by, b->cause.by);
    ASSERT_EQ(a->cause.by_line, b->cause.by_line);
    ASSERT_EQ(a->cause.ordinal, b->cause.ordinal);
    ASSERT_EQ(a->cause.delay, b->cause.delay);
    ASSERT_EQ(a->cause.time, b->cause.time);
    ASSERT_STR_EQ(a->file, b->file);
    ASSERT_STR_EQ(a->text, b->text);
}

static void assert_same_stream(const struct stream *a, const struct stream *b)
{
    ASSERT_EQ(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        test_note("event %zu", i);
        assert_same_event(&a->events[i], &b->events[i]);
    }
}

/* ---- In memory ---- */

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

/* ---- Between processes ---- */

struct sending {
    const struct stream *stream;
    int descriptor;
    int result;
};

static void *send_in_thread(void *argument)
{
    struct sending *sending = argument;

    sending->result = stream_write(sending->stream, sending->descriptor);
    close(sending->descriptor);
    return NULL;
}

/* Send the stream through a pipe, which is smaller than a large stream. */
static int pass_on(const struct stream *from, struct stream *to)
{
    struct sending sending = { .stream = from };
    pthread_t thread;
    int ends[2], rc;

    ASSERT_EQ(pipe(ends), 0);
    sending.descriptor = ends[1];
    ASSERT_EQ(pthread_create(&thread, NULL, send_in_thread, &sending), 0);
    rc = stream_read(to, ends[0]);
    pthread_join(thread, NULL);
    close(ends[0]);
    ASSERT_EQ(sending.result, 0);
    return rc;
}

static void make_all_kinds(struct stream *to)
{
    for (int kind = EVENT_TASK; kind <= EVENT_RUN_END; kind++)
        for (int cause = CO_CAUSE_START; cause <= CO_CAUSE_LOOP; cause++)
            stream_append(to, &(struct event){
                                  .kind = (enum event_kind)kind,
                                  .task = UINT32_MAX - (uint32_t)kind,
                                  .number = (uint32_t)cause,
                                  .result = -cause,
                                  .time = INT64_MAX - kind,
                                  .cause = { (enum co_cause_kind)cause, 1, 2, 3, INT64_MIN, -4 },
                                  .file = cause % 2 ? "demos/production/lock.c" : "",
                                  .line = 5,
                                  .text = kind % 3 ? "🔒 text\\ \"quoted\"" : "",
                              });
}

TEST(stream_arrives_as_it_was_sent)
{
    struct stream sent = { 0 }, received = { 0 };

    make_all_kinds(&sent);
    ASSERT_EQ(pass_on(&sent, &received), 0);
    ASSERT_EQ(received.count, 35);
    assert_same_stream(&sent, &received);
    stream_free(&sent);
    stream_free(&received);
}

TEST(empty_stream_arrives)
{
    struct stream sent = { 0 }, received = { 0 };

    ASSERT_EQ(pass_on(&sent, &received), 0);
    ASSERT_EQ(received.count, 0);
}

TEST(stream_larger_than_a_pipe_arrives)
{
    struct stream sent = { 0 }, received = { 0 };
    char text[300];

    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof text, "line %d %*s", i, i % 200, "");
        ASSERT_EQ(append_text(&sent, text), 0);
    }
    ASSERT_EQ(pass_on(&sent, &received), 0);
    assert_same_stream(&sent, &received);
    stream_free(&sent);
    stream_free(&received);
}

static FILE *written(const struct stream *from, size_t *size)
{
    FILE *file = tmpfile();
    struct stat status;

    ASSERT_TRUE(file);
    ASSERT_EQ(stream_write(from, fileno(file)), 0);
    ASSERT_EQ(fstat(fileno(file), &status), 0);
    *size = (size_t)status.st_size;
    return file;
}

static int read_from_start(FILE *file)
{
    struct stream received = { 0 };
    int rc;

    lseek(fileno(file), 0, SEEK_SET);
    rc = stream_read(&received, fileno(file));
    stream_free(&received);
    return rc;
}

TEST(stream_cut_short_anywhere_is_an_error)
{
    struct stream sent = { 0 };
    FILE *file;
    size_t size;

    make_all_kinds(&sent);
    file = written(&sent, &size);
    ASSERT_EQ(read_from_start(file), 0);
    while (size--) {
        test_note("%zu bytes are left", size);
        ASSERT_EQ(ftruncate(fileno(file), (off_t)size), 0);
        ASSERT_EQ(read_from_start(file), -EPROTO);
    }
    fclose(file);
    stream_free(&sent);
}

/* A damaged byte may cause a wrong event or an error, but no crash, and no allocation for bytes
 * that are not there. */
TEST(damaged_stream_does_no_harm)
{
    struct stream sent = { 0 };
    FILE *file;
    size_t size;

    make_all_kinds(&sent);
    file = written(&sent, &size);
    for (size_t i = 0; i < size && i < 400; i++)
        for (int bit = 0; bit < 8; bit++) {
            unsigned char byte, damaged;
            int rc;

            ASSERT_EQ(pread(fileno(file), &byte, 1, (off_t)i), 1);
            damaged = byte ^ (unsigned char)(1 << bit);
            ASSERT_EQ(pwrite(fileno(file), &damaged, 1, (off_t)i), 1);
            test_note("byte %zu, bit %d", i, bit);
            rc = read_from_start(file);
            ASSERT_TRUE(rc == 0 || rc == -EPROTO);
            ASSERT_TRUE(i >= 24 || rc == -EPROTO); /* the header */
            ASSERT_EQ(pwrite(fileno(file), &byte, 1, (off_t)i), 1);
        }
    fclose(file);
    stream_free(&sent);
}

TEST(failed_read_or_write_is_an_error)
{
    struct stream sent = { 0 };
    int full = open("/dev/full", O_WRONLY), closed = 199;

    append_text(&sent, "hello");
    ASSERT_EQ(stream_write(&sent, closed), -EIO);
    ASSERT_EQ(stream_read(&sent, closed), -EIO);
    if (full >= 0)
        ASSERT_EQ(stream_write(&sent, full), -EIO);
    close(full);
    sent.failed = true;
    ASSERT_EQ(stream_write(&sent, STDOUT_FILENO), -ENOMEM);
    stream_free(&sent);
}

/* ---- JSON lines ---- */

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
                  "{\"v\":1,\"time_ns\":1500000000,\"kind\":\"line\",\"task\":1,\"number\":1,"
                  "\"text\":\"🔒 \\\"quoted\\\" \\\\\",\"cause\":{\"kind\":\"timer\",\"by\":1,"
                  "\"delay_ns\":1000000,\"time_ns\":1500000000},\"file\":\"a.c\",\"line\":7}\n");
}

TEST(causes_are_written_as_json)
{
    struct event event = { .kind = EVENT_WAKE, .task = 2, .file = "", .text = "" };

    event.cause = (struct co_cause){ CO_CAUSE_TASK, 1, 3, 2, 0, 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":1,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"text\":\"\",\"cause\":{\"kind\":"
        "\"task\",\"by\":1,\"by_line\":3,\"ordinal\":2,\"time_ns\":9}}\n");
    event.cause = (struct co_cause){ CO_CAUSE_THREAD, 4, 2, 0, 0, 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":1,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"text\":\"\",\"cause\":{\"kind\":"
        "\"thread\",\"by\":4,\"by_line\":2,\"time_ns\":9}}\n");
    event.cause = (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = 9 };
    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":1,\"time_ns\":0,\"kind\":\"wake\",\"task\":2,\"text\":\"\",\"cause\":{\"kind\":"
        "\"loop\",\"time_ns\":9}}\n");
}

TEST(end_of_a_run_is_written_as_json)
{
    struct event event = {
        .kind = EVENT_RUN_END, .number = 3, .result = -35, .file = "", .text = ""
    };

    ASSERT_STR_EQ(
        as_json(&event),
        "{\"v\":1,\"time_ns\":0,\"kind\":\"run_end\",\"task\":0,\"number\":3,\"result\":-35,"
        "\"text\":\"\"}\n");
}

/* A reader of JSON that knows just enough: strings, numbers, objects. */
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

static const char *skip_value(const char *json)
{
    if (*json == '"')
        return skip_string(json);
    if (*json == '{')
        return skip_object(json);
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
        ASSERT_TRUE(strncmp(line, "{\"v\":1,\"time_ns\":", 17) == 0);
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
