#include "cli/command.h"
#include "cli/golden_names.h"
#include "cli/selection.h"
#include "cli/terminal.h"

#include "check/command_word.h"
#include "co/explain/growing_text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct option options[] = {
    { "yes", 0, NULL, "do not ask" },
    { "turns", 0, "N",
      "how many turns of the loop may pass while time stands still; more count as a livelock."
      " Default: 100000" },
    { "variant", 0, "NAME", "this variant alone, or \"default\". Default: all" },
    { "limit", 0, "SECONDS",
      "golden file: how long the command may run. A command that never ends is watched for so"
      " long" },
    { "root", 0, "FOLDER", "the folder that holds golden/. Default: the source tree" },
    { 0 },
};

/* ---- Golden files ---- */

/* Append the words as a command for sh -c: one word as it is, more words in quotes where needed. */
static void join_words(struct text *command, char *const *words, size_t count)
{
    char word[PATH_MAX];

    if (count == 1)
        text_add(command, "%s", words[0]);
    for (size_t i = 0; count > 1 && i < count; i++)
        text_add(command, "%s%s", i ? " " : "", command_word(word, sizeof word, words[i]));
}

/* Accept the golden files; the words behind "--" are the command of a single one. */
static int accept_files(const struct arguments *arguments, const struct check_files *files,
                        const struct accept_options *accept)
{
    size_t behind = arguments->word_count - arguments->words_before;
    struct accept_file file = { .limit = -1 };
    struct text command = { 0 };
    int worst = 0, exit_code = value_seconds(arguments, "limit", &file.limit);

    if (!exit_code && behind && files->count != 1)
        exit_code = usage_error("For instance:  asyncdemo accept tick.golden -- ./tick",
                                "One file alone takes a command.");
    if (exit_code)
        return exit_code;
    join_words(&command, arguments->words + arguments->words_before, behind);
    file.command = behind ? text_string(&command) : NULL;
    for (size_t i = 0; i < files->count && worst != EXIT_INTERRUPTED; i++) {
        file.path = files->paths[i];
        exit_code = accept_file(&file, accept);
        worst = exit_code ? exit_code : worst;
    }
    text_free(&command);
    return worst;
}

/* ---- Demos ---- */

static int accept_words(const struct arguments *arguments, const struct accept_options *accept)
{
    struct check_demo *demos = calloc(syllabus_count, sizeof *demos);
    size_t count;
    int exit_code = demos ? selection_to_check(arguments, demos, &count) : EXIT_TOOL_FAILED;

    if (!exit_code)
        exit_code = accept_demos(demos, count, accept);
    free(demos);
    return exit_code;
}

/* Accept golden files and demos; the words behind "--" belong to neither. */
static int accept_all(const struct arguments *arguments, const struct accept_options *accept)
{
    struct arguments before = *arguments;
    struct check_files files = { 0 };
    int exit_code;

    before.word_count = arguments->words_before;
    exit_code = golden_names_take(&before, NULL, &files);
    if (!exit_code && (files.count || arguments->words_before < arguments->word_count))
        exit_code = accept_files(arguments, &files, accept);
    if (!exit_code && before.word_count)
        exit_code = accept_words(&before, accept);
    golden_names_free(&files);
    return exit_code;
}

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
    unsigned long long turns = 0;
    int exit_code;

    if (!arguments->word_count)
        return selection_missing(arguments);
    exit_code = value_number(arguments, "turns", 1, UINT32_MAX, &turns);
    if (exit_code)
        return exit_code;
    accept.turns = (uint32_t)turns;
    return accept_all(arguments, &accept);
}

const struct command command_accept = {
    .name = "accept",
    .words = "DEMO|CHAPTER|FILE...",
    .summary = "make the present output of demos and commands their goldens",
    .example = "asyncdemo accept lock\nasyncdemo accept rate-limit --variant=fixed --yes\n"
               "asyncdemo accept tick.golden -- ./tick",
    .details =
        "The demos run on the virtual clock. The changes of their goldens are shown before they are"
        " written. \"asyncdemo help events\" explains a golden of events, and \"asyncdemo help"
        " golden\" a golden file of any command, which stands behind \"--\" if the file is new. The"
        " command runs three times; what changes"
        " from run to run becomes a placeholder, and what was written by hand stays.",
    .options = options,
    .execute = execute,
};
