#include "try/solved.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/test-solved.XXXXXX";
static struct solved solved;

static void begin(void)
{
    ASSERT_TRUE(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    ASSERT_EQ(solved_read(&solved), 0);
}

static void end(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/asyncdemo/solved", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/asyncdemo", folder);
    rmdir(path);
    rmdir(folder);
    solved_free(&solved);
}

TEST(nothing_is_solved_without_a_file)
{
    begin();
    ASSERT_TRUE(!solved_has(&solved, "lock-too-late"));
    end();
}

TEST(solved_exercises_are_read_again)
{
    begin();
    ASSERT_EQ(solved_add(&solved, "lock-too-late"), 0);
    ASSERT_EQ(solved_add(&solved, "blocked-loop"), 0);
    solved_free(&solved);
    solved = (struct solved){ 0 };
    ASSERT_EQ(solved_read(&solved), 0);
    ASSERT_STR_EQ(text_string(&solved.names), "lock-too-late\nblocked-loop\n");
    ASSERT_TRUE(solved_has(&solved, "lock-too-late"));
    ASSERT_TRUE(solved_has(&solved, "blocked-loop"));
    ASSERT_TRUE(!solved_has(&solved, "lock"));
    ASSERT_TRUE(!solved_has(&solved, "too-late"));
    end();
}

TEST(exercise_is_noted_once)
{
    begin();
    ASSERT_EQ(solved_add(&solved, "lock-too-late"), 0);
    ASSERT_EQ(solved_add(&solved, "lock-too-late"), 0);
    ASSERT_STR_EQ(text_string(&solved.names), "lock-too-late\n");
    end();
}

TEST(home_is_the_place_without_a_state_folder)
{
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "/there/is/none", 1);
    ASSERT_EQ(solved_read(&solved), 0);
    ASSERT_STR_EQ(text_string(&solved.path), "/there/is/none/.local/state/asyncdemo/solved");
    solved_free(&solved);
}

TEST(state_folder_that_is_not_absolute_is_not_used)
{
    setenv("XDG_STATE_HOME", "here", 1);
    unsetenv("HOME");
    ASSERT_EQ(solved_read(&solved), 0);
    ASSERT_STR_EQ(text_string(&solved.path), "");
    ASSERT_EQ(solved_add(&solved, "lock-too-late"), -ENOENT);
    solved_free(&solved);
}

TEST(folder_that_cannot_be_made_is_told)
{
    char path[128];

    begin();
    snprintf(path, sizeof path, "%s/asyncdemo", folder);
    fclose(fopen(path, "w"));
    ASSERT_EQ(solved_add(&solved, "lock-too-late"), -ENOTDIR);
    unlink(path);
    end();
}
