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

static const struct {
    const char *unicode, *ascii, *color, *meaning;
} marks[MARK_COUNT] = {
    [MARK_NOTHING] = { " ", " ", "", NULL },
    [MARK_LETTER] = { " ", " ", WAIT, NULL },
    [MARK_BESIDE] = { "", "", WAIT, NULL },
    [MARK_LINE] = { "●", "o", STRONG, "prints a line" },
    [MARK_LINES] = { NULL, NULL, STRONG, "prints that many lines" },
    [MARK_MANY] = { "+", "*", STRONG, "prints more than 9 lines" },
    [MARK_SLEEP] = { "─", "-", OWN, "sleeps" },
    [MARK_HOLD] = { "━", "=", HOLD, "sleeps and holds a lock or permit" },
    [MARK_WAIT] = { "·", ".", WAIT, "waits for what another task does" },
    [MARK_JOIN] = { "·", ".", WAIT, "awaits tasks" },
    [MARK_JOIN_SPACE] = { " ", " ", "", NULL },
    [MARK_OUTSIDE] = { "∙", ":", WAIT, "waits for a process or a connection" },
    [MARK_THREAD] = { "═", "~", THREAD, "runs in a thread" },
    [MARK_BUSY] = { "█", "#", STRONG, "blocks the loop" },
    [MARK_LATE] = { "░", "%", BAD, "is due, but cannot run yet" },
    [MARK_BAND] = { NULL, NULL, OWN, "number of tasks under way" },
    [MARK_END] = { "■", "]", "", "ends" },
    [MARK_CANCELLED] = { "╳", "x", BAD, "is cancelled" },
    [MARK_FAILED] = { "✗", "!", BAD, "fails" },
    [MARK_OVERFLOW] = { "↯", "$", BAD, "overflows its stack" },
    [MARK_NEVER] = { "⋯", "?", BAD, "never ends" },
    [MARK_DOWN] = { "▼", "v", BATON, "woken by the task at the other end" },
    [MARK_UP] = { "▲", "^", BATON, "woken by the task at the other end" },
    [MARK_GIVE_DOWN] = { "┐", "+", BATON, NULL },
    [MARK_GIVE_DOWN + 1] = { "┬", "+", BATON, NULL },
    [MARK_GIVE_DOWN + 2] = { "┯", "+", BATON, NULL },
    [MARK_GIVE_DOWN + 3] = { "╤", "+", BATON, NULL },
    [MARK_GIVE_UP] = { "┘", "+", BATON, NULL },
    [MARK_GIVE_UP + 1] = { "┴", "+", BATON, NULL },
    [MARK_GIVE_UP + 2] = { "┷", "+", BATON, NULL },
    [MARK_GIVE_UP + 3] = { "╧", "+", BATON, NULL },
    [MARK_PASS] = { "│", "|", BATON, NULL },
    [MARK_PASS + 1] = { "┼", "+", BATON, NULL },
    [MARK_PASS + 2] = { "┿", "+", BATON, NULL },
    [MARK_PASS + 3] = { "╪", "+", BATON, NULL },
    [MARK_BRIDGE] = { "╌", "_", BATON, NULL },
    [MARK_TICK] = { "╵", "'", WAIT, NULL },
    [MARK_FRAME] = { "│", "|", WAIT, NULL },
};

const char *mark_text(enum mark mark, unsigned level, bool ascii)
{
    static const char *const bars[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    static const char *const digits[] = { " ", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

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
    return marks[mark].meaning;
}
