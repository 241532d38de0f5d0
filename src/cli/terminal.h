/* The symbols and colours that the reader of a descriptor can show. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "run/run.h"

#include <stdbool.h>

/*
 * The symbols to log with. Emoji, unless the locale has another codeset than UTF-8: then ASCII; or
 * unless the descriptor is a terminal that has none (TERM is linux or dumb): then words. Where the
 * environment names no locale, as in a container or a cron job, UTF-8 is meant today.
 */
enum symbols terminal_symbols(int descriptor);

/* Whether to use colour: on a terminal that is not dumb, unless NO_COLOR is set. */
bool terminal_colour(int descriptor);

/* Whether a line can be written over, to show progress: on a terminal that is not dumb. */
bool terminal_overwrites(int descriptor);

#endif
