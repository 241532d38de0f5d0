/* A demo that prints lines to a file, as to a pipe: what a line costs from log_time() to the last
 * byte. */
#include "bench.h"

#include "run/run.h"

#include <fcntl.h>
#include <unistd.h>

static long lines;

ASYNC(prints)
{
    for (long i = 0; i < lines; i++) {
        log_time("Worker-%d: Counter = %ld", 1, i);
        if (i % 10 == 9)
            await(co_sleep(0.001));
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct demo demo = { .identifier = "prints", .main = prints_start };
    struct run_options options = {
        .clock = CO_CLOCK_VIRTUAL, .gathers = true, .errors = -1, .handle_signals = true
    };
    struct run_result result;
    double began = process_time();

    lines = argc > 1 ? atol(argv[1]) : 0;
    options.output = open("/dev/null", O_WRONLY | O_CLOEXEC);
    run_demo(&demo, &options, &result);
    close(options.output);
    figure("log-line", (process_time() - began) / (double)lines * 1e6);
    return result.exit_code;
}
