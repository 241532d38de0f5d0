/*
 * The demos, and their variant, that the arguments of a command name. All functions return 0; or an
 * exit code, after a message on stderr with the error and the nearest names.
 */
#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include "check/check.h"
#include "cli/arguments.h"
#include "cli/syllabus.h"

/* For a command with demos and --variant: check that all of them exist. */
int selection_check(const struct arguments *arguments);
/* The demo of the word, and the variant of --variant; NULL, the default, if it was not given. */
int selection_demo(const struct arguments *arguments, const char *word,
                   const struct syllabus_entry **entry, const struct demo_variant **variant);

/*
 * The demos that the words name, by name or by chapter, in teaching order and each once; without
 * words, all demos. If a variant was given, demos that were not named themselves are left out
 * unless they have the variant; --variant=default stands for the default. `demos` has room for
 * syllabus_count.
 */
int selection_to_check(const struct arguments *arguments, struct check_demo *demos, size_t *count);
/* All demos, in teaching order; `demos` has room for syllabus_count. */
void selection_catalog(struct check_demo *demos);
/* In the form of struct check_options. */
const char *selection_variant_to_check(const struct arguments *arguments);

/* The folder of --root; else the source tree of the program, if it still exists ("." if it is the
 * working folder); else NULL: the program uses the golden transcripts within itself. */
const char *selection_root(const struct arguments *arguments);

/* Print the error that the command needs a word. Returns EXIT_USAGE. */
int selection_missing(const struct arguments *arguments);

#endif
