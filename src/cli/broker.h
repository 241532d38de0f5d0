/* The options --broker and --queue, which say where the jobs of a run are. */
#ifndef CLI_BROKER_H
#define CLI_BROKER_H

#include "cli/arguments.h"

#define BROKER_OPTION_VALUE "redis://[USER:PASSWORD@]HOST[:PORT][/DB]|unix:///PATH"
#define QUEUE_OPTION_VALUE "NAME"

/* Read both options. NULL where one was not given. Returns 0, or an exit code after having told on
 * stderr what is wrong. */
int broker_read(const struct arguments *arguments, const char **broker, const char **queue);
/* A name that no other run gives its queue. Valid until the next call. */
const char *broker_new_queue(void);
/* Moves passwords from the arguments to the environment: before a message can show one, and before
 * other users can see it in a list of processes. */
void broker_hide_passwords(int count, char **strings);

#endif
