/*
 * The exercises that a user has solved: a file with a name on each line, "asyncdemo/solved" in
 * $XDG_STATE_HOME, or else in ~/.local/state.
 */
#ifndef TRY_SOLVED_H
#define TRY_SOLVED_H

#include "co/explain/growing_text.h"

struct solved {
    struct text path;  /* empty if the environment names no place for it */
    struct text names; /* each name ends with a newline */
};

/* Read the file. Without it, no exercise is solved. Returns 0; or -errno if it cannot be read. The
 * caller frees `solved` in each case. */
int solved_read(struct solved *solved);
void solved_free(struct solved *solved);

bool solved_has(const struct solved *solved, const char *name);

/* Note that the exercise is solved: make the folder where it is missing, and append the name to the
 * file. Returns 0 or -errno. */
int solved_add(struct solved *solved, const char *name);

#endif
