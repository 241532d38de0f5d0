#include "streams.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

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
    for (int kind = EVENT_TASK; kind <= EVENT_THING; kind++)
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
                                  .call = cause % 3 ? "co_sleep(0.1)" : "",
                                  .what = kind % 2 ? "queue" : "",
                                  .thing = 8,
                                  .verb = CO_VERB_NOTIFY,
                                  .is_job = cause % 2,
                                  .count = -9,
                                  .due = INT64_MAX - 10,
                                  .awaits = (uint32_t[]){ 4, UINT32_MAX },
                                  .awaits_count = (uint32_t)kind % 3,
                              });
}

TEST(stream_arrives_as_it_was_sent)
{
    struct stream sent = { 0 }, received = { 0 };

    make_all_kinds(&sent);
    ASSERT_EQ(pass_on(&sent, &received), 0);
    ASSERT_EQ(received.count, 50);
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
