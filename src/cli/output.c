#include "cli/output.h"

#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void output_begin(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0)
            /* It becomes the lowest one that is free, which is this one. */
            open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
    signal(SIGPIPE, SIG_IGN);
}

int output_finish(int exit_code)
{
    bool failed = ferror(stdout);
    int reason = fflush(stdout) == 0 ? EIO : errno;

    if ((!failed && reason == EIO) || reason == EPIPE)
        return exit_code;
    fprintf(stderr, "stdout cannot be written: %s.\n", strerror(reason));
    return EXIT_TOOL_FAILED;
}
