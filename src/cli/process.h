/* A function called in a process of its own. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

/*
 * Calls the function in a child of this process and waits for its end. Returns the exit code that
 * the function returned; or EXIT_INTERRUPTED, if SIGINT or SIGTERM came, or EXIT_HUNG_UP, if SIGHUP
 * came, which the child gets, too; or EXIT_TOOL_FAILED, after having said why on stderr in a
 * sentence about `name`. SIGQUIT ends both. Any other signal that ends this process ends the child
 * with SIGPWR, where the system is Linux.
 */
int process_call(const char *name, int (*function)(void *context), void *context);

#endif
