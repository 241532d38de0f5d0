/* The program's descriptors for input and output. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

/* Occupy the descriptors of stdin, stdout and stderr if they are closed, so that a file that is
 * opened later does not get their numbers and their output. Writing to a stdout that was closed
 * still fails. Make a pipe without a reader an error of write(), not the end of the process. Make
 * stdout and stderr wait for a non-blocking descriptor. */
void output_begin(void);

/* Flush stdout. Returns the exit code; or EXIT_TOOL_FAILED, after a message on stderr, if a part of
 * the output was lost. A reader that has closed stdout is not a failure. */
int output_finish(int exit_code);

#endif
