/* The program's descriptors for input and output. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

/* Take the places of stdin, stdout and stderr if they are closed, so that no file that is opened
 * later gets their numbers and what was meant for somebody else. Writing to a stdout that was
 * closed goes on failing. Let a pipe whose reader went away be an error of write(), not the end of
 * the process. And have stdout and stderr wait for a descriptor that does not block. */
void output_begin(void);

/* Returns the exit code, but EXIT_TOOL_FAILED, and says why on stderr, if not all that was printed
 * on stdout has arrived. If its reader went away, that is no failure. */
int output_finish(int exit_code);

#endif
