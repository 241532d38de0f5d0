/* The option --events: a file that gets the events of the runs. */
#ifndef CLI_EVENTS_FILE_H
#define CLI_EVENTS_FILE_H

#include "cli/arguments.h"
#include "run/run.h"

/* Open the file of --events; without the option, *descriptor becomes -1. Returns 0; or an exit
 * code, after a message on stderr. */
int events_file_open(const struct arguments *arguments, int *descriptor);
/* Append the events of one run. Returns 0; or EXIT_TOOL_FAILED, after a message on stderr. */
int events_file_write(const struct stream *stream, int descriptor);

#endif
