/* The completion of fish. */
#include "cli/manual.h"

#include "cli/syllabus.h"

#include <stdio.h>

/* A function that prints the variants of the demos among the words of the line. */
static void write_variants(void)
{
    puts("function __asyncdemo_variants\n"
         "    for word in (commandline -opc)\n"
         "        switch $word");
    for (size_t i = 0; i < syllabus_count; i++) {
        if (!syllabus[i].demo->variants[0].name)
            continue;
        printf("            case %s\n                printf '%%s\\n' default", syllabus[i].name);
        manual_write_variants_of(syllabus[i].demo);
        putchar('\n');
    }
    puts("        end\n    end\nend");
}

/* Without another command, the words belong to the first one. */
static void write_condition(const struct command *command)
{
    fputs("complete -c asyncdemo -n '", stdout);
    if (command != commands[0]) {
        printf("__fish_seen_subcommand_from %s'", command->name);
        return;
    }
    fputs("not __fish_seen_subcommand_from", stdout);
    for (size_t i = 1; commands[i]; i++)
        printf(" %s", commands[i]->name);
    putchar('\'');
}

static void write_option(const struct command *command, const struct option *option)
{
    enum manual_kind kind = manual_kind(option);

    write_condition(command);
    printf(" -l %s", option->name);
    if (option->letter)
        printf(" -s %c", option->letter);
    if (kind == MANUAL_CHOICES) {
        fputs(" -x -a '", stdout);
        manual_write_choices(option);
        putchar('\'');
    } else if (kind == MANUAL_FILE) {
        fputs(" -r -F", stdout);
    } else if (kind == MANUAL_FOLDER) {
        fputs(" -x -a '(__fish_complete_directories)'", stdout);
    } else if (kind == MANUAL_VARIANT) {
        fputs(" -x -a '(__asyncdemo_variants)'", stdout);
    } else if (option->value) {
        fputs(" -x", stdout);
    }
    fputs(" -d '", stdout);
    manual_write_brief(option->help, "\\'");
    puts("'");
}

void manual_write_fish(void)
{
    puts("# Completion of asyncdemo for fish, made by \"asyncdemo manual fish\".");
    write_variants();
    puts("complete -c asyncdemo -f\n"
         "complete -c asyncdemo -l help -s h -d 'explain the command'");
    for (size_t i = 0; commands[i]; i++) {
        printf("complete -c asyncdemo -n __fish_use_subcommand -a %s -d '", commands[i]->name);
        manual_write_brief(commands[i]->summary, "\\'");
        puts("'");
        write_condition(commands[i]);
        if (manual_word_kind(commands[i]) == MANUAL_FILE) {
            fputs(" -F", stdout);
        } else if (manual_word_kind(commands[i]) == MANUAL_FOLDER) {
            fputs(" -x -a '(__fish_complete_directories)'", stdout);
        } else {
            fputs(" -a '", stdout);
            manual_write_words(commands[i]);
            putchar('\'');
        }
        putchar('\n');
        for (const struct option *option = commands[i]->options; option->name; option++)
            write_option(commands[i], option);
    }
}
