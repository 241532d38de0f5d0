#include "show/marks.h"

#include <errno.h>
#include <stddef.h>

/* The terminal's owner has chosen the colours of its palette to be legible. */
#define OWN "34"
#define HOLD "1;33"
#define THREAD "36"
#define WAIT "2"
#define BATON "35"
#define BAD "31"
#define STRONG "1"

/* Without pointers, as are all tables that every start of the program would have to relocate. */
static const struct {
    char unicode[4], ascii[2], color[5], meaning[40];
} marks[MARK_COUNT] = {
    [MARK_NOTHING] = { " ", " ", "", "" },
    [MARK_LETTER] = { " ", " ", WAIT, "" },
    [MARK_BESIDE] = { "", "", WAIT, "" },
    [MARK_LINE] = { "●", "o", STRONG, "prints a line" },
    [MARK_LINES] = { "", "", STRONG, "prints that many lines" },
    [MARK_MANY] = { "+", "*", STRONG, "prints more than 9 lines" },
    [MARK_SLEEP] = { "─", "-", OWN, "sleeps" },
    [MARK_HOLD] = { "━", "=", HOLD, "sleeps and holds a lock or permit" },
    [MARK_WAIT] = { "·", ".", WAIT, "waits for what another task does" },
    [MARK_JOIN] = { "·", ".", WAIT, "awaits tasks" },
    [MARK_JOIN_SPACE] = { " ", " ", "", "" },
    [MARK_OUTSIDE] = { "∙", ":", WAIT, "waits for a process or a connection" },
    [MARK_THREAD] = { "═", "~", THREAD, "runs in a thread" },
    [MARK_BUSY] = { "█", "#", STRONG, "blocks the loop" },
    [MARK_LATE] = { "░", "%", BAD, "is due, but cannot run yet" },
    [MARK_BAND] = { "", "", OWN, "number of tasks under way" },
    [MARK_END] = { "■", "]", "", "ends" },
    [MARK_CANCELLED] = { "╳", "x", BAD, "is cancelled" },
    [MARK_FAILED] = { "✗", "!", BAD, "fails" },
    [MARK_OVERFLOW] = { "↯", "$", BAD, "overflows its stack" },
    [MARK_NEVER] = { "⋯", "?", BAD, "never ends" },
    [MARK_DOWN] = { "▼", "v", BATON, "woken by the task at the other end" },
    [MARK_UP] = { "▲", "^", BATON, "woken by the task at the other end" },
    [MARK_GIVE_DOWN] = { "┐", "+", BATON, "" },
    [MARK_GIVE_DOWN + 1] = { "┬", "+", BATON, "" },
    [MARK_GIVE_DOWN + 2] = { "┯", "+", BATON, "" },
    [MARK_GIVE_DOWN + 3] = { "╤", "+", BATON, "" },
    [MARK_GIVE_UP] = { "┘", "+", BATON, "" },
    [MARK_GIVE_UP + 1] = { "┴", "+", BATON, "" },
    [MARK_GIVE_UP + 2] = { "┷", "+", BATON, "" },
    [MARK_GIVE_UP + 3] = { "╧", "+", BATON, "" },
    [MARK_PASS] = { "│", "|", BATON, "" },
    [MARK_PASS + 1] = { "┼", "+", BATON, "" },
    [MARK_PASS + 2] = { "┿", "+", BATON, "" },
    [MARK_PASS + 3] = { "╪", "+", BATON, "" },
    [MARK_BRIDGE] = { "╌", "_", BATON, "" },
    [MARK_TICK] = { "╵", "'", WAIT, "" },
    [MARK_FRAME] = { "│", "|", WAIT, "" },
};

const char *mark_text(enum mark mark, unsigned level, bool ascii)
{
    static const char bars[][4] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    static const char digits[][2] = { " ", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

    if (mark == MARK_LINES)
        return digits[level];
    if (mark == MARK_BAND)
        return ascii ? digits[level] : bars[level];
    return ascii ? marks[mark].ascii : marks[mark].unicode;
}

enum mark mark_of_end(const struct event *end)
{
    return end->kind == EVENT_REPORT   ? MARK_OVERFLOW
           : end->result == -ECANCELED ? MARK_CANCELLED
           : end->result < 0           ? MARK_FAILED
                                       : MARK_END;
}

const char *mark_color(enum mark mark)
{
    return marks[mark].color;
}

const char *mark_meaning(enum mark mark)
{
    return marks[mark].meaning[0] ? marks[mark].meaning : NULL;
}
