#include "cli/terminal.h"

#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void clear(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG",
                                             "TERM",   "NO_COLOR", "COLUMNS" };

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
}

/* A terminal without a reader. */
static int open_terminal(int *master)
{
    int terminal;

    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0)
        test_skip("there are no pseudo-terminals here");
    terminal = open(ptsname(*master), O_RDWR | O_NOCTTY);
    ASSERT_TRUE(terminal >= 0);
    return terminal;
}

TEST(locale_decides_between_emoji_and_ascii)
{
    static const struct {
        const char *variable, *value;
        enum symbols symbols;
    } rows[] = {
        { "LC_ALL", "C.UTF-8", SYMBOLS_EMOJI },
        { "LANG", "en_US.utf8", SYMBOLS_EMOJI },
        { "LC_CTYPE", "UTF-8", SYMBOLS_ASCII }, /* no such locale */
        { "LC_ALL", "C", SYMBOLS_ASCII },
        { "LANG", "POSIX", SYMBOLS_ASCII },
        { "LANG", "de_DE.ISO-8859-1", SYMBOLS_ASCII },
        { "LANG", "", SYMBOLS_EMOJI },
        { "LANG", "nowhere", SYMBOLS_ASCII },
        { "LANG", "de_DE.UTF-8@euro", SYMBOLS_EMOJI },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("%s=%s", rows[i].variable, rows[i].value);
        clear();
        setenv(rows[i].variable, rows[i].value, 1);
        ASSERT_EQ(terminal_symbols(STDOUT_FILENO), rows[i].symbols);
    }
}

TEST(stronger_variable_wins)
{
    clear();
    setenv("LANG", "C", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    ASSERT_EQ(terminal_symbols(STDOUT_FILENO), SYMBOLS_EMOJI);
    setenv("LC_ALL", "", 1);
    ASSERT_EQ(terminal_symbols(STDOUT_FILENO), SYMBOLS_ASCII);
    setenv("LC_CTYPE", "C.UTF-8", 1);
    ASSERT_EQ(terminal_symbols(STDOUT_FILENO), SYMBOLS_EMOJI);
}

TEST(emoji_are_the_default_without_a_locale)
{
    clear();
    ASSERT_EQ(terminal_symbols(STDOUT_FILENO), SYMBOLS_EMOJI);
}

TEST(terminal_without_emoji_gets_words)
{
    int master, terminal = open_terminal(&master);

    clear();
    setenv("TERM", "linux", 1);
    ASSERT_EQ(terminal_symbols(terminal), SYMBOLS_TEXT);
    ASSERT_EQ(terminal_symbols(STDOUT_FILENO), SYMBOLS_EMOJI);
    setenv("TERM", "xterm", 1);
    ASSERT_EQ(terminal_symbols(terminal), SYMBOLS_EMOJI);
    setenv("TERM", "dumb", 1);
    ASSERT_EQ(terminal_symbols(terminal), SYMBOLS_TEXT);
    setenv("LC_ALL", "C", 1);
    ASSERT_EQ(terminal_symbols(terminal), SYMBOLS_ASCII);
    close(terminal);
    close(master);
}

TEST(colour_needs_a_terminal_that_wants_it)
{
    int master, terminal = open_terminal(&master);

    clear();
    ASSERT_TRUE(terminal_colour(terminal) && terminal_overwrites(terminal));
    ASSERT_TRUE(!terminal_colour(STDOUT_FILENO) && !terminal_overwrites(STDOUT_FILENO));
    setenv("NO_COLOR", "", 1);
    ASSERT_TRUE(terminal_colour(terminal));
    setenv("NO_COLOR", "1", 1);
    ASSERT_TRUE(!terminal_colour(terminal) && terminal_overwrites(terminal));
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    ASSERT_TRUE(!terminal_colour(terminal) && !terminal_overwrites(terminal));
    close(terminal);
    close(master);
}

TEST(width_is_of_the_terminal_or_of_columns)
{
    int master, terminal = open_terminal(&master);
    struct winsize size = { .ws_row = 24, .ws_col = 132 };

    clear();
    ASSERT_EQ(terminal_width(terminal), 0); /* unknown */
    ASSERT_EQ(ioctl(terminal, TIOCSWINSZ, &size), 0);
    ASSERT_EQ(terminal_width(terminal), 132);
    setenv("COLUMNS", "100", 1);
    ASSERT_EQ(terminal_width(terminal), 100);
    ASSERT_EQ(terminal_width(STDOUT_FILENO), 0);
    setenv("COLUMNS", "-5", 1);
    ASSERT_EQ(terminal_width(terminal), 132);
    setenv("COLUMNS", "9999999999999999999999", 1);
    ASSERT_EQ(terminal_width(terminal), 132);
    setenv("COLUMNS", "wide", 1);
    ASSERT_EQ(terminal_width(terminal), 132);
    close(terminal);
    close(master);
}
