/* The option --why of "asyncdemo run": the log with remarks. */
#ifndef CLI_RUN_WHY_H
#define CLI_RUN_WHY_H

#include "cli/run_view.h"
#include "show/why.h"

/* Read the option; the view is known. Returns 0; or an exit code, after a message on stderr. */
int run_why_read(bool *wanted, const struct run_view *view);
/* Let the run print its log with remarks. Its other options are final. The caller calls why_end()
 * after the run. */
void run_why_attach(struct why *why, struct run_options *run);
/* Print a message about an error of why_end(). Returns EXIT_TOOL_FAILED. */
int run_why_fail(int code, const char *demo);

#endif
