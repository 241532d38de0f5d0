/*
 * A guard of the terminal: a process of its own that gives the terminal back if the walk is killed
 * by SIGKILL, which no program can handle. The guard waits for the end of the walk.
 */
#ifndef CLI_WALK_GUARD_H
#define CLI_WALK_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct termios;

/* Begin to guard the terminal of stdin and stdout, which the walk has taken: its settings before
 * that, and the bytes by which it leaves the other screen. Without a guard, if there is none, the
 * walk goes on. */
void walk_guard_begin(const struct termios *before, const char *leave, size_t length);
/* Tell the guard whether the terminal is the walk's now. A signal handler may make the call. */
void walk_guard_tell(bool taken);
/* The terminal is given back, so end the guard. */
void walk_guard_end(void);

#endif
