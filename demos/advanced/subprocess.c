/*
 * Three commands run at once, each in a shell of its own [1]. communicate reads all output of
 * a child, from both pipes at the same time, and then waits for the child's end [2]. The
 * output belongs to the process object. So the object is kept until the results are printed,
 * and is freed with the run.
 *
 * The tutorial's flaw: it prints only the output of each command [3]. If a command fails, its
 * line is empty, and the reason is not shown. With --variant=flaw the second command does not
 * exist: the shell says so on stderr, and returns 127. --variant=fixed prints both.
 */
#include "demo.h"

struct result {
    const char *cmd;
    int returncode;
    const char *out, *err;
};

static const char *const nothing_here[] = { "PATH=/var/empty", NULL };

ASYNC(run_command, const char *cmd; struct result *result;)
{
    bool fails = variant("flaw") || variant("fixed");
    struct io_process_options pipes = { .output = IO_PIPE, .errors = IO_PIPE,
                                        .environment = fails ? nothing_here : NULL };
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
        commands[1] = "python --version";
    await(GATHER(CORO(run_command, commands[0], &results[0]),
                 CORO(run_command, commands[1], &results[1]),
                 CORO(run_command, commands[2], &results[2])));

    for (size_t i = 0; i < COUNT(results); i++) {
        struct result r = results[i];
        log_time("Command: %s", r.cmd);
        log_time("Output: %.*s", STRIPPED(r.out));                  /* [3] */
        if (variant("fixed") && r.returncode != 0)
            log_time("Failed with %d%s", r.returncode,
                     strstr(r.err, "not found") ? ": not found" : "");
        log_time("%s", "");
    }
    return 0;
}

DEMO(subprocess, .title = "Subprocesses: three commands at once",
     .section = "Running Subprocesses",
     .flaw = "a command that fails shows an empty output, and nothing else",
     .variants = { { "flaw", "the second command is not found, and no line says so", 0 },
                   { "fixed", "the return code and the error are printed, too", 0 } });
