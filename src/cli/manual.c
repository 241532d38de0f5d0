#include "cli/manual.h"

#include "cli/syllabus.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- What the completions share ---- */

enum manual_kind manual_kind(const struct option *option)
{
    if (!option->value)
        return MANUAL_NOTHING;
    if (strcmp(option->value, "FILE") == 0)
        return MANUAL_FILE;
    if (strcmp(option->value, "FOLDER") == 0)
        return MANUAL_FOLDER;
    if (strcmp(option->name, "variant") == 0)
        return MANUAL_VARIANT;
    return strchr(option->value, '|') && !isupper((unsigned char)*option->value) ? MANUAL_CHOICES
                                                                                 : MANUAL_NOTHING;
}

void manual_write_choices(const struct option *option)
{
    for (const char *at = option->value; *at;) {
        size_t length = strcspn(at, "|"), word = strcspn(at, "|[");

        printf("%s%.*s", at == option->value ? "" : " ", (int)word, at);
        at += length;
        at += *at == '|';
    }
}

void manual_write_words(const struct command *command)
{
    const char *space = "";

    for (size_t i = 0; strstr(command->words, "DEMO") && i < syllabus_count; i++, space = " ")
        printf("%s%s", space, syllabus[i].name);
    for (size_t i = 0; strstr(command->words, "CHAPTER") && i < syllabus_chapter_count; i++) {
        printf("%s%s", space, syllabus_chapters[i].folder);
        space = " ";
    }
    for (size_t i = 0; strstr(command->words, "COMMAND") && commands[i]; i++) {
        printf("%s%s", space, commands[i]->name);
        space = " ";
    }
}

enum manual_kind manual_word_kind(const struct command *command)
{
    return strstr(command->words, "TRANSCRIPT") ? MANUAL_FILE
           : strstr(command->words, "FOLDER")   ? MANUAL_FOLDER
                                                : MANUAL_CHOICES;
}

void manual_write_brief(const char *help, const char *escaped)
{
    const char *end = strstr(help, ". ");

    for (const char *at = help; *at && at != end; at++) {
        if (strchr(escaped, *at))
            putchar('\\');
        putchar(*at);
    }
}

void manual_write_variants(void)
{
    puts("_asyncdemo_variants()\n{\n"
         "    local word\n"
         "    for word; do\n"
         "        case $word in");
    for (size_t i = 0; i < syllabus_count; i++) {
        if (!syllabus[i].demo->variants[0].name)
            continue;
        printf("        %s) echo default", syllabus[i].name);
        manual_write_variants_of(syllabus[i].demo);
        puts(" ;;");
    }
    puts("        esac\n    done\n}");
}

void manual_write_variants_of(const struct demo *demo)
{
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->variants[i].name; i++)
        printf(" %s", demo->variants[i].name);
}

/* ---- The manual page ---- */

/* Write text so that troff takes it as it is. */
static void write_text(const char *text)
{
    bool line_begins = true;

    for (; *text; text++) {
        if (line_begins && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        line_begins = *text == '\n';
    }
}

static void write_option(const struct option *option)
{
    fputs(".TP\n", stdout);
    if (option->letter) {
        printf("\\fB\\-%c\\fR", option->letter);
        if (option->value)
            printf(" \\fI%s\\fR", option->value);
        fputs(", ", stdout);
    }
    fputs("\\fB\\-\\-", stdout);
    write_text(option->name);
    fputs("\\fR", stdout);
    if (option->value) {
        fputs("=\\fI", stdout);
        write_text(option->value);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    write_text(option->help);
    putchar('\n');
}

static void write_command(const struct command *command)
{
    fputs(".SS asyncdemo ", stdout);
    write_text(command->name);
    printf(" %s\n", command->words);
    printf("%c", toupper((unsigned char)command->summary[0]));
    write_text(command->summary + 1);
    puts(".");
    if (command->details) {
        puts(".PP");
        write_text(command->details);
        putchar('\n');
    }
    for (const struct option *option = command->options; option->name; option++)
        write_option(option);
    puts(".PP\n.EX");
    write_text(command->example);
    puts("\n.EE");
}

void manual_write_man(void)
{
    printf(".TH ASYNCDEMO 1 \"\" \"asyncdemo %s\"\n"
           ".SH NAME\nasyncdemo \\- run the sections of asyncio tutorials as C programs\n"
           ".SH SYNOPSIS\n.B asyncdemo\n[\\fICOMMAND\\fR] [\\fIOPTION\\fR...] [\\fIWORD\\fR...]\n"
           ".SH DESCRIPTION\n"
           "Runs the sections of asyncio tutorials as C programs, and checks what they print.\n"
           ".SH COMMANDS\n",
           VERSION);
    for (size_t i = 0; commands[i]; i++)
        write_command(commands[i]);
    puts(".SH EXIT STATUS");
    for (size_t i = 0; exit_meanings[i].meaning; i++) {
        printf(".TP\n%d\n", exit_meanings[i].code);
        write_text(exit_meanings[i].meaning);
        putchar('\n');
    }
    puts(".SH ENVIRONMENT\n"
         ".TP\n.B NO_COLOR\nIf it is set, nothing has a colour.\n"
         ".TP\n.B PAGER\nOn a terminal, shows what list, show and help print. Default: less "
         "\\-FRX");
}
