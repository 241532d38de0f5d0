/* The commands of the command line. Each has a file command_NAME.c. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/arguments.h"
#include "run/run.h"

struct command {
    const char *name;
    const char *words;            /* its words besides options, in the form that help shows */
    const char *summary;          /* half a sentence for the list of commands */
    const char *example;          /* two commands to type, one on each line */
    const char *details;          /* the rest of its help, or NULL */
    const struct option *options; /* the last option has no name */
    /* Execute the command, and return the exit code. The caller flushes and checks stdout
     * afterwards. */
    int (*execute)(const struct arguments *arguments);
};

extern const struct command command_run, command_list, command_show, command_check, command_accept,
    command_explore, command_compare, command_book, command_walk, command_worker, command_new,
    command_try, command_help;

/* The command of the build, which no help shows. */
extern const struct command command_manual;

/* The commands in the order of help; the last pointer is NULL. The first is the default command. */
extern const struct command *const commands[];

/* Returns the command with this name, also if no help shows it; NULL if there is none. */
const struct command *command_find(const char *name);

/* Returns whether the libraries that a demo or command needs are installed. If not, prints that on
 * stderr, and the caller should return EXIT_SKIPPED. */
bool command_can_run(const char *name, unsigned needs);

/* What the exit codes mean; the last one has no meaning. */
struct exit_meaning {
    enum exit_code code;
    const char *meaning;
};
extern const struct exit_meaning exit_meanings[];

/* Print the output of asyncdemo --help, and of asyncdemo help COMMAND. */
void help_write(void);
void help_write_command(const struct command *command);
/* Print a short help on stderr, for a user that typed the program's name alone. */
void help_write_brief(void);

#endif
