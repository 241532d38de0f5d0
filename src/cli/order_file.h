/* The option --order: a file with the order in which a demo is to run, see run/order.h. */
#ifndef CLI_ORDER_FILE_H
#define CLI_ORDER_FILE_H

#include "cli/arguments.h"
#include "cli/syllabus.h"
#include "run/order.h"
#include "run/run.h"

/* The option, for the tables of the commands that have it. */
#define ORDER_OPTION                                                                               \
    {                                                                                              \
        "order", 0, "FILE",                                                                        \
            "run in the order that this file describes, on the virtual clock; \"asyncdemo help"    \
            " explore\" says what an order is, and \"asyncdemo explore\" writes such files"        \
    }

/* Read the file of --order, if it was given, for a run of the demo: its variant, its seed and its
 * clock become those of the file. `clock` is the value of --clock; NULL: it was not given, and
 * run->clock is the default. `order` is all-zero; the caller frees it in each case, after the run.
 * Returns 0; or an exit code, after a message on stderr. */
int order_file_read(const struct arguments *arguments, const char *clock,
                    const struct syllabus_entry *entry, const struct demo_variant **variant,
                    struct run_options *run, struct order *order);
/* Read the file at this path. Returns 0; or EXIT_TOOL_FAILED, after a message on stderr. */
int order_file_load(const char *path, struct order *order);

#endif
