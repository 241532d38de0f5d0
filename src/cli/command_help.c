#include "cli/command.h"
#include "cli/page.h"
#include "cli/suggest.h"
#include "cli/syllabus.h"

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

static void write_exit_codes(const struct page *page)
{
    page_heading(page, "\nExit codes");
    for (size_t i = 0; exit_meanings[i].meaning; i++)
        printf("  %3d  %s\n", exit_meanings[i].code, exit_meanings[i].meaning);
}

void help_write(void)
{
    struct page page = page_begin();

    printf("Runs the sections of asyncio tutorials as C programs, and checks what they print.\n\n"
           "  asyncdemo lock           run a demo\n"
           "  asyncdemo show lock      read it, and what it prints\n\n");
    write_commands(&page);
    printf("\nThe options of a command:  asyncdemo help COMMAND\n"
           "The events of a run:       asyncdemo help events\n"
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
    struct page page = page_begin();

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

/* ---- The form of events ---- */

static const struct {
    const char *line, *meaning;
} event_lines[] = {
    { "events 1", "the first line: the version" },
    { "0 main is made by the loop", "at 0 s the loop makes main" },
    { "0 Worker-1 is made by main 0.1", "after 0 lines of main, its act 1" },
    { "0 Worker-1 takes lock-1", "the first lock of the run" },
    { "0 Worker-1 sleeps until 0.01", "until 0.01 s of the run" },
    { "0 Worker-2 waits for lock-1", "another task has to release it" },
    { "0.01 Worker-1 is woken after 0.01", "it has slept for 0.01 s" },
    { "0.01 Worker-1 prints Counter = 1", "a line of the log" },
    { "0.01 Worker-2 is woken by Worker-1 1.1", "after line 1 of Worker-1, its act 1" },
    { "... 3 times more", "the line before, again" },
    { "0.06 the run ends", "the last line" },
};

static void write_events(void)
{
    struct page page = page_begin();

    page_heading(&page, "asyncdemo help events");
    printf("\n  asyncdemo lock --clock=virtual --events=lock.events     as text\n"
           "  asyncdemo lock --clock=virtual --events=lock.jsonl      as JSON lines\n\n"
           "The events of a run tell what each task does and what it waits for.\n");
    page_heading(&page, "\nText");
    for (size_t i = 0; i < sizeof event_lines / sizeof *event_lines; i++)
        printf("  %-40s %s\n", event_lines[i].line, event_lines[i].meaning);
    printf("\nAn act of a task makes a task or wakes one. Locks, queues and other things have\n"
           "the number in which they appear, each kind by itself. The second task of the\n"
           "name fetch is fetch~2. A name that is no simple word stands in quotes. \\n is a\n"
           "new line, \\\\ a backslash, and \\xNN a byte that a terminal would not print.\n\n"
           "The goldens of events, golden/CHAPTER/DEMO.events, are such texts. \"asyncdemo\n"
           "check\" compares runs with them, and \"asyncdemo accept\" renews them.\n");
    page_heading(&page, "\nJSON lines");
    printf("The first line of each run has the kind \"run\" and the name of the demo. If a\n"
           "stack overflows, the last line is a report that has a task. The file\n"
           "src/run/events.schema.json describes all lines.\n");
}

static bool is_events(const char *word)
{
    return strcmp(word, "events") == 0;
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
    return usage_error("All commands:  asyncdemo help", "There is no command \"%s\".%s", word,
                       suggest_sentence(&suggestion, ""));
}

static int execute(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->word_count; i++) {
        if (!command_find(arguments->words[i]) && !is_events(arguments->words[i]))
            return unknown_command(arguments->words[i]);
    }
    for (size_t i = 0; i < arguments->word_count; i++) {
        if (i)
            putchar('\n');
        if (is_events(arguments->words[i]))
            write_events();
        else
            help_write_command(command_find(arguments->words[i]));
    }
    if (!arguments->word_count)
        help_write();
    return EXIT_WELL;
}

const struct command command_help = {
    .name = "help",
    .words = "[COMMAND|events]...",
    .summary = "list the commands, or explain one of them",
    .example = "asyncdemo help\nasyncdemo help run\nasyncdemo help events",
    .options = options,
    .execute = execute,
};
