/*
 * A command runs as a child, and a program may deal with its output in three ways. A simple
 * command runs to its end, and then its output is printed [1]. The output of a long command is
 * read line by line while it runs [2]. Three commands run at once, and each gives its exit
 * code and its two outputs [3].
 *
 * The end of the output is not the end of the command: a child may close its output and go on.
 * The tutorial stops there. A program that needs the exit code must also wait for the child
 * [4].
 *
 * The tutorial runs ls -la, which prints owners, sizes and dates: something else on each
 * machine. Here ls -a lists a folder that was made for it [5].
 *
 * Key point: the three commands end at 1.100, 1.300 and 1.500; one after the other they would
 * take twice as long.
 *
 * Use it when the output of a command is wanted while it runs, or its exit code decides what
 * comes next.
 *
 * The tutorial says that exit codes are collected; in fact none of its lines reads one.
 */
#include "demo.h"

ASYNC(simple_command, const char *folder;)
{
    struct io_output output;
    SUBPROCESS_SHELL(proc, "touch alpha.txt beta.txt && ls -a && rm alpha.txt beta.txt",
                     .output = IO_PIPE, .errors = IO_PIPE, .folder = my->folder);

    await(io_process_communicate(proc, NULL, 0, &output));          /* [1] */
    log_time("ls -a: exit code %d, %d lines, %zu bytes of stderr", output.status,
             line_count(output.output), output.errors_size);
    FOR_LINES(line, output.output)
        log_time("  %.*s", LINE(line));
    return 0;
}

ASYNC(streaming_command)
{
    const char *line;
    int status;
    SUBPROCESS_SHELL(proc, "for i in 1 2 3; do echo step $i; sleep 0.3; done; exit 3",
                     .output = IO_PIPE);

    while (await(io_stream_readline(io_process_output(proc), &line)) > 0)   /* [2] */
        log_time("%.*s", LINE(line));
    await(io_process_wait(proc, &status));                          /* [4] added */
    log_time("streaming: exit code %d", status);
    return 0;
}

/* added, as all below */
ASYNC(concurrent_command, const char *name; const char *cmd;)
{
    struct io_output output;
    SUBPROCESS_SHELL(proc, my->cmd, .output = IO_PIPE, .errors = IO_PIPE);

    await(io_process_communicate(proc, NULL, 0, &output));
    log_time("%s: exit code %d, stdout '%.*s', stderr '%.*s'", my->name, output.status,
             STRIPPED(output.output), STRIPPED(output.errors));
    return output.status;
}

ASYNC(main)
{
    char folder[] = P_tmpdir "/run-command-XXXXXX";
    struct co_outcome codes[3];

    if (!mkdtemp(folder))
        return co_raise(-EACCES, "there is no place for a folder");
    int rc = CALL(simple_command, folder);                          /* [5] */
    rmdir(folder);
    await(rc);
    await(CALL(streaming_command));
    await(GATHER_RESULTS(                                           /* [3] */
        codes, NAMED_CORO(concurrent_command, "slow", "sleep 0.6; echo slow"),
        NAMED_CORO(concurrent_command, "fast", "sleep 0.2; echo fast"),
        NAMED_CORO(concurrent_command, "failing", "sleep 0.4; echo oops >&2; exit 7")));
    log_time("exit codes: [%d, %d, %d]", codes[0].result, codes[1].result, codes[2].result);
    return 0;
}

DEMO(run_command, .title = "Subprocesses: run, stream, several at once", .section = "2");
