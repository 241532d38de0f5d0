/*
 * This module finds the demos, and their variant, that the arguments of a command name. All
 * functions return 0; or an exit code, after a message on stderr with the error and the nearest
 * names.
 */
#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include "check/check.h"
#include "cli/arguments.h"
#include "cli/syllabus.h"

/* Check, for a command with demos and --variant, that all of them exist. */
int selection_check(const struct arguments *arguments);
/* Find the demo of the word, and the variant of --variant; without --variant, `variant` becomes
 * NULL, the default. */
int selection_demo(const struct arguments *arguments, const char *word,
                   const struct syllabus_entry **entry, const struct demo_variant **variant);
/* Find the variant of the demo with this name; for "default", `variant` becomes NULL. */
int selection_variant(const struct arguments *arguments, const struct syllabus_entry *entry,
                      const char *name, const struct demo_variant **variant);
/* Returns EXIT_USAGE, and says which option it is, where the word means a variant; else 0. */
int selection_variant_as_word(const struct arguments *arguments, const char *word);
/* Print the error that the word names no demo, nor, with `chapters`, a chapter. Returns
 * EXIT_USAGE. */
int selection_unknown(const struct arguments *arguments, const char *word, bool chapters);

/*
 * Find the demos that the words name, by name or by chapter, in teaching order and each once.
 * Without words, find all demos but the exercises. With --variant, a demo that only its chapter
 * names is left out if it lacks the variant; --variant=default stands for the default. `demos` has
 * room for syllabus_count.
 */
int selection_to_check(const struct arguments *arguments, struct check_demo *demos, size_t *count);
/* Set `demos` to all demos, in teaching order. `demos` has room for syllabus_count. */
void selection_catalog(struct check_demo *demos);
/* Returns the value of --variant in the form that struct check_options takes. */
const char *selection_variant_to_check(const struct arguments *arguments);

/* Returns the folder of --root; without --root, the source tree of the program if it still exists
 * ("." if it is the working folder). Otherwise returns NULL: the program uses the golden
 * transcripts within itself. */
const char *selection_root(const struct arguments *arguments);

/* Print the error that the command needs a word. Returns EXIT_USAGE. */
int selection_missing(const struct arguments *arguments);

#endif
