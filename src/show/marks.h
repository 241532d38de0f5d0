/* The marks of a lane in a terminal: what a task does has a form, and colour repeats it. */
#ifndef SHOW_MARKS_H
#define SHOW_MARKS_H

#include "run/stream.h"

#include <stdbool.h>

enum mark {
    MARK_NOTHING,
    MARK_LETTER, /* of a word that stands in a lane */
    MARK_BESIDE, /* the second column of a letter */
    MARK_LINE,
    MARK_LINES, /* several: a digit */
    MARK_MANY,  /* more than nine lines */
    MARK_SLEEP,
    MARK_HOLD,
    MARK_WAIT,
    MARK_JOIN,
    MARK_JOIN_SPACE, /* between the marks of a lane that awaits tasks */
    MARK_OUTSIDE,
    MARK_THREAD,
    MARK_BUSY,
    MARK_LATE,
    MARK_BAND, /* how many tasks of a band are under way */
    MARK_END,
    MARK_CANCELLED,
    MARK_FAILED,
    MARK_OVERFLOW,
    MARK_NEVER,
    /* An arrow: its head, and where its line begins and passes. The line meets a lane that shows
     * nothing, a light line, a heavy one or a double one: four forms, in this order. */
    MARK_DOWN,
    MARK_UP,
    MARK_GIVE_DOWN,
    MARK_GIVE_UP = MARK_GIVE_DOWN + 4,
    MARK_PASS = MARK_GIVE_UP + 4,
    MARK_BRIDGE = MARK_PASS + 4, /* from the mark of a task that has ended to its arrow */
    MARK_TICK,                   /* of the ruler */
    MARK_FRAME,                  /* at the left of a lane */
    MARK_COUNT,
};

/* UTF-8, one column. `level` is the number of lines, or the height of a band, from 1 to
 * MARKS_LEVELS. */
const char *mark_text(enum mark mark, unsigned level, bool ascii);
/* The colour as the parameters of an escape sequence, "1;33"; "": the terminal's own. */
const char *mark_color(enum mark mark);
/* The mark of the event that ends a task. */
enum mark mark_of_end(const struct event *end);
/* What the legend says of the mark; NULL: nothing. */
const char *mark_meaning(enum mark mark);

enum { MARKS_LEVELS = 8 };

#endif
