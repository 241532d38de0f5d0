/* The option --why of "asyncdemo run": the log with remarks. */
#ifndef CLI_RUN_WHY_H
#define CLI_RUN_WHY_H

#include "cli/run_view.h"
#include "show/why.h"

struct run_why {
    struct why why;
    /* What got the events before. */
    void (*on_event)(void *context, const struct event *event);
    void *on_event_context;
};

/* Read the option; the view is known. Returns 0; or an exit code, after a message on stderr. */
int run_why_read(bool *wanted, const struct run_view *view);
/* Let the run print its log with remarks. Its other options are final. The caller calls
 * run_why_end() after the run. */
void run_why_attach(struct run_why *why, struct run_options *run);
/* Print what is left. Returns 0; -ENOMEM: remarks are missing; or -errno: the log could not be
 * written. */
int run_why_end(struct run_why *why);
/* Print a message about such an error. Returns EXIT_TOOL_FAILED. */
int run_why_fail(int code, const char *demo);

#endif
