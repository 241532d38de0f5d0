#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { 0 },
};

static int execute(const struct arguments *arguments)
{
    static const struct {
        const char *name;
        void (*write)(void);
    } forms[] = {
        { "man", manual_write_man },
        { "bash", manual_write_bash },
        { "zsh", manual_write_zsh },
        { "fish", manual_write_fish },
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (arguments->word_count == 1 && strcmp(arguments->words[0], forms[i].name) == 0) {
            forms[i].write();
            return EXIT_WELL;
        }
    return usage_error("For example:  asyncdemo manual bash",
                       "\"asyncdemo manual\" takes one of man, bash, zsh, fish.");
}

/* For the build, which installs what it prints. It is in no list of commands. */
const struct command command_manual = {
    .name = "manual",
    .words = "man|bash|zsh|fish",
    .summary = "print the manual page, or the completion of a shell",
    .example = "asyncdemo manual man | man -l -\nasyncdemo manual bash",
    .options = options,
    .execute = execute,
};
