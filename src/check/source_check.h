/*
 * Judges C files of users: a class's exercises. Each is judged by a command of its own, which
 * builds it. So a file is checked as the command of a golden file is: side by side with others,
 * with a limit, and in every report.
 *
 * The command ends with 0 if the file is well, and with 1 if it is not. Then the first line that it
 * prints is "FILE is not solved: <the reason>."
 */
#ifndef CHECK_SOURCE_CHECK_H
#define CHECK_SOURCE_CHECK_H

#include "check/golden_check.h"

/* Returns whether the path names a C file. */
bool source_check_is(const char *path);

/* Make the golden file of the path: the command, the file's name behind it, and no lines. `judge`
 * is the beginning of a command for sh -c. Returns 0, or as golden_file_parse(). */
int source_check_read(struct checked_golden *one, const char *judge,
                      struct transcript_error *error);

/* The command has run, and golden_judge() has judged it: say what the command says. */
void source_check_judge(struct checked_golden *one);

#endif
