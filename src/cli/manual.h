/* The manual page and the completions of shells, made from the tables of commands and options. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/command.h"

/* Write one of them to stdout. */
void manual_write_man(void);
void manual_write_bash(void);
void manual_write_zsh(void);
void manual_write_fish(void);

/* ---- What the completions share ---- */

/* What can be typed for a value, or for a word of a command. */
enum manual_kind {
    MANUAL_NOTHING, /* the user knows */
    MANUAL_CHOICES, /* one of several words */
    MANUAL_FILE,
    MANUAL_FOLDER,
    MANUAL_VARIANT, /* a variant of the demo that the line names */
};

enum manual_kind manual_kind(const struct option *option);
/* Write the words of the choice, with spaces between: "real virtual paced:". */
void manual_write_choices(const struct option *option);
/* Write the words that the command takes, with spaces between: demos, chapters, commands. */
void manual_write_words(const struct command *command);
/* What the words of the command are: files, a folder, or the choices of manual_write_words(). */
enum manual_kind manual_word_kind(const struct command *command);
/* Write the names of the demo's variants, but for the default, with a space before each. */
void manual_write_variants_of(const struct demo *demo);
/* Write a function of bash and zsh, _asyncdemo_variants: it prints the variants of each demo that
 * is among its words. */
void manual_write_variants(void);
/* Write the first sentence of a help, with a backslash before each character of `escaped`. */
void manual_write_brief(const char *help, const char *escaped);

#endif
