/* This module checks golden files: it runs their commands on the real clock, and judges the
 * runs. */
#ifndef CHECK_GOLDEN_CHECK_H
#define CHECK_GOLDEN_CHECK_H

#include "check/check.h"
#include "check/golden_verdict.h"
#include "check/verdicts.h"

/* A golden file, and the run of its command. */
struct checked_golden {
    const char *path; /* borrowed */
    char *folder;     /* where the file is */
    char *run_folder; /* where its command runs */
    struct golden_file file;
    struct shell_call call;
    struct child run;
    struct text errors;
    struct golden_suspicion suspicions[MEASUREMENTS_MAX];
    struct verdict verdict;
    bool is_source; /* the file is a C file, see src/check/source_check.h */
    bool needs_run;
    bool can_run;      /* the file could be read */
    bool judged;       /* false if an interrupt came first */
    bool was_measured; /* the last measurement has judged it */

    /* If it is run again and again: the verdicts, and the worst of them with its run. */
    struct verdicts verdicts;
    bool has_worst;
    struct {
        struct child run;
        struct text errors;
        struct verdict verdict;
    } worst;
};

struct golden_check {
    struct checked_golden *files;
    size_t count;
};

/* Read the golden files of these. A file that cannot be read has a verdict. Returns 0 or -ENOMEM;
 * the caller calls golden_check_free() in both cases. */
int golden_check_read(struct golden_check *check, const struct check_files *files);
void golden_check_free(struct golden_check *check);

/* Run each command, and judge the run. A run that is inconclusive is made again, up to
 * `measurements` times in all. Returns 0, -EINTR or -ENOMEM. */
int golden_check_run(struct golden_check *check, const struct check_options *options,
                     unsigned measurements);

/* Returns the folder of a path, which the caller frees; NULL if no memory is left. */
char *golden_check_folder(const char *path);
/* Set up the call of a file's command: the folder, the environment and the limit. Returns 0 or
 * -ENOMEM. */
int golden_check_call(struct checked_golden *one);
/* Returns a child that runs the command of the file. */
struct child golden_check_child(const struct checked_golden *one);

#endif
