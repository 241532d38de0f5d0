/* The option --events: a file that gets the events of the runs, while they go on. If they cannot
 * all be written, the file is removed; a device or a pipe stays. A run that is killed leaves what
 * it has written. */
#ifndef CLI_EVENTS_FILE_H
#define CLI_EVENTS_FILE_H

#include "cli/arguments.h"
#include "run/events_sink.h"
#include "run/run.h"

/* Open the file of --events, for so many runs; without the option, the sink's file becomes NULL.
 * Returns 0; or an exit code, after a message on stderr. */
int events_file_open(const struct arguments *arguments, size_t runs, struct events_sink *sink);
/* Let the run of the demo write to the sink, if there is a file. */
void events_file_attach(struct events_sink *sink, const char *demo, struct run_options *run);
/* Complete the events of one run in this process, and close the file. Returns 0; or
 * EXIT_TOOL_FAILED, after a message on stderr. */
int events_file_close(struct events_sink *sink);

#endif
