/*
 * The terminal of a walk, by ncursesw, which is loaded here. Whatever ends or stops the program,
 * the terminal becomes as it was: at walk_terminal_close(), at Ctrl-C and other signals, at a
 * crash, and at Ctrl-Z until the program goes on. For SIGKILL there is a guard.
 */
#ifndef CLI_WALK_TERMINAL_H
#define CLI_WALK_TERMINAL_H

#include "cli/walk_key.h"
#include "show/screen.h"

/* Take the terminal of stdin and stdout. `symbols` becomes SYMBOLS_ASCII if the C library has no
 * locale with more. Returns 0; or an exit code, after a message on stderr. */
int walk_terminal_open(enum symbols *symbols, bool color);
void walk_terminal_close(void);
void walk_terminal_size(size_t *rows, size_t *columns);
/* Show the screen, which has the terminal's size. */
void walk_terminal_draw(const struct screen *screen);
/* Wait for a key, so many milliseconds or, if negative, without an end. */
int walk_terminal_key(int milliseconds);
/* The exit code for the signal that asked the program to end. SIGQUIT ends it here. */
int walk_terminal_end_by_signal(void);

#endif
