/*
 * Two shell loops at once, and their lines as they come [1]. A pipe tells that there are bytes,
 * not that there is a line: readline waits until a whole one has come. At the end of the output
 * it gives an empty one; what the child ended with is another question [2].
 *
 * The children's `sleep` takes part in the run's time: on the virtual clock it asks the run for
 * so many seconds, and all that the children do at a moment is done before time moves on. At
 * 1.000 both have a line to say. Who comes first is chance on the real clock; on the virtual
 * one it is who began to wait first.
 */
#include "demo.h"

ASYNC(stream_subprocess, const char *cmd;)
{
    SUBPROCESS_SHELL(proc, my->cmd, .output = IO_PIPE, .errors = IO_TO_OUTPUT);

    const char *line;
    while (await(io_stream_readline(io_process_output(proc), &line)) > 0)   /* [1] */
        log_time("[%.20s] %.*s", my->cmd, STRIPPED(line));

    int returncode;
    await(io_process_wait(proc, &returncode));                      /* [2] */
    return returncode;
}

ASYNC(main)
{
    await(GATHER(CORO(stream_subprocess, "for i in 1 2 3; do echo $i; sleep 1; done"),
                 CORO(stream_subprocess, "for i in a b c; do echo $i; sleep 0.5; done")));
    return 0;
}

DEMO(subprocess_stream, .title = "Subprocesses: output as it comes",
     .section = "Subprocess with Streaming Output");
