/*
 * `asyncdemo check` and `asyncdemo accept` run demos and judge them by their golden transcripts.
 *
 * A case is one demo, one of its variants and one clock. On the virtual clock, what the run prints
 * must be the golden, byte for byte, and so must its events, if there is a golden of these
 * (src/run/events_text.h). On the real clock, the run is judged by causes (src/check/causal.h). Its
 * reference is the golden of events; if there is none, the run on the virtual clock. A replay
 * decides what the causes leave open (src/check/settle.h). A canary beside the runs tells whether
 * the machine was late (src/check/suspicion.h). If a library that a demo needs is missing, its
 * cases are skipped, with the reason.
 */
#ifndef CHECK_H
#define CHECK_H

#include "run/run.h"

/* A demo in the catalog. All strings are borrowed. */
struct check_demo {
    const char *chapter; /* the folder's name: "production" */
    const char *name;    /* "rate-limit" */
    const struct demo *demo;
};

/* All demos of the program. Borrowed. */
struct check_catalog {
    const struct check_demo *demos;
    size_t count;
};

enum {
    MEASUREMENTS_MAX = 3 /* an inconclusive case is measured at most so many times */
};

/* Golden files, see src/check/golden_file.h, and C files of users. All strings are borrowed. */
struct check_files {
    char *const *paths;
    size_t count;
    int64_t early, late; /* nanoseconds, for files whose headers do not say */
    const char *judge;   /* judges a C file, see src/check/source_check.h; NULL if there is none */
};

/* All-zero: each case is judged once. */
struct check_repeat {
    size_t times;    /* this many rounds; 0 stands for any number of rounds with `until_fail` */
    bool until_fail; /* end after a round with a failure */
};

/* How an inconclusive case counts. */
enum check_inconclusive {
    CHECK_INCONCLUSIVE_TOLD,
    CHECK_INCONCLUSIVE_PASS,
    CHECK_INCONCLUSIVE_FAIL
};

enum check_format { CHECK_HUMAN, CHECK_TAP, CHECK_JUNIT, CHECK_JSON, CHECK_GITHUB };

struct check_options {
    /* Check these files, too. Commands of golden files run on the real clock. */
    struct check_files files;
    bool virtual_clock, real_clock; /* at least one is true */
    /* Check this variant alone; "" stands for the default. NULL: check the default and all
     * variants. */
    const char *variant;
    struct check_repeat repeat; /* on the real clock */
    enum check_inconclusive inconclusive;
    unsigned side_by_side; /* the number of runs at a time; 0: the default, see the help of check */
    int64_t early, late;   /* nanoseconds, not negative */
    uint32_t turns;        /* the limit of turns of virtual runs, the same as in run_options */

    /* The folder that holds golden/. If NULL, `embedded` returns the content of
     * "golden/CHAPTER/DEMO.txt" and its size; NULL if there is no such golden. */
    const char *root;
    const char *(*embedded)(const char *path, size_t *size);
    bool root_was_given; /* --root was given, so each command to type next repeats it */
    /* With `root` and without `variant`, a golden is a failure if no demo of the catalog has it;
     * see src/check/orphans.h. If the catalog has no demos, orphans are not looked for. */
    struct check_catalog catalog;

    /* Judge real runs by the streams in this folder, which another build of the program saved. If
     * NULL, judge them by the goldens of events, or else by this program's virtual runs. */
    const char *reference;
    /* Save the stream of each virtual run that passes to this folder, which is made. If NULL, save
     * nothing. */
    const char *save_reference;

    /* Write the orders of real runs that do not pass to this folder, which is made. If `orders` is
     * NULL, to `orders_of_build`, where an order stays until its case is checked again. If both
     * are NULL, write none. */
    const char *orders, *orders_of_build;

    enum check_format format;
    FILE *out;            /* the report is written here; ferror(out) tells of failures */
    bool colour;          /* the human report has colours */
    enum symbols symbols; /* the symbols of the human report */
    FILE *progress;       /* a terminal that shows the progress, or NULL */
};

#define CHECK_EARLY INT64_C(2000000)
#define CHECK_LATE INT64_C(30000000)

/*
 * Check the demos in their order. Returns the exit code:
 *   0    all cases passed or were skipped
 *   1    a case failed
 *   5    no case failed, but the tool itself did: a golden cannot be read, or no process, memory or
 *        descriptor is left
 *   4    neither, but a case is inconclusive: this machine was too late to tell, three times
 *   130  SIGINT or SIGTERM came: the runs were ended; the report has the verdicts until then, and
 *        the number of cases that were not judged
 *
 * The last line of the human report, and a comment in TAP, is "N passed, N failed", followed by ",
 * N skipped" if cases were skipped. There, an inconclusive case counts as skipped, and a sentence
 * before says so; a case for which the tool failed counts as failed.
 */
int check_demos(const struct check_demo *demos, size_t count, const struct check_options *options);

/* A golden file to make or to renew. The strings are borrowed. */
struct accept_file {
    const char *path;
    const char *command; /* for sh -c; NULL: the command in the file */
    int64_t limit;       /* for the header "limit", in nanoseconds; negative: as in the file */
};

struct accept_options {
    const char *variant; /* the same as in check_options */
    /* The folder that holds golden/. If NULL, the goldens are within the program, and
     * accept_demos() refuses. */
    const char *root;
    bool root_was_given; /* the same as in check_options */
    bool yes;            /* accept without a question */
    uint32_t turns;      /* the same as in run_options */
    /* The input with a person's answers. If NULL, there is no person to ask, so without `yes`
     * nothing is written. */
    FILE *answers;
    FILE *out;      /* the changes are shown here */
    FILE *messages; /* questions and refusals are written here */
    bool colour;    /* the changes are shown in colour */
};

/*
 * Run the demos on the virtual clock, show how their transcripts and events differ from the
 * goldens, and replace the goldens if a person or `yes` accepts that. Each golden is replaced as a
 * whole or not at all. Events that differ from run to run are no golden. Returns the exit code:
 *   0    all goldens are what the demos print, now or before
 *   1    a golden stays as it was: the answer was no, a run does not end as the demo's row says, or
 *        two runs of it differ
 *   2    there are changes, and no person can answer
 *   5    a golden cannot be read or written, or the tool itself failed
 *   77   a demo cannot run here, because a library is missing; the other demos are accepted
 *   130  SIGINT or SIGTERM came, or the answers ended
 */
int accept_demos(const struct check_demo *demos, size_t count,
                 const struct accept_options *options);

/* Run the command of a golden file three times, show how the file changes, and replace it in the
 * same way. What was written by hand stays where it fits. Returns an exit code of accept_demos();
 * or EXIT_USAGE, after a message, if there is neither a file nor a command. */
int accept_file(const struct accept_file *file, const struct accept_options *options);

#endif
