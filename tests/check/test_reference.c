#include "check/reference.h"

#include "story.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct story story;
static struct stream loaded;
static char message[REFERENCE_MESSAGE_MAX];

static struct reference begin(const char *variant)
{
    static char folder[4096];
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_line(&story, main, 0, "begin");
    snprintf(folder, sizeof folder, "%s/saved", test_folder());
    return (struct reference){ folder, "chapter", "demo", variant };
}

static void assert_file(const struct reference *reference, const char *name)
{
    char path[8192];

    snprintf(path, sizeof path, "%s/%s", reference->folder, name);
    ASSERT_EQ(access(path, R_OK), 0);
}

TEST(saved_reference_is_loaded)
{
    struct reference reference = begin(NULL);

    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    assert_file(&reference, "chapter.demo.stream");
    ASSERT_EQ(reference_load(&reference, &loaded, message), 0);
    ASSERT_EQ(loaded.count, story.stream.count);
    ASSERT_STR_EQ(loaded.events[1].text, "begin");
    stream_free(&loaded);
    stream_free(&story.stream);
}

TEST(a_variant_has_a_file_of_its_own)
{
    struct reference reference = begin("flaw");

    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    assert_file(&reference, "chapter.demo.flaw.stream");
    stream_free(&story.stream);
}

TEST(second_save_replaces_the_first)
{
    struct reference reference = begin(NULL);

    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    story_line(&story, 1, 1, "end");
    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    ASSERT_EQ(reference_load(&reference, &loaded, message), 0);
    ASSERT_EQ(loaded.count, story.stream.count);
    stream_free(&loaded);
    stream_free(&story.stream);
}

/* The disk is as good as full. */
TEST(failed_save_leaves_the_reference_as_it_was)
{
    struct reference reference = begin(NULL);
    struct rlimit limit, before;
    char command[8192];
    size_t count = story.stream.count;

    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    story_line(&story, 1, 1, "end");
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 100;
    signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ASSERT_TRUE(reference_save(&reference, &story.stream, message) < 0);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_TRUE(strstr(message, "chapter.demo.stream: the reference cannot be saved") != NULL);
    ASSERT_EQ(reference_load(&reference, &loaded, message), 0);
    ASSERT_EQ(loaded.count, count);
    snprintf(command, sizeof command, "test \"$(ls -A '%s')\" = chapter.demo.stream",
             reference.folder);
    ASSERT_EQ(system(command), 0);
    stream_free(&loaded);
    stream_free(&story.stream);
}

TEST(missing_reference_is_named)
{
    struct reference reference = begin(NULL);

    ASSERT_EQ(reference_load(&reference, &loaded, message), -ENOENT);
    ASSERT_TRUE(
        strstr(message, "saved/chapter.demo.stream: the reference cannot be read: No such file") !=
        NULL);
    ASSERT_EQ(loaded.count, 0);
    stream_free(&story.stream);
}

TEST(truncated_reference_is_named)
{
    struct reference reference = begin(NULL);
    char path[8192];
    struct stat status;

    ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    snprintf(path, sizeof path, "%s/chapter.demo.stream", reference.folder);
    ASSERT_EQ(stat(path, &status), 0);
    for (off_t size = 0; size < status.st_size; size += 7) {
        ASSERT_EQ(truncate(path, size), 0);
        ASSERT_EQ(reference_load(&reference, &loaded, message), -EPROTO);
        ASSERT_TRUE(strstr(message, "cut short") != NULL);
        ASSERT_TRUE(loaded.events == NULL);
        ASSERT_EQ(reference_save(&reference, &story.stream, message), 0);
    }
    stream_free(&story.stream);
}

TEST(folder_that_cannot_be_written_is_named)
{
    struct reference reference = begin(NULL);

    reference.folder = "/dev/null/saved";
    ASSERT_EQ(reference_save(&reference, &story.stream, message), -ENOTDIR);
    ASSERT_TRUE(
        strstr(message, "/dev/null/saved/chapter.demo.stream: the reference cannot be saved") !=
        NULL);
    stream_free(&story.stream);
}
