/* Runs a command to its end, and keeps what it prints. */
#ifndef TRY_CAPTURE_H
#define TRY_CAPTURE_H

#include "check/shell_run.h"
#include "co/explain/growing_text.h"

struct capture {
    enum shell_end end;
    int status;         /* the exit code, or the signal that ended the command */
    struct text output; /* what it printed on stdout */
    struct text errors; /* what it printed on stderr */
};

/* Run the command as shell_run() does, in a process group of its own. Returns 0, -EINTR if SIGINT
 * or SIGTERM came, or -errno. capture_free() frees `capture` in each case. */
int capture_command(const struct shell_call *call, struct capture *capture);
void capture_free(struct capture *capture);

#endif
