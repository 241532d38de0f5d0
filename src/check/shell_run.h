/*
 * Runs a command of a golden file, and stamps each line of its output as it arrives.
 *
 * The command is run by sh -c, in a process group of its own, with /dev/null as its stdin. The run
 * ends with the first process of the group, or when the limit is over. Then all processes that the
 * command has left get TERM and, after SHELL_PATIENCE, KILL; on Linux also those that have left
 * the group.
 *
 * The environment is that of the caller, except for what makes output differ from place to place:
 * LC_ALL=C.UTF-8, TZ=UTC, TERM=dumb, COLUMNS=80 and LINES=24. With PYTHONUNBUFFERED=1, Python
 * prints its lines when they are due.
 */
#ifndef CHECK_SHELL_RUN_H
#define CHECK_SHELL_RUN_H

#include "check/shell_lines.h"
#include "run/delays.h"

enum {
    SHELL_PATIENCE = 1000000000, /* nanoseconds between TERM and KILL */
    SHELL_NOT_FOUND = 127,       /* the exit code of a shell that does not find the command */
};

/* The command to run. All strings are borrowed. */
struct shell_call {
    const char *command;      /* for sh -c */
    const char *folder;       /* to run in; NULL: ours */
    char *const *environment; /* "NAME=VALUE" sets and "NAME" takes away a variable */
    size_t environment_count;
    int64_t limit; /* nanoseconds from the first line on; before it, from the start on */
};

enum shell_end {
    SHELL_EXITED,    /* `status` is its exit code */
    SHELL_SIGNALLED, /* `status` is the signal that ended it */
    SHELL_AT_LIMIT,  /* it still ran when its limit was over */
    SHELL_NO_FOLDER, /* `status` is -errno: the folder cannot be entered */
    SHELL_NOT_BEGUN, /* `status` is -errno: the system has no process or pipe left */
    SHELL_STOPPED,   /* a signal to this process ended it */
};

/* What the command did. shell_run_free() frees it. */
struct shell_run {
    enum shell_end end;
    int status;
    bool left_processes; /* some still ran after its end, and were ended */
    int64_t took;        /* nanoseconds, with the end of all processes; 0: it was not begun */
    struct shell_lines output;
    /* for how long the command's processes and this one were ready without a processor; `began`
     * is the start of the command */
    struct delays delays;
};

/* Run the command until it has ended. This process must have no other children. SIGINT, SIGTERM and
 * SIGPWR end the command early, and each that is run afterwards. The process may run one command
 * after the other, but is of no other use: its signal handlers are changed. Returns 0; -ENOMEM; or
 * -errno if it cannot come back to its folder. */
int shell_run(const struct shell_call *call, struct shell_run *run);
void shell_run_free(struct shell_run *run);

/* Write a run to a file, and read it from where the file's position is. Return 0 or -errno; -EPROTO
 * if the file is cut short. */
int shell_run_write(const struct shell_run *run, int descriptor);
int shell_run_read(struct shell_run *run, int descriptor);

#endif
