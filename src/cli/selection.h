/*
 * Which demos, and which variant of them, the arguments of a command name. All return 0, or an exit
 * code after having told on stderr what is wrong and which names come near.
 */
#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include "check/check.h"
#include "cli/arguments.h"
#include "cli/syllabus.h"

/* For a command that takes demos and --variant: are they all there? */
int selection_check(const struct arguments *arguments);
/* What the word and --variant mean. The variant is NULL, the default, if it was not given. */
int selection_demo(const struct arguments *arguments, const char *word,
                   const struct syllabus_entry **entry, const struct demo_variant **variant);

/*
 * The demos that the words name, also by their chapter, in teaching order and each once: all of
 * them if there is no word. Of those that were not named themselves, only the ones that have the
 * variant, if one was given; --variant=default stands for the default. `demos` has room for
 * syllabus_count.
 */
int selection_to_check(const struct arguments *arguments, struct check_demo *demos, size_t *count);
/* All demos, in teaching order; `demos` has room for syllabus_count. */
void selection_catalog(struct check_demo *demos);
/* As struct check_options has it. */
const char *selection_variant_to_check(const struct arguments *arguments);

/* The folder given by --root; else the source tree that the program was built from, if it is still
 * there, "." if that is the working folder; else NULL: the golden transcripts are within the
 * program. */
const char *selection_root(const struct arguments *arguments);

/* The word that a command cannot do without is missing. Returns EXIT_USAGE. */
int selection_missing(const struct arguments *arguments);

#endif
