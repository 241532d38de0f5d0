/* How long programs take from start to exit, one after the other, in milliseconds:
 *
 *     start COUNT NAME=COMMAND...
 *
 * A command is words with blanks between them; what it prints is thrown away. */
#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

enum { COMMANDS = 8, WORDS = 16 };

struct command {
    const char *name;
    char *words[WORDS + 1];
};

static void parse(struct command *command, char *argument)
{
    size_t count = 0;

    command->name = strtok(argument, "=");
    for (char *word = strtok(NULL, " "); word && count < WORDS; word = strtok(NULL, " "))
        command->words[count++] = word;
}

/* The exit status that wait() gives, or -1. */
static int run_command(struct command *command, const posix_spawn_file_actions_t *actions)
{
    pid_t child;
    int status;

    if (!command->words[0] ||
        posix_spawnp(&child, command->words[0], actions, NULL, command->words, environ) != 0 ||
        waitpid(child, &status, 0) < 0)
        return -1;
    return status;
}

static int time_command(struct command *command, const posix_spawn_file_actions_t *actions)
{
    double began = seconds_on(CLOCK_MONOTONIC);
    int status = run_command(command, actions);

    if (status != 0) {
        fprintf(stderr, "%s could not be run, or failed (wait status %d)\n", command->name, status);
        return 5;
    }
    figure(command->name, (seconds_on(CLOCK_MONOTONIC) - began) * 1e3);
    return 0;
}

int main(int argc, char **argv)
{
    struct command commands[COMMANDS] = { 0 };
    long count = argc > 1 ? atol(argv[1]) : 0;
    int last = argc < COMMANDS + 2 ? argc - 2 : COMMANDS, rc = 0;
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < last; i++)
        parse(&commands[i], argv[i + 2]);
    for (; count > 0 && rc == 0; count--)
        for (int i = 0; i < last && rc == 0; i++)
            rc = time_command(&commands[i], &actions);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}
