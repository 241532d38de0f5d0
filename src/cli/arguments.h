/*
 * The arguments of a command: options in any order and at any place, as `--name=value`, `--name
 * value`, `-lvalue` or `-l value`, and words. `--` ends the options. The first word may name the
 * command.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct option {
    const char *name; /* without its hyphens */
    char letter;      /* its short form, or 0 */
    /* The value's name in the help; NULL if the option takes no value. It is the same for all
     * options of this name. */
    const char *value;
    const char *help;
};

enum { ARGUMENTS_OPTIONS_MAX = 24 };

struct arguments {
    const struct command *command;
    bool command_named;  /* false: no command was named, and `command` is the default */
    bool help, version;  /* the user asked for it; then nothing else is checked */
    const char *program; /* the path of this program */
    char **words;        /* they lie in the array given to arguments_parse() */
    size_t word_count;
    size_t words_before; /* the number of words that stand before "--"; all of them without it */
    /* The values of the command's options, in their order: "" if an option takes no value, NULL if
     * the option was not given. */
    const char *values[ARGUMENTS_OPTIONS_MAX];
};

/* Parse the arguments, and move the words to the front of the array. Returns 0; or an exit code,
 * after an error message on stderr. */
int arguments_parse(struct arguments *arguments, int count, char **strings);

/* The last value that the user gave to an option of the command; "" if the option takes no value;
 * NULL if the option was not given. */
const char *arguments_value(const struct arguments *arguments, const char *option);

/* ---- Errors ---- */

/* Print an error on stderr: a sentence or two, and on a line of its own the command to type next.
 * Returns EXIT_USAGE. */
int usage_error(const char *next, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Print an error about a value of an option of the command: "--stamp=clok: <sentence>". Returns
 * EXIT_USAGE. */
int value_error(const struct arguments *arguments, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * ---- Values -------------------------------------------------------------------------------------
 *
 * Each function reads the option's value, if the user gave one; else it leaves the target
 * unchanged. Returns 0; or an exit code, after an error message.
 */

/* Read a name: `choice` gets the index of the value in the array of names, which ends with NULL. */
int value_choice(const struct arguments *arguments, const char *option, const char *const *names,
                 int *choice);
/* Read a whole number from `least` to `most`, written in decimal digits alone. */
int value_number(const struct arguments *arguments, const char *option, unsigned long long least,
                 unsigned long long most, unsigned long long *number);
/* Read seconds such as 0.25, up to an hour, and convert them to nanoseconds. */
int value_seconds(const struct arguments *arguments, const char *option, int64_t *nanoseconds);
/* Parse a number such as 0.25, with at most nine digits on each side of the point. Returns false if
 * the text has any other character. */
bool decimal_parse(const char *text, double *number);

#endif
