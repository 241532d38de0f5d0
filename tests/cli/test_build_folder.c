#include "cli/build_folder.h"

#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* This path in the case's folder, in one of a few buffers. */
static const char *in_folder(const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof *paths, "%s/%s", test_folder(), name);
    return path;
}

static void make(const char *name)
{
    ASSERT_EQ(mkdir(in_folder(name), 0777), 0);
}

TEST(program_in_a_build_folder_finds_it)
{
    char path[PATH_MAX];

    make("build");
    make("build/meson-private");
    ASSERT_TRUE(build_folder_of(in_folder("build/src/cli/asyncdemo"), path, "orders"));
    ASSERT_STR_EQ(path, in_folder("build/orders"));
}

TEST(nearest_build_folder_counts)
{
    char path[PATH_MAX];

    make("meson-private");
    make("build");
    make("build/meson-private");
    ASSERT_TRUE(build_folder_of(in_folder("build/asyncdemo"), path, "orders"));
    ASSERT_STR_EQ(path, in_folder("build/orders"));
    ASSERT_TRUE(build_folder_of(in_folder("bin/asyncdemo"), path, "orders"));
    ASSERT_STR_EQ(path, in_folder("orders"));
}

TEST(installed_program_has_no_build_folder)
{
    char path[PATH_MAX];

    ASSERT_TRUE(!build_folder_of("/usr/bin/asyncdemo", path, "orders"));
    ASSERT_TRUE(!build_folder_of("/asyncdemo", path, "orders"));
}

TEST(path_that_is_too_long_is_none)
{
    char path[PATH_MAX], name[PATH_MAX];

    make("meson-private");
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ASSERT_TRUE(!build_folder_of(in_folder("asyncdemo"), path, name));
}

TEST(running_program_finds_what_is_in_its_build_folder)
{
    char path[PATH_MAX];
    struct stat status;

    ASSERT_TRUE(build_folder_find(path, "build.ninja"));
    ASSERT_EQ(stat(path, &status), 0);
}
