/* The option -o of "asyncdemo run": where a run is shown. */
#ifndef CLI_RUN_VIEW_H
#define CLI_RUN_VIEW_H

#include "cli/arguments.h"
#include "cli/run_list.h"

struct run_view {
    const char *file; /* NULL: stdout */
};

/* Read the option; the runs are known. Returns 0; or an exit code, after a message on stderr. */
int run_view_read(struct run_view *view, const struct arguments *arguments,
                  const struct run_list *list);

#endif
