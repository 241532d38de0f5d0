#include "cli/walk_terminal.h"

#include "io/curses.h"
#include "run/run.h"

#include "capture.h"
#include "test.h"

#include <string.h>

static struct capture capture;
static enum symbols symbols = SYMBOLS_EMOJI;

/* Opening fails with this exit code, and says this. */
static void expect_refusal(int exit_code, const char *words)
{
    const char *said;
    int opened;

    capture_begin(&capture, stderr);
    opened = walk_terminal_open(&symbols, false);
    said = capture_end(&capture);
    test_note("%s", said);
    ASSERT_EQ(opened, exit_code);
    ASSERT_TRUE(strstr(said, words) != NULL);
}

TEST(walk_without_ncurses_is_skipped)
{
    curses_library.soname = NULL;
    expect_refusal(EXIT_SKIPPED, "walk cannot run here: ncursesw is missing");
}

TEST(walk_without_a_terminal_is_refused)
{
    if (!curses_library.soname)
        test_skip("it is built without ncursesw");
    expect_refusal(EXIT_TOOL_FAILED, "The frames as text");
}

TEST(terminal_of_unknown_size_counts_as_a_small_one)
{
    size_t rows = 0, columns = 0;

    if (!curses_library.soname)
        test_skip("it is built without ncursesw");
    capture_begin(&capture, stdout);
    walk_terminal_size(&rows, &columns);
    capture_end(&capture);
    ASSERT_EQ(rows, 24);
    ASSERT_EQ(columns, 80);
}
