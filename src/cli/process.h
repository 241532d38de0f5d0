/* This module calls a function in a process of its own. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

/*
 * Call the function in a child of this process and wait for its end. Returns the exit code that the
 * function returned. SIGINT and SIGTERM are passed on to the child, and then the result is
 * EXIT_INTERRUPTED; SIGHUP is passed on, too, and then the result is EXIT_HUNG_UP. After that this
 * process ignores these three signals, because it is about to end. If the call fails, the result is
 * EXIT_TOOL_FAILED, after a message about `name` on stderr. SIGQUIT ends both processes. If any
 * other signal ends this process, the child gets SIGPWR, on Linux.
 */
int process_call(const char *name, int (*function)(void *context), void *context);

#endif
