#include "check/golden_source.h"

#include "tree.h"

#include <errno.h>
#include <unistd.h>

static const char *embedded(const char *path, size_t *size)
{
    static const char content[] = "[  0.000] within\n";

    *size = sizeof content - 1;
    return strcmp(path, "golden/chapter/one.txt") == 0 ? content : NULL;
}

static struct transcript transcript;
static struct transcript_error error;

static int read_from(const char *root, const char *demo, bool errors)
{
    struct golden_source source = { root, embedded };
    struct golden golden = { .chapter = "chapter",
                             .demo = demo,
                             .part = errors ? GOLDEN_ERRORS : GOLDEN_LOG };

    return golden_source_read(&source, &golden, &transcript, &error);
}

TEST(goldens_in_a_folder_are_read_there)
{
    tree_write("one.txt", "[  0.000] in a file\n");
    ASSERT_EQ(read_from(test_folder(), "one", false), 0);
    ASSERT_EQ(transcript.size, strlen("[  0.000] in a file\n"));
    transcript_free(&transcript);
    ASSERT_EQ(read_from(test_folder(), "two", false), -ENOENT);
    ASSERT_EQ(error.damage, TRANSCRIPT_ABSENT);
}

TEST(goldens_within_the_program_are_read_without_a_folder)
{
    ASSERT_EQ(read_from(NULL, "one", false), 0);
    ASSERT_EQ(transcript.size, strlen("[  0.000] within\n"));
    transcript_free(&transcript);
    ASSERT_EQ(read_from(NULL, "one", true), -ENOENT);
    ASSERT_STR_EQ(error.message, "golden/chapter/one.err.txt: the program has no such golden.");
    ASSERT_EQ(error.damage, TRANSCRIPT_ABSENT);
}

TEST(paths_below_the_working_folder_are_short)
{
    ASSERT_EQ(chdir(test_folder()), 0);
    ASSERT_EQ(read_from(".", "two", false), -ENOENT);
    assert_has(error.message, "golden/chapter/two.txt: ");
    ASSERT_TRUE(strncmp(error.message, "golden/", 7) == 0);
}
