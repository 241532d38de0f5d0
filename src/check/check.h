/*
 * `asyncdemo check` and `asyncdemo accept`: runs demos and judges what they do by their golden
 * transcripts.
 *
 * A case is one demo, one of its variants and one clock. On the virtual clock a run must be the
 * golden byte for byte. On the real clock it is judged by causes (src/check/causal.h), and what
 * these leave open by a replay (src/check/settle.h). A canary beside the runs tells whether it was
 * the machine that was late (src/check/suspicion.h). A case of a demo that needs a library which is
 * missing is not run but skipped, with the reason.
 */
#ifndef CHECK_H
#define CHECK_H

#include "run/run.h"

/* A demo as the catalog has it. All strings are borrowed. */
struct check_demo {
    const char *chapter; /* folder: "production" */
    const char *name;    /* "rate-limit" */
    const struct demo *demo;
};

/* All demos that there are. Borrowed. */
struct check_catalog {
    const struct check_demo *demos;
    size_t count;
};

enum check_format { CHECK_HUMAN, CHECK_TAP, CHECK_JUNIT, CHECK_JSON, CHECK_GITHUB };

struct check_options {
    bool virtual_clock, real_clock; /* at least one */
    /* This one alone; "": the default alone; NULL: the default and all variants. */
    const char *variant;
    unsigned side_by_side; /* so many runs at a time; 0: all */
    int64_t early, late;   /* nanoseconds, not negative */
    uint32_t turns;        /* of the virtual runs, as in run_options */

    /* The folder that holds golden/. NULL: `embedded` has what is there: the content of
     * "golden/CHAPTER/DEMO.txt" and its size, or NULL. */
    const char *root;
    const char *(*embedded)(const char *path, size_t *size);
    bool root_was_given; /* with --root, which a command to type next repeats then */
    /* With `root`, and without `variant`: goldens that no demo of the catalog has are failures, see
     * src/check/orphans.h. No demos: they are not looked for. */
    struct check_catalog catalog;

    /* Judge real runs by the streams in this folder, saved by another build of the program, not by
     * this one's virtual runs. NULL: not so. */
    const char *reference;
    /* Save the stream of each virtual run that is the golden to this folder, which is made. NULL:
     * not. */
    const char *save_reference;

    enum check_format format;
    FILE *out;            /* the report; its failures are left in ferror(out) */
    bool colour;          /* of the human report */
    enum symbols symbols; /* of the human report */
    FILE *progress;       /* a terminal, or NULL */
};

#define CHECK_EARLY INT64_C(2000000)
#define CHECK_LATE INT64_C(30000000)

/*
 * Check the demos in their order. Returns the exit code:
 *   0    all passed or were skipped
 *   1    a case failed
 *   5    none failed, but the tool itself did: a golden that cannot be read, no process, memory or
 *        descriptor left
 *   4    neither, but a case is inconclusive: three times this machine was too late to tell
 *   130  SIGINT or SIGTERM came: the runs have been ended; what was found before is reported, and
 *        how much was not judged
 *
 * The report's last line in the human form, and a comment in TAP, is "N passed, N failed", with ",
 * N skipped" behind it if there were such. A case that is inconclusive counts as skipped there, and
 * a sentence before says so; one for which the tool failed counts as failed.
 */
int check_demos(const struct check_demo *demos, size_t count, const struct check_options *options);

struct accept_options {
    const char *variant; /* as above */
    /* The folder that holds golden/. NULL: the goldens are within the program, so it refuses. */
    const char *root;
    bool root_was_given; /* as above */
    bool yes;            /* do not ask */
    uint32_t turns;      /* as in run_options */
    /* Where a person answers. NULL: no person is there, so without `yes` nothing is written. */
    FILE *answers;
    FILE *out;      /* what changes */
    FILE *messages; /* questions and refusals */
    bool colour;    /* of `out` */
};

/*
 * Run the demos on the virtual clock, show how their transcripts differ from the goldens, and
 * replace these if that is wanted. Each golden is replaced as a whole or not at all. Returns the
 * exit code:
 *   0    all goldens are what the demos print, now or before
 *   1    a golden stays as it was: the answer was no, a run does not end as the demo's row says, or
 *        two runs of it differ
 *   2    there are changes, and no person is there to say yes
 *   5    a golden cannot be read or written, or the tool itself failed
 *   77   refused: a demo cannot run here, as a library is missing; the others are accepted
 *   130  SIGINT or SIGTERM came, or the answers ended
 */
int accept_demos(const struct check_demo *demos, size_t count,
                 const struct accept_options *options);

#endif
