/* This module asks a person whether to accept a golden. */
#ifndef CHECK_ACCEPT_ASK_H
#define CHECK_ACCEPT_ASK_H

#include "check/check.h"

/* Ask on `messages` whether to make what was shown the golden of this name. Returns 1 for yes, 0
 * for no, and -EINTR if the answers ended. */
int accept_ask(const struct accept_options *options, const char *name);

#endif
