/* The option --origin: pages of which origins may open the WebSockets of a server. */
#ifndef CLI_ORIGINS_H
#define CLI_ORIGINS_H

#include "cli/arguments.h"
#include "run/run.h"

enum { ORIGINS_MAX = 16 };

/* Read the option into run->origins, which stays valid as long as the program. Returns 0, or an
 * exit code after having told what is wrong. */
int read_origins(const struct arguments *arguments, struct run_options *run);

#endif
