/* This module finds out which symbols and colours the reader of a descriptor can show. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "run/run.h"

#include <stdbool.h>

/*
 * Returns the symbols for the log: ASCII, if the locale has another codeset than UTF-8; words, if
 * the descriptor is a terminal without emoji (TERM is linux or dumb); otherwise emoji. If the
 * environment names no locale, as in a container or a cron job, the function takes the codeset to
 * be UTF-8.
 */
enum symbols terminal_symbols(int descriptor);

/* Returns whether to use colour: on a terminal that is not dumb, unless NO_COLOR is set. */
bool terminal_colour(int descriptor);

/* Returns whether a line can be written over, to show progress: on a terminal that is not dumb. */
bool terminal_overwrites(int descriptor);

/* Returns the number of columns: of COLUMNS, or of the terminal; 0 if the descriptor is no terminal
 * or the number is unknown. */
int terminal_width(int descriptor);

/* Print the lines on stdout; on a terminal, long ones are broken at words if there is memory. */
void terminal_print(const char *lines);

#endif
