#include "cli/pager.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* stdout becomes a terminal, and the pager of this command writes to a file. */
static int begin_terminal(const char *file)
{
    int controller = posix_openpt(O_RDWR | O_NOCTTY), terminal;
    char command[256];

    ASSERT_TRUE(controller >= 0 && grantpt(controller) == 0 && unlockpt(controller) == 0);
    terminal = open(ptsname(controller), O_RDWR | O_NOCTTY);
    ASSERT_TRUE(terminal >= 0);
    dup2(terminal, STDOUT_FILENO);
    close(terminal);
    setenv("TERM", "xterm", 1);
    snprintf(command, sizeof command, "sed 's/^/paged: /' >%s", file);
    setenv("PAGER", command, 1);
    return controller;
}

static const char *content_of(const char *file)
{
    static char content[256];
    FILE *stream = fopen(file, "r");
    size_t length = stream ? fread(content, 1, sizeof content - 1, stream) : 0;

    content[length] = '\0';
    if (stream)
        fclose(stream);
    return content;
}

TEST(terminal_is_read_by_a_pager)
{
    char file[128];
    int controller;

    snprintf(file, sizeof file, "%s/paged", test_folder());
    controller = begin_terminal(file);
    pager_begin();
    pager_begin();
    ASSERT_TRUE(pager_is_open());
    ASSERT_EQ(write(STDOUT_FILENO, "text\n", 5), 5);
    pager_end();
    ASSERT_TRUE(!pager_is_open());
    ASSERT_STR_EQ(content_of(file), "paged: text\n");
    open("/dev/null", O_WRONLY);
    close(controller);
}

TEST(text_is_seen_if_the_pager_cannot_be_run)
{
    char shown[16];
    int controller = begin_terminal("/dev/null");

    setenv("PAGER", "no-such-pager --option 2>/dev/null", 1);
    pager_begin();
    ASSERT_TRUE(pager_is_open());
    ASSERT_EQ(write(STDOUT_FILENO, "text\n", 5), 5);
    pager_end();
    ASSERT_EQ(read(controller, shown, sizeof shown), 6);
    ASSERT_TRUE(memcmp(shown, "text\r\n", 6) == 0);
    open("/dev/null", O_WRONLY);
    close(controller);
}

TEST(pager_that_is_none_is_not_begun)
{
    static const char *const none[] = { "", "cat" };
    int controller = begin_terminal("/dev/null");

    for (int i = 0; i < 2; i++) {
        setenv("PAGER", none[i], 1);
        pager_begin();
        ASSERT_TRUE(!pager_is_open());
    }
    setenv("PAGER", "sed q", 1);
    setenv("TERM", "dumb", 1);
    pager_begin();
    ASSERT_TRUE(!pager_is_open());
    pager_end();
    close(controller);
}

TEST(pipe_is_read_without_a_pager)
{
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    dup2(ends[1], STDOUT_FILENO);
    setenv("PAGER", "sed q", 1);
    pager_begin();
    ASSERT_TRUE(!pager_is_open());
    close(ends[0]);
    close(ends[1]);
}
