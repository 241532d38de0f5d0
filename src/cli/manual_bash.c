/* The completion of bash. It splits words at "=", so "--clock=v" comes as three words. */
#include "cli/manual.h"

#include <stdio.h>

static void write_values(const struct command *command)
{
    for (const struct option *option = command->options; option->name; option++) {
        enum manual_kind kind = manual_kind(option);

        if (!option->value)
            continue;
        printf("    %s:--%s", command->name, option->name);
        if (option->letter)
            printf(" | %s:-%c", command->name, option->letter);
        printf(")\n        COMPREPLY=(");
        if (kind == MANUAL_CHOICES) {
            fputs("$(compgen -W '", stdout);
            manual_write_choices(option);
            fputs("' -- \"$word\")", stdout);
        } else if (kind == MANUAL_VARIANT) {
            fputs("$(compgen -W \"$(_asyncdemo_variants \"${COMP_WORDS[@]}\")\" -- \"$word\")",
                  stdout);
        } else if (kind != MANUAL_NOTHING) {
            printf("$(compgen -%c -- \"$word\")", kind == MANUAL_FILE ? 'f' : 'd');
        }
        puts(")\n        return ;;");
    }
}

static void write_options(const struct command *command)
{
    printf("    %s)\n        options='--help", command->name);
    for (const struct option *option = command->options; option->name; option++)
        printf(" --%s%s", option->name, option->value ? "=" : "");
    fputs("'\n        words='", stdout);
    manual_write_words(command);
    puts("' ;;");
}

static void write_commands(void)
{
    for (size_t i = 0; commands[i]; i++)
        printf("%s%s", i ? " " : "", commands[i]->name);
}

static void write_case_of_files(void)
{
    fputs("    case $command in\n", stdout);
    for (size_t i = 0; commands[i]; i++)
        if (manual_word_kind(commands[i]) != MANUAL_CHOICES)
            printf("    %s) COMPREPLY+=($(compgen -%c -- \"$word\")) ;;\n", commands[i]->name,
                   manual_word_kind(commands[i]) == MANUAL_FOLDER ? 'd' : 'f');
    puts("    esac");
}

void manual_write_bash(void)
{
    puts("# Completion of asyncdemo for bash, made by \"asyncdemo manual bash\".");
    manual_write_variants();
    puts("_asyncdemo()\n{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "    local command=run i options words first=yes\n"
         "    if [ \"$word\" = = ]; then\n"
         "        word=\n"
         "    elif [ \"$option\" = = ]; then\n"
         "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "    fi\n"
         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "        case ${COMP_WORDS[i]} in\n"
         "        -* | =) continue ;;\n"
         "        esac");
    fputs("        case \" ", stdout);
    write_commands();
    puts(" \" in\n"
         "        *\" ${COMP_WORDS[i]} \"*) command=${COMP_WORDS[i]} first= ;;\n"
         "        *) first= ;;\n"
         "        esac\n"
         "        break\n"
         "    done\n"
         "    case $command:$option in");
    for (size_t i = 0; commands[i]; i++)
        write_values(commands[i]);
    puts("    esac\n    case $command in");
    for (size_t i = 0; commands[i]; i++)
        write_options(commands[i]);
    puts("    esac\n    case $word in\n    -*) words=$options ;;\n    *)");
    fputs("        [ -z \"$first\" ] || words=\"$words ", stdout);
    write_commands();
    puts("\" ;;\n    esac\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))");
    write_case_of_files();
    puts("    case ${COMPREPLY[0]} in\n"
         "    *=) compopt -o nospace ;;\n"
         "    esac\n"
         "}\n"
         "complete -F _asyncdemo asyncdemo ./asyncdemo");
}
