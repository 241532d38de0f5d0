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
    const char *
        value; /* what help calls its value; NULL: it takes none. The same for all options of this name. */
    const char *help;
};

enum { ARGUMENTS_OPTIONS_MAX = 16 };

struct arguments {
    const struct command *command;
    bool command_named;  /* or is it the one that is meant where none is named? */
    bool help, version;  /* asked for; nothing else is looked at then */
    const char *program; /* what starts this program */
    char **words;        /* within the array given to arguments_parse() */
    size_t word_count;
    const char *values
        [ARGUMENTS_OPTIONS_MAX]; /* of the command's options; "" if it takes none; NULL if not given */
};

/* Returns 0, or an exit code after having told on stderr what is wrong. Moves the words to the
 * array's front. */
int arguments_parse(struct arguments *arguments, int count, char **strings);

/* The value last given to an option of the command; "" if it takes none; NULL if it was not
 * given. */
const char *arguments_value(const struct arguments *arguments, const char *option);

/* ---- What is wrong with them
 * ------------------------------------------------------------------------------------ */

/* Says so on stderr: a sentence or two, and in a line of its own what to type next. Returns
 * EXIT_USAGE. */
int usage_error(const char *next, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a value of an option of the command: "--stamp=clok: <sentence>". */
int value_error(const struct arguments *arguments, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * ---- Values -------------------------------------------------------------------------------------
 *
 * Each reads the option's value if it was given, else leaves the target alone. Returns 0, or an
 * exit code after having told what is wrong.
 */

/* The position of the value among the names, of which the last is NULL. */
int value_choice(const struct arguments *arguments, const char *option, const char *const *names,
                 int *choice);
/* A whole number from `least` to `most`, in decimal digits and nothing else. */
int value_number(const struct arguments *arguments, const char *option, unsigned long long least,
                 unsigned long long most, unsigned long long *number);
/* Seconds as 0.25, up to an hour, in nanoseconds. */
int value_seconds(const struct arguments *arguments, const char *option, int64_t *nanoseconds);
/* A number as 0.25, of at most nine digits on either side of the point, and nothing behind it. */
bool decimal_parse(const char *text, double *number);

#endif
