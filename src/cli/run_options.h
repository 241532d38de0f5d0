/* The options of "asyncdemo run" that say how a demo runs: its clock, its server, its broker, and
 * what its log looks like. */
#ifndef CLI_RUN_OPTIONS_H
#define CLI_RUN_OPTIONS_H

#include "cli/arguments.h"
#include "cli/run_list.h"
#include "run/run.h"

/* Read the options that any demo can have, into `run`; without --symbols, the symbols are those
 * that run->output can show. Returns 0; or an exit code, after a message on stderr. */
int run_options_read(const struct arguments *arguments, struct run_options *run);
/* Read the options of the open server and of the broker, which only some demos have. The other
 * options have been read. Returns 0; or an exit code, after a message on stderr. */
int run_options_read_outside(const struct arguments *arguments, const struct run_list *list,
                             struct run_options *run);

#endif
