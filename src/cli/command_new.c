#include "cli/command.h"
#include "cli/new_demo.h"
#include "cli/selection.h"

#include <stdio.h>

static const struct option options[] = {
    { "root", 0, "FOLDER", "the folder that holds demos/ and golden/. Default: the source tree" },
    { 0 },
};

static void say_what_comes_next(const struct new_demo *demo)
{
    printf("Made demos/%s/%s.c, its goldens, and its line in demos/CATALOG.\n\nNext:\n",
           demo->chapter, demo->name);
    printf("    ./asyncdemo %-24s builds it and runs it; change it as you like\n", demo->name);
    printf("    ./asyncdemo accept %-17s makes what it prints its goldens\n", demo->name);
    printf("    ./asyncdemo check %-18s compares it with them\n", demo->name);
    printf("    demos/%s/%s.py, a line in tests/mutation/faults: see CONTRIBUTING.md\n",
           demo->chapter, demo->name);
}

static int execute(const struct arguments *arguments)
{
    static const char next[] = "For instance:  asyncdemo new production/my-lock";
    struct new_demo demo = { .root = selection_root(arguments) };
    int exit_code;

    if (arguments->word_count != 1)
        return usage_error(next, "\"asyncdemo new\" needs one word, CHAPTER/NAME.");
    if (new_demo_parse(&demo, arguments->words[0]) < 0)
        return usage_error(next,
                           "\"%s\" is not CHAPTER/NAME: a name begins with a small letter, and has "
                           "small letters, digits and hyphens, %d at most.",
                           arguments->words[0], NEW_DEMO_NAME_MAX);
    if (!demo.root) {
        fprintf(stderr, "The source tree is not here: name it by --root=FOLDER.\n");
        return EXIT_TOOL_FAILED;
    }
    exit_code = new_demo_make(&demo);
    if (!exit_code)
        say_what_comes_next(&demo);
    return exit_code;
}

const struct command command_new = {
    .name = "new",
    .words = "CHAPTER/NAME",
    .summary = "make a demo of your own: its file, its goldens, its line in CATALOG",
    .example = "asyncdemo new production/my-lock\nasyncdemo new advanced/my-queue --root=.",
    .details = "The new demo is small and works. The chapter is one of demos/CATALOG.",
    .options = options,
    .execute = execute,
};
