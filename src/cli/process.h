/* A function called in a process of its own. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

/*
 * Calls the function in a child of this process and waits for its end. Returns the exit code that
 * the function returned; or EXIT_INTERRUPTED, if SIGINT or SIGTERM came, which the child gets, too;
 * or EXIT_TOOL_FAILED, after having said why on stderr in a sentence about `name`.
 */
int process_call(const char *name, int (*function)(void *context), void *context);

#endif
