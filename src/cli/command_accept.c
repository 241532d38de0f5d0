#include "cli/command.h"
#include "cli/selection.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct option options[] = {
    { "yes", 0, NULL, "do not ask" },
    { "turns", 0, "N",
      "how many turns of the loop may pass while time stands still; more count as a livelock."
      " Default: 100000" },
    { "variant", 0, "NAME", "this variant alone, or \"default\". Default: all" },
    { "root", 0, "FOLDER", "the folder that holds golden/. Default: the source tree" },
    { 0 },
};

static int execute(const struct arguments *arguments)
{
    struct accept_options accept = {
        .variant = selection_variant_to_check(arguments),
        .root = selection_root(arguments),
        .root_was_given = arguments_value(arguments, "root"),
        .yes = arguments_value(arguments, "yes"),
        .answers = isatty(STDIN_FILENO) ? stdin : NULL,
        .out = stdout,
        .messages = stderr,
        .colour = terminal_colour(STDOUT_FILENO),
    };
    struct check_demo *demos;
    unsigned long long turns = 0;
    size_t count;
    int exit_code;

    if (!arguments->word_count)
        return selection_missing(arguments);
    exit_code = value_number(arguments, "turns", 1, UINT32_MAX, &turns);
    if (exit_code)
        return exit_code;
    accept.turns = (uint32_t)turns;
    demos = calloc(syllabus_count, sizeof *demos);
    exit_code = demos ? selection_to_check(arguments, demos, &count) : EXIT_TOOL_FAILED;
    if (!exit_code)
        exit_code = accept_demos(demos, count, &accept);
    free(demos);
    return exit_code;
}

const struct command command_accept = {
    .name = "accept",
    .words = "DEMO|CHAPTER...",
    .summary = "make the present output and events of demos their goldens",
    .example = "asyncdemo accept lock\nasyncdemo accept rate-limit --variant=fixed --yes",
    .details =
        "The demos run on the virtual clock. The changes of their goldens are shown before they are"
        " written. \"asyncdemo help events\" explains a golden of events.",
    .options = options,
    .execute = execute,
};
