/* The runs that the arguments of "asyncdemo run" name: demos and chapters, and their variants. */
#ifndef CLI_RUN_LIST_H
#define CLI_RUN_LIST_H

#include "cli/arguments.h"
#include "cli/syllabus.h"

struct run_list_entry {
    const struct syllabus_entry *demo;
    const struct demo_variant *variants[DEMO_VARIANTS_MAX + 1]; /* NULL: the default */
    size_t variant_count;                                       /* from 1 */
};

struct run_list {
    struct run_list_entry *entries;
    size_t count;
};

/*
 * Find the runs, in the order of the words. A chapter stands for its demos in teaching order. Each
 * demo has the variants of --variant, a list of names with commas. A demo that only its chapter
 * names is left out if it lacks one of them. Returns 0; or an exit code, after a message on stderr.
 * The caller calls run_list_free() in both cases.
 */
int run_list_read(struct run_list *list, const struct arguments *arguments);
void run_list_free(struct run_list *list);

#endif
