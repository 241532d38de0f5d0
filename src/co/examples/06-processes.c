/*
 * A child process with pipes: what is written to its input comes back on its output. The second
 * child takes too long, so it is ended with all that it has started.
 *
 *     cc 06-processes.c $(pkg-config --cflags --libs asyncdemo-io) -o processes
 *
 * It prints:
 *     sorted: apple cherry pear
 *     the exit code is 0
 *     too slow, so it ends
 *     signal 15 ended it
 */
#define CO_SUGAR
#include <co/co.h>
#include <io/io.h>
#include <stdio.h>
#include <string.h>

ASYNC(main)
{
    const struct io_process_options pipes = { .input = IO_PIPE, .output = IO_PIPE };
    const char fruits[] = "pear\napple\ncherry\n";
    struct io_process *process;
    struct io_output result;
    int status, rc;

    await(io_create_subprocess_shell(&process, "LC_ALL=C sort | tr '\\n' ' '", &pipes));
    await(io_process_communicate(process, fruits, strlen(fruits), &result));
    printf("sorted: %.*s\n", (int)result.output_size - 1, result.output);
    printf("the exit code is %d\n", result.status);
    io_process_release(process);

    await(io_create_subprocess_shell(&process, "sleep 100", NULL));
    rc = await_except(-ETIMEDOUT, WAIT_FOR(io_process_wait(process, &status), 0.2));
    if (rc == -ETIMEDOUT)
        printf("too slow, so it ends\n");
    await(io_process_end(process, &status));
    printf("signal %d ended it\n", -status);
    io_process_release(process);
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}
