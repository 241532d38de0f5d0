/* The completion of zsh. */
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

/* In single quotes, with the characters that _arguments and _describe take apart. */
static void write_quoted(const char *help)
{
    char plain[256];
    size_t length = 0;

    /* An apostrophe would end the quotes; the typographic one says the same. */
    for (; *help && length + 4 < sizeof plain; help++)
        length += (size_t)co_format(plain + length, sizeof plain - length, "%.*s",
                                    *help == '\'' ? 3 : 1, *help == '\'' ? "’" : help);
    manual_write_brief(plain, "[]:\\");
}

/* `form` is "--output=" or "-o+", which takes its value in the same word or in the next. */
static void write_form(const struct option *option, const char *form)
{
    enum manual_kind kind = manual_kind(option);

    printf("            '%s[", form);
    write_quoted(option->help);
    putchar(']');
    if (kind == MANUAL_CHOICES) {
        fputs(":value:(", stdout);
        manual_write_choices(option);
        putchar(')');
    } else if (kind == MANUAL_VARIANT) {
        fputs(":value:{compadd -- $(_asyncdemo_variants $words)}", stdout);
    } else if (option->value) {
        printf(":value:%s", kind == MANUAL_FILE     ? "_files"
                            : kind == MANUAL_FOLDER ? "_files -/"
                                                    : " ");
    }
    puts("' \\");
}

static void write_option(const struct option *option)
{
    char form[64];

    co_format(form, sizeof form, "--%s%s", option->name, option->value ? "=" : "");
    write_form(option, form);
    co_format(form, sizeof form, "-%c%s", option->letter, option->value ? "+" : "");
    if (option->letter)
        write_form(option, form);
}

static void write_command(const struct command *command)
{
    printf("    %s)\n        _arguments \\\n", command->name);
    for (const struct option *option = command->options; option->name; option++)
        write_option(option);
    fputs("            '--help[explain the command]' '*:word:", stdout);
    if (manual_word_kind(command) != MANUAL_CHOICES) {
        fputs(manual_word_kind(command) == MANUAL_FOLDER ? "_files -/" : "_files", stdout);
    } else {
        putchar('(');
        manual_write_words(command);
        putchar(')');
    }
    puts("' ;;");
}

void manual_write_zsh(void)
{
    puts("#compdef asyncdemo\n"
         "# Completion of asyncdemo for zsh, made by \"asyncdemo manual zsh\".");
    manual_write_variants();
    puts("_asyncdemo()\n{\n"
         "    local command=run\n"
         "    local -a commands\n"
         "    commands=(");
    for (size_t i = 0; commands[i]; i++) {
        printf("        '%s:", commands[i]->name);
        write_quoted(commands[i]->summary);
        puts("'");
    }
    puts("    )\n"
         "    (( CURRENT > 2 )) || _describe command commands\n"
         "    if (( CURRENT > 2 )) && [[ -n ${(M)commands:#$words[2]:*} ]]; then\n"
         "        command=$words[2]\n"
         "        shift words\n"
         "        (( CURRENT-- ))\n"
         "    fi\n"
         "    case $command in");
    for (size_t i = 0; commands[i]; i++)
        write_command(commands[i]);
    puts("    esac\n}\n"
         "if [[ $funcstack[1] = _asyncdemo ]]; then\n"
         "    _asyncdemo \"$@\"\n"
         "else\n"
         "    compdef _asyncdemo asyncdemo\n"
         "fi");
}
