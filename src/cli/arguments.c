#include "cli/arguments.h"

#include "cli/command.h"
#include "cli/suggest.h"
#include "co/explain/growing_text.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int usage_error(const char *next, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n%s\n", next);
    return EXIT_USAGE;
}

/* ---- Parsing ---- */

struct token {
    enum { TOKEN_WORD, TOKEN_OPTION } kind;
    const char *text;   /* the argument as the user typed it */
    const char *name;   /* the name of an option, without hyphens and value */
    size_t name_length; /* the length in bytes; a letter may be a character of several bytes */
    bool is_letter;
    const char *value; /* NULL: none was given */
};

struct scanner {
    char **strings;
    int count, at;
    bool options_ended;
};

static bool is_option(const struct option *option, const struct token *token)
{
    if (token->is_letter)
        return option->letter == *token->name;
    return strlen(option->name) == token->name_length &&
           strncmp(option->name, token->name, token->name_length) == 0;
}

static const struct option *find_option(const struct command *command, const struct token *token)
{
    for (const struct option *option = command->options; option->name; option++) {
        if (is_option(option, token))
            return option;
    }
    return NULL;
}

/* An option takes a value in all commands or in none, so the command need not be known. */
static bool takes_value(const struct token *token)
{
    for (const struct command *const *command = commands; *command; command++) {
        const struct option *option = find_option(*command, token);

        if (option)
            return option->value;
    }
    return false;
}

static void split_option(struct token *token)
{
    const char *equals = strchr(token->text, '=');

    token->is_letter = token->text[1] != '-';
    token->name = token->text + (token->is_letter ? 1 : 2);
    if (token->is_letter) {
        size_t length = text_character_length(token->name, strlen(token->name));

        token->name_length = length ? length : 1;
        token->value = token->name[token->name_length] ? token->name + token->name_length : NULL;
    } else if (equals) {
        token->name_length = (size_t)(equals - token->name);
        token->value = equals + 1;
    } else {
        token->name_length = strlen(token->name);
    }
}

/* False: there are no more arguments. */
static bool scan(struct scanner *scanner, struct token *token)
{
    if (!scanner->options_ended && scanner->at < scanner->count &&
        strcmp(scanner->strings[scanner->at], "--") == 0) {
        scanner->options_ended = true;
        scanner->at++;
    }
    if (scanner->at >= scanner->count)
        return false;

    memset(token, 0, sizeof *token);
    token->text = scanner->strings[scanner->at++];
    if (scanner->options_ended || token->text[0] != '-' || !token->text[1])
        return true;
    token->kind = TOKEN_OPTION;
    split_option(token);
    if (!token->value && scanner->at < scanner->count && takes_value(token))
        token->value = scanner->strings[scanner->at++];
    return true;
}

static bool asks_for(const struct token *token, const char *option, char letter)
{
    return is_option(&(struct option){ .name = option, .letter = letter }, token) && !token->value;
}

static void choose_command(struct arguments *arguments, struct scanner scanner)
{
    struct token token;
    bool first = true;

    arguments->command = commands[0];
    while (scan(&scanner, &token)) {
        if (token.kind == TOKEN_OPTION) {
            arguments->help |= asks_for(&token, "help", 'h');
            arguments->version |= asks_for(&token, "version", 0);
        } else if (first) {
            const struct command *command = scanner.options_ended ? NULL : command_find(token.text);

            arguments->command_named = command;
            if (command)
                arguments->command = command;
            first = false;
        }
    }
}

static int unknown_option(const struct command *command, const struct token *token)
{
    struct suggestion suggestion;
    char word[64], next[64];
    int typed = (int)token->name_length + (token->is_letter ? 1 : 2);

    co_format(word, sizeof word, "%.*s", (int)token->name_length, token->name);
    suggest_begin(&suggestion, word);
    for (const struct option *option = command->options; option->name; option++)
        suggest_add(&suggestion, option->name);
    snprintf(next, sizeof next, "Its options:  asyncdemo help %s", command->name);
    return usage_error(next, "\"asyncdemo %s\" has no option %.*s.%s", command->name, typed,
                       token->text, suggest_sentence(&suggestion, "--"));
}

