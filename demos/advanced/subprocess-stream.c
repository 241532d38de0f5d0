/*
 * A long command is more useful if its lines come while it runs. Two shell loops run at once
 * [1], and their lines are printed as they come [2]. A pipe says that there are bytes, not
 * that there is a line: readline waits until a whole line has come. At the end of the output
 * it gives an empty line. The exit code of the child comes separately [3].
 *
 * The `sleep` of a child uses the run's time: on the virtual clock it asks the run to sleep
 * for so many seconds. Time moves only when the children have done everything that they do at
 * one moment. At 1.000 both children have a line. On the real clock, chance decides which line
 * comes first; on the virtual clock, the task that began to wait first gets its line first.
 *
 * Key point: line "b" is printed at 0.500, while both children still run.
 *
 * Use it when you want to see the progress of a command, or its output is too large for
 * memory.
 *
 * The tutorial says that this is for monitoring logs; in fact a command that writes into a
 * pipe often keeps its lines until it has a few thousand bytes.
 */
#include "demo.h"

ASYNC(stream_subprocess, const char *cmd;)
{
    SUBPROCESS_SHELL(proc, my->cmd, .output = IO_PIPE, .errors = IO_TO_OUTPUT);

    const char *line;
    while (await(io_stream_readline(io_process_output(proc), &line)) > 0)   /* [2] */
        log_time("[%.20s] %.*s", my->cmd, STRIPPED(line));

    int returncode;
    await(io_process_wait(proc, &returncode));                      /* [3] */
    return returncode;
}

ASYNC(main)
{
    await(GATHER(CORO(stream_subprocess, "for i in 1 2 3; do echo $i; sleep 1; done"),
                 CORO(stream_subprocess, "for i in a b c; do echo $i; sleep 0.5; done"))); /* [1] */
    return 0;
}

DEMO(subprocess_stream, .title = "Subprocesses: output as it comes",
     .section = "Subprocess with Streaming Output");
