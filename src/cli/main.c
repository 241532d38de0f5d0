#include "cli/broker.h"
#include "cli/checkout.h"
#include "cli/command.h"
#include "cli/embedded.h"
#include "cli/output.h"
#include "cli/pager.h"
#include "co/explain/place.h"

#include <stdio.h>

static bool find_source(const char *path, const char **begin, const char **end)
{
    struct embedded_file file;

    if (!embedded_find(path, &file))
        return false;
    *begin = file.begin;
    *end = file.end;
    return true;
}

static int execute(const struct arguments *arguments)
{
    if (arguments->version)
        printf("asyncdemo %s\n", VERSION);
    else if (arguments->help && arguments->command_named)
        help_write_command(arguments->command);
    else if (arguments->help)
        help_write();
    else
        return arguments->command->execute(arguments);
    return EXIT_WELL;
}

int main(int count, char **strings)
{
    struct arguments arguments;
    int exit_code;

    checkout_compare(strings);
    broker_hide_passwords(count, strings);
    output_begin();
    place_use_sources(find_source);
    if (count < 2) {
        help_write_brief();
        return EXIT_USAGE;
    }
    exit_code = arguments_parse(&arguments, count - 1, strings + 1);
    arguments.program = strings[0];
    if (!exit_code)
        exit_code = execute(&arguments);
    exit_code = output_finish(exit_code);
    pager_end();
    return exit_code;
}