static int take_option(struct arguments *arguments, const struct token *token)
{
    const struct command *command = arguments->command;
    const struct option *option = find_option(command, token);
    char next[64];

    if (!option)
        return unknown_option(command, token);
    assert(option - command->options < ARGUMENTS_OPTIONS_MAX);
    arguments->values[option - command->options] = token->value ? token->value : "";
    snprintf(next, sizeof next, "Its options:  asyncdemo help %s", command->name);
    if (!option->value && token->value)
        return usage_error(next, "%s: --%s takes no value.", token->text, option->name);
    if (option->value && (!token->value || !*token->value))
        return usage_error(next, "--%s needs a value: --%s=%s", option->name, option->name,
                           option->value);
    return 0;
}

int arguments_parse(struct arguments *arguments, int count, char **strings)
{
    struct scanner scanner = { .strings = strings, .count = count };
    struct token token;
    bool skip;

    memset(arguments, 0, sizeof *arguments);
    arguments->words = strings;
    choose_command(arguments, scanner);
    if (arguments->help || arguments->version)
        return 0;
    skip = arguments->command_named;
    while (scan(&scanner, &token)) {
        if (token.kind == TOKEN_OPTION) {
            int exit_code = take_option(arguments, &token);

            if (exit_code)
                return exit_code;
        } else if (skip) {
            skip = false;
        } else {
            strings[arguments->word_count++] = strings[scanner.at - 1];
            if (!scanner.options_ended)
                arguments->words_before = arguments->word_count;
        }
    }
    return 0;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
    const struct option *option = arguments->command->options;

    while (strcmp(option->name, name) != 0)
        option++;
    return arguments->values[option - arguments->command->options];
}

/* ---- Values ---- */

int value_error(const struct arguments *arguments, const char *option, const char *format, ...)
{
    char sentence[512], next[64];
    va_list values;

    va_start(values, format);
    co_format_arguments(sentence, sizeof sentence, format, values);
    va_end(values);
    snprintf(next, sizeof next, "Its options:  asyncdemo help %s", arguments->command->name);
    return usage_error(next, "--%s=%s: %s", option, arguments_value(arguments, option), sentence);
}

int value_choice(const struct arguments *arguments, const char *option, const char *const *names,
                 int *choice)
{
    const char *value = arguments_value(arguments, option);
    struct suggestion suggestion;
    char all[128] = "";

    for (int i = 0; value && names[i]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *choice = i;
            return 0;
        }
    }
    if (!value)
        return 0;
    suggest_begin(&suggestion, value);
    for (int i = 0; names[i]; i++) {
        suggest_add(&suggestion, names[i]);
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "", names[i]);
    }
    return value_error(arguments, option, "--%s takes one of %s.%s", option, all,
                       suggest_sentence(&suggestion, ""));
}

int value_number(const struct arguments *arguments, const char *option, unsigned long long least,
                 unsigned long long most, unsigned long long *number)
{
    const char *value = arguments_value(arguments, option);
    unsigned long long read;

    if (!value)
        return 0;
    errno = 0;
    read = strtoull(value, NULL, 10);
    /* strtoull() also accepts blanks, signs, and other characters after the digits. */
    if (value[strspn(value, "0123456789")] || errno || read < least || read > most)
        return value_error(arguments, option, "--%s takes a whole number from %llu to %llu.",
                           option, least, most);
    *number = read;
    return 0;
}

bool decimal_parse(const char *text, double *number)
{
    enum { DIGITS_MAX = 9 };
    const char *at = text;
    double read = 0, place = 1;

    /* strtod() follows the locale, and takes exponents, infinities and hexadecimal numbers. */
    for (; isdigit((unsigned char)*at); at++)
        read = read * 10 + (*at - '0');
    if (at == text || at - text > DIGITS_MAX)
        return false;
    if (*at == '.') {
        text = ++at;
        for (; isdigit((unsigned char)*at); at++) {
            place *= 10;
            read = read * 10 + (*at - '0');
        }
        if (at == text || at - text > DIGITS_MAX)
            return false;
    }
    *number = read / place;
    return !*at;
}

int value_seconds(const struct arguments *arguments, const char *option, int64_t *nanoseconds)
{
    static const int seconds_max = 3600;
    const char *value = arguments_value(arguments, option);
    double seconds;

    if (!value)
        return 0;
    if (!decimal_parse(value, &seconds) || seconds > seconds_max)
        return value_error(arguments, option, "--%s takes a number of seconds from 0 to %d.",
                           option, seconds_max);
    *nanoseconds = (int64_t)(seconds * 1e9 + 0.5);
    return 0;
}
