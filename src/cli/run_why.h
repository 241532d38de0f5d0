/* The remarks of --why, in the process of the run. */
#ifndef CLI_RUN_WHY_H
#define CLI_RUN_WHY_H

#include "run/run.h"
#include "show/why.h"

/* Let the run add remarks to its log. The other options of the run are final. The caller calls
 * why_end(why) after the run. */
void run_why_attach(struct why *why, struct run_options *run);

#endif
