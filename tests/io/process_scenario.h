/* The common part of the tests of child processes: tasks that run a command. */
#ifndef PROCESS_SCENARIO_H
#define PROCESS_SCENARIO_H

#include "co/scenario.h"
#include "io/process/child.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct io_process_options piped = { .input = IO_PIPE,
                                                 .output = IO_PIPE,
                                                 .errors = IO_PIPE };
__attribute__((unused)) static const struct io_process_options output_piped = { .output = IO_PIPE };

ASYNC(run_command, const char *command; const struct io_process_options *options;
      struct io_output * output; struct io_process * *process;)
{
    await(io_create_subprocess_shell(my->process, my->command, my->options));
    return io_process_communicate(*my->process, NULL, 0, my->output);
}

/* Run a command to its end, and say its output and its status. */
ASYNC(say_what, const char *command; const struct io_process_options *options;)
{
    struct io_process *process = NULL;
    struct io_output output;
    int rc = CALL(run_command, my->command, my->options, &output, &process);

    if (rc >= 0)
        say("%s%s=%d", output.output, output.errors, output.status);
    io_process_release(process);
    return rc;
}

ASYNC(say_status, struct io_process *process; const char *name;)
{
    int status;

    await(io_process_wait(my->process, &status));
    say("%s:%d", my->name, status);
    return 0;
}

#endif
