#include "cli/pager.h"

#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The shell finds out whether there is a less. -F: end if all fits; -R: obey colours; -X: leave the
 * text on the screen. */
static const char LESS[] = "if command -v less >/dev/null; then exec less -FRX; else exec cat; fi";

/* Run the command that follows. The text is not lost if the command cannot be run. Ctrl-C is for
 * the command alone. */
static const char RUN[] = "trap : INT; eval \"$1\"; case $? in 126 | 127) exec cat ;; esac";

static pid_t pager;

/* Returns the command for the shell; NULL: the reader wants none. */
static const char *command(void)
{
    const char *set = getenv("PAGER");

    if (!terminal_overwrites(STDOUT_FILENO) || (set && (!*set || strcmp(set, "cat") == 0)))
        return NULL;
    return set ? set : LESS;
}

/* In the child: become the pager, which reads from the pipe. */
static void become(const char *line, const int ends[2])
{
    signal(SIGPIPE, SIG_DFL);
    dup2(ends[0], STDIN_FILENO);
    execl("/bin/sh", "sh", "-c", RUN, "sh", line, (char *)NULL);
    _exit(127);
}

void pager_begin(void)
{
    const char *line = command();
    int ends[2];

    if (pager_is_open() || !line || pipe2(ends, O_CLOEXEC) < 0)
        return;
    pager = fork();
    if (pager == 0)
        become(line, ends);
    if (pager > 0) {
        dup2(ends[1], STDOUT_FILENO);
        signal(SIGINT, SIG_IGN); /* Ctrl-C is for the pager */
    }
    close(ends[0]);
    close(ends[1]);
}

bool pager_is_open(void)
{
    return pager > 0;
}

void pager_end(void)
{
    if (!pager_is_open())
        return;
    close(STDOUT_FILENO);
    while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
        continue;
    pager = 0;
}
