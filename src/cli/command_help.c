#include "cli/command.h"
#include "cli/page.h"
#include "cli/suggest.h"
#include "cli/syllabus.h"
#include "cli/topic.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { 0 },
};

static void write_commands(const struct page *page)
{
    page_heading(page, "Commands");
    for (size_t i = 0; commands[i]; i++) {
        const struct command *command = commands[i];
        int length = printf("  %s %s", command->name, command->words);

        page_fill(page, (size_t)length, 29, command->summary, strlen(command->summary), false);
    }
}

const struct exit_meaning exit_meanings[] = {
    { EXIT_WELL, "all is well" },
    { EXIT_CHECK_FAILED, "a check failed" },
    { EXIT_USAGE, "the arguments are wrong; nothing was run" },
    { EXIT_DEADLOCK, "the run ended in a deadlock or livelock" },
    { EXIT_INCONCLUSIVE, "the machine was too slow for a verdict" },
    { EXIT_TOOL_FAILED, "the program itself failed, or a golden cannot be read" },
    { EXIT_SKIPPED, "skipped: a library that the demo needs is missing" },
    { EXIT_HUNG_UP, "the terminal was closed (SIGHUP)" },
    { EXIT_INTERRUPTED, "interrupted by Ctrl-C or SIGTERM" },
    { 0, NULL },
};

static void write_topics(const struct page *page)
{
    page_heading(page, "\nTopics");
    for (const struct topic *topic = topics; topic->name; topic++) {
        int length = printf("  help %s", topic->name);

        page_fill(page, (size_t)length, 29, topic->summary, strlen(topic->summary), false);
    }
}

static void write_exit_codes(const struct page *page)
{
    page_heading(page, "\nExit codes");
    for (size_t i = 0; exit_meanings[i].meaning; i++)
        printf("  %3d  %s\n", exit_meanings[i].code, exit_meanings[i].meaning);
}

void help_write(void)
{
    struct page page = page_begin(0);

    printf("Runs the sections of asyncio tutorials as C programs, and checks what they print.\n\n"
           "  asyncdemo lock           run a demo\n"
           "  asyncdemo show lock      read it, and what it prints\n\n");
    write_commands(&page);
    write_topics(&page);
    printf("\nThe options of a command:  asyncdemo help COMMAND\n"
           "The version:               asyncdemo --version\n");
    write_exit_codes(&page);
}

static void write_example(const char *example)
{
    for (size_t length; *example; example += length + (example[length] == '\n')) {
        length = strcspn(example, "\n");
        printf("  %.*s\n", (int)length, example);
    }
}

void help_write_command(const struct command *command)
{
    struct page page = page_begin(0);

    page_heading(&page, "asyncdemo %s%s%s%s", command->name, *command->words ? " " : "",
                 command->words, command->options->name ? " [OPTION...]" : "");
    putchar('\n');
    write_example(command->example);
    printf("\n%c%s.\n", command->summary[0] - 'a' + 'A', command->summary + 1);
    if (command->details)
        page_fill(&page, 0, 0, command->details, strlen(command->details), false);
    if (command->options->name)
        putchar('\n');
    for (const struct option *option = command->options; option->name; option++) {
        if (option->letter)
            printf("  -%c%s%s, --%s", option->letter, option->value ? " " : "",
                   option->value ? option->value : "", option->name);
        else
            printf("  --%s", option->name);
        printf("%s%s\n", option->value ? "=" : "", option->value ? option->value : "");
        page_fill(&page, 0, 6, option->help, strlen(option->help), false);
    }
}

void help_write_brief(void)
{
    fputs("asyncdemo lock              runs a demo: a section of an asyncio tutorial, in C\n"
          "asyncdemo show lock         shows its source, and what it prints\n"
          "\n"
          "All demos:     asyncdemo list\n"
          "All commands:  asyncdemo help\n",
          stderr);
}

static void help_write_topic(const struct topic *topic)
{
    struct page page = page_begin(0);

    topic->write(&page);
}

/* ---- The command ---- */

static int unknown_command(const char *word)
{
    struct suggestion suggestion;
    char next[128];

    if (syllabus_find(word)) {
        snprintf(next, sizeof next, "About the demo:  asyncdemo show %s", word);
        return usage_error(next, "\"%s\" is a demo, not a command.", word);
    }
    suggest_begin(&suggestion, word);
    for (size_t i = 0; commands[i]; i++)
        suggest_add(&suggestion, commands[i]->name);
    for (const struct topic *topic = topics; topic->name; topic++)
        suggest_add(&suggestion, topic->name);
    return usage_error("All commands:  asyncdemo help", "There is no command \"%s\".%s", word,
                       suggest_sentence(&suggestion, ""));
}

static int execute(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->word_count; i++) {
        if (!command_find(arguments->words[i]) && !topic_find(arguments->words[i]))
            return unknown_command(arguments->words[i]);
    }
    for (size_t i = 0; i < arguments->word_count; i++) {
        const struct topic *topic = topic_find(arguments->words[i]);

        if (i)
            putchar('\n');
        if (topic)
            help_write_topic(topic);
        else
            help_write_command(command_find(arguments->words[i]));
    }
    if (!arguments->word_count)
        help_write();
    return EXIT_WELL;
}

const struct command command_help = {
    .name = "help",
    .words = "[COMMAND|TOPIC]...",
    .summary = "list the commands, or explain one of them",
    .example = "asyncdemo help\nasyncdemo help run\nasyncdemo help events",
    .details = "The topics are events, golden, choosing, checklist and asyncio.",
    .options = options,
    .execute = execute,
};
