/* A child is made that ends at once, and waited for; beside that, the system's two calls alone. */
#include "bench.h"

#include <spawn.h>
#include <sys/wait.h>

static const char *const true_program[] = { "true", NULL };

static int bare(long count)
{
    double began = seconds_on(CLOCK_MONOTONIC);

    for (long i = 0; i < count; i++) {
        pid_t child;

        if (posix_spawnp(&child, "true", NULL, NULL, (char *const *)true_program, environ) != 0 ||
            waitpid(child, NULL, 0) != child)
            return -EIO;
    }
    figure("spawn-wait-bare", (seconds_on(CLOCK_MONOTONIC) - began) / (double)count * 1e6);
    return 0;
}

MEASURE
{
    double began = seconds_on(CLOCK_MONOTONIC);

    for (long i = 0; i < my->count; i++) {
        struct io_process *process;

        await(io_create_subprocess_exec(&process, true_program, NULL));
        await(io_process_wait(process, NULL));
        io_process_release(process);
    }
    figure("spawn-wait", (seconds_on(CLOCK_MONOTONIC) - began) / (double)my->count * 1e6);
    return bare(my->count);
}
