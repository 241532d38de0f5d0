/*
 * A child is another program, which runs beside this one. Three commands run at once, each in
 * a shell of its own [1]. communicate reads all output of a child and then waits for its end
 * [2]; meanwhile the other tasks go on. It reads both pipes at the same time. This matters: a
 * child that has filled a pipe stops until the pipe is read, so a program that first reads one
 * pipe to its end may wait for ever.
 *
 * The process object owns the output. So the object is kept until the results are printed, and
 * is freed with the run.
 *
 * The tutorial's flaw: it prints only the output of each command [3]. If a command fails, its
 * output is empty, and the reason is not shown. --variant=flaw has such a second command.
 * --variant=fixed prints the exit code and what the command wrote to stderr, too [4].
 *
 * The tutorial runs python --version and date. These print something else on each machine and
 * each day, so this demo has two commands that always print the same.
 *
 * Key point: communicate reads stdout and stderr together; read one after the other, they may
 * hang.
 *
 * Use it when another program already does the work, and its output is small enough for
 * memory.
 */
#include "demo.h"

struct result {
    const char *cmd;
    int returncode;
    const char *out, *err;
};

ASYNC(run_command, const char *cmd; struct result *result;)
{
    struct io_process_options pipes = { .output = IO_PIPE, .errors = IO_PIPE };
    struct io_process *proc;
    await(io_create_subprocess_shell(&proc, my->cmd, &pipes));      /* [1] */

    struct io_output output;
    await(io_process_communicate(proc, NULL, 0, &output));          /* [2] */
    *my->result = (struct result){ my->cmd, output.status, output.output, output.errors };
    return 0;
}

ASYNC(main)
{
    const char *commands[] = {
        "echo 'Hello World'",
        "printf '%s\\n' c a b | sort | tr '\\n' ' '",
        "echo $((6 * 7))",
    };
    struct result results[COUNT(commands)];

    if (variant("flaw") || variant("fixed"))
        commands[1] = "echo 'the disk is full' >&2; exit 3";
    await(GATHER(CORO(run_command, commands[0], &results[0]),
                 CORO(run_command, commands[1], &results[1]),
                 CORO(run_command, commands[2], &results[2])));

    for (size_t i = 0; i < COUNT(results); i++) {
        struct result r = results[i];
        log_time("Command: %s", r.cmd);
        log_time("Output: %.*s", STRIPPED(r.out));                  /* [3] */
        if (variant("fixed") && r.returncode != 0)
            log_time("Failed with %d: %.*s", r.returncode, STRIPPED(r.err)); /* [4] */
        log_time("%s", "");
    }
    return 0;
}

DEMO(subprocess, .title = "Subprocesses: three commands at once",
     .section = "Running Subprocesses",
     .flaw = "a command that fails shows an empty output, and nothing else",
     .variants = { { "flaw", "the second command fails, and no line says so", 0 },
                   { "fixed", "the exit code and stderr are printed, too", 0 } });
