/* The remarks of --why, in the process of the run. */
#ifndef CLI_RUN_WHY_H
#define CLI_RUN_WHY_H

#include "run/run.h"
#include "show/why.h"

struct run_why {
    struct why why;
    /* What gets the events besides. */
    void (*on_event)(void *context, const struct event *event);
    void *on_event_context;
};

/* Let the run add remarks to its log. The other options of the run are final. The caller calls
 * why_end(&why->why) after the run. */
void run_why_attach(struct run_why *why, struct run_options *run);

#endif
