/* The option --origin: the origins of pages that may open the WebSockets of a server. */
#ifndef CLI_ORIGINS_H
#define CLI_ORIGINS_H

#include "cli/arguments.h"
#include "run/run.h"

enum { ORIGINS_MAX = 16 };

/* Read the option into run->origins, which stays valid until the program ends. Returns 0; or an
 * exit code, after an error message. */
int read_origins(const struct arguments *arguments, struct run_options *run);

#endif
