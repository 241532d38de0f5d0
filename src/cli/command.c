#include "cli/command.h"

#include <stdio.h>
#include <string.h>

const struct command *const commands[] = {
    &command_run,     &command_list,   &command_walk,    &command_show, &command_check,
    &command_explore, &command_accept, &command_compare, &command_book, &command_try,
    &command_worker,  &command_new,    &command_help,    NULL,
};

bool command_can_run(const char *name, unsigned needs)
{
    char reasons[IO_REASONS_MAX];

    if (!io_libraries_missing(needs, reasons))
        return true;
    fprintf(stderr, "%s cannot run here: %s.\nInstall it, and ./asyncdemo builds again with it.\n",
            name, reasons);
    return false;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return strcmp(command_manual.name, name) == 0 ? &command_manual : NULL;
}
