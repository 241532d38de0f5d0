/* The option --order: a file with the order in which a demo is to run, see run/order.h. */
#ifndef CLI_ORDER_FILE_H
#define CLI_ORDER_FILE_H

#include "cli/arguments.h"
#include "cli/syllabus.h"
#include "run/order.h"
#include "run/order_record.h"
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
/* The option of a run on the real clock: a file that gets its order. */
#define RECORD_OPTION                                                                              \
    {                                                                                              \
        "record", 0, "FILE",                                                                       \
            "real clock: write the order of the run to this file, for --order. Of a run with"      \
            " threads, children or peers it has the steps of the tasks, of any other run all"      \
            " readings of the clock"                                                               \
    }

/* A run that is recorded. All-zero: it is not. */
struct order_recorder {
    const char *path; /* NULL: nothing is recorded */
    struct co_record record;
    struct stream stream;
};

/* Read --record. Returns 0; or an exit code, after a message on stderr. */
int order_recorder_read(const struct arguments *arguments, const struct run_options *run,
                        struct order_recorder *recorder);
/* Let the run record, if this is wanted. */
void order_recorder_attach(struct order_recorder *recorder, struct run_options *run);
/* Write the order of the run that has ended, and free the recorder. Returns 0; or EXIT_TOOL_FAILED,
 * after a message on stderr. */
int order_recorder_end(struct order_recorder *recorder, const struct syllabus_entry *entry,
                       const struct run_options *run);

/* Read the file at this path. Returns 0; or EXIT_TOOL_FAILED, after a message on stderr. */
int order_file_load(const char *path, struct order *order);

#endif
