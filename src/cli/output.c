#include "cli/output.h"

#include "cli/command.h"
#include "co/explain/write.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The errno of the first bytes of stdout that were not written, which the stream does not keep; 0:
 * all were written. */
static int stdout_failure;

#ifdef __GLIBC__

static ssize_t write_cookie(void *descriptor, const char *bytes, size_t size)
{
    int rc = write_all((int)(intptr_t)descriptor, bytes, size);

    if ((int)(intptr_t)descriptor == STDOUT_FILENO && !stdout_failure)
        stdout_failure = -rc;
    errno = -rc;
    return rc == 0 ? (ssize_t)size : 0;
}

/* A stream of the C library loses bytes that it cannot write at once, so this function returns
 * another stream in its place. If no memory is left, it returns the former stream. */
static FILE *stream_that_waits(FILE *former, int descriptor, int buffering)
{
    FILE *stream = fopencookie((void *)(intptr_t)descriptor, "w",
                               (cookie_io_functions_t){ .write = write_cookie });

    if (stream)
        setvbuf(stream, NULL, buffering, BUFSIZ);
    return stream ? stream : former;
}

static void replace_streams(void)
{
    stdout = stream_that_waits(stdout, STDOUT_FILENO, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
    stderr = stream_that_waits(stderr, STDERR_FILENO, _IONBF);
}

#else

/* Without the GNU C library, stdout and stderr cannot be replaced. */
static void replace_streams(void)
{
}

#endif

void output_begin(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0)
            /* open() returns the lowest free descriptor, which is this one. */
            open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
    signal(SIGPIPE, SIG_IGN);
    replace_streams();
}

int output_finish(int exit_code)
{
    bool failed = ferror(stdout);
    int reason = fflush(stdout) != 0 ? errno : failed ? EIO : 0;

    if (stdout_failure)
        reason = stdout_failure;
    if (!reason || reason == EPIPE)
        return exit_code;
    fprintf(stderr, "stdout cannot be written: %s.\n", strerror(reason));
    return EXIT_TOOL_FAILED;
}
