#include "try/watch.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/test-watch.XXXXXX", file[64], other[64], line[32];
static struct watch watch;

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");

    ASSERT_TRUE(stream);
    fputs(text, stream);
    fclose(stream);
}

static void begin(bool reads_lines)
{
    ASSERT_TRUE(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/lock.c", folder);
    snprintf(other, sizeof other, "%s/lock.c.new", folder);
    write_file(file, "one");
    watch_begin(&watch, file, reads_lines);
}

static void end(void)
{
    unlink(file);
    rmdir(folder);
}

/* What the next wait tells: the word of the event. */
static const char *next(void)
{
    static const char *const words[] = { [WATCH_SAVED] = "saved",
                                         [WATCH_GONE] = "gone",
                                         [WATCH_LINE] = "line",
                                         [WATCH_ENDED] = "ended" };

    return words[watch_wait(&watch, line, sizeof line)];
}

TEST(file_that_is_written_is_saved)
{
    begin(false);
    write_file(file, "two, longer");
    ASSERT_STR_EQ(next(), "saved");
    end();
}

TEST(file_that_is_replaced_is_saved)
{
    begin(false);
    write_file(other, "two");
    ASSERT_EQ(rename(other, file), 0);
    ASSERT_STR_EQ(next(), "saved");
    end();
}

TEST(file_that_is_removed_is_gone_until_it_is_back)
{
    begin(false);
    unlink(file);
    ASSERT_STR_EQ(next(), "gone");
    write_file(file, "two");
    ASSERT_STR_EQ(next(), "saved");
    end();
}

TEST(same_text_with_a_new_time_is_saved)
{
    static const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 2 } };

    begin(false);
    ASSERT_EQ(utimensat(AT_FDCWD, file, times, 0), 0);
    ASSERT_STR_EQ(next(), "saved");
    end();
}

/* stdin becomes a pipe that holds the text and has ended. */
static void type(const char *text)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
}

TEST(line_that_is_typed_comes_without_its_newline)
{
    type("h\n");
    begin(true);
    ASSERT_STR_EQ(next(), "line");
    ASSERT_STR_EQ(line, "h");
    ASSERT_STR_EQ(next(), "ended");
    end();
}

TEST(save_is_told_after_a_line)
{
    type("h\n");
    begin(true);
    write_file(file, "two, longer");
    ASSERT_STR_EQ(next(), "line");
    watch.reads_lines = false;
    ASSERT_STR_EQ(next(), "saved");
    end();
}
