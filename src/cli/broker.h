/* The options --broker and --queue say where a run keeps its jobs. */
#ifndef CLI_BROKER_H
#define CLI_BROKER_H

#include "cli/arguments.h"

#define BROKER_OPTION_VALUE "redis://[USER:PASSWORD@]HOST[:PORT][/DB]|unix:///PATH"
#define QUEUE_OPTION_VALUE "NAME"

/* Read both options; an option that was not given becomes NULL. Returns 0; or an exit code, after
 * an error message on stderr. */
int broker_read(const struct arguments *arguments, const char **broker, const char **queue);
/* Returns a queue name that no other run has. The name is valid until the next call. */
const char *broker_new_queue(void);
/* Move passwords from the arguments to the environment, so that no message and no list of processes
 * shows a password. */
void broker_hide_passwords(int count, char **strings);

#endif
