/* This module finds the golden files, and the C files of users, that the words of a command
 * name. */
#ifndef CLI_GOLDEN_NAMES_H
#define CLI_GOLDEN_NAMES_H

#include "check/check.h"
#include "cli/arguments.h"

/* Returns whether the word names a golden file, or a folder with golden files, and no demo or
 * chapter. */
bool golden_name_is_file(const char *word);

/*
 * Move the words that name golden files, or folders that have them, out of the arguments. `files`
 * gets their paths; those of a folder are sorted. With files->judge, the words that name C files
 * are moved, too, but for the demos of the checkout `root`, which may be NULL. Returns 0;
 * EXIT_USAGE, after a message, if a folder has no golden file; or EXIT_TOOL_FAILED. The caller
 * calls golden_names_free() in all cases.
 */
int golden_names_take(struct arguments *arguments, const char *root, struct check_files *files);
void golden_names_free(struct check_files *files);

#endif
