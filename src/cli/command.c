#include "cli/command.h"

#include <string.h>

const struct command *const commands[] = {
    &command_run,    &command_list,    &command_show, &command_check,
    &command_accept, &command_compare, &command_help, NULL,
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}
