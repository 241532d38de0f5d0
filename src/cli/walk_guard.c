#include "cli/walk_guard.h"

#include "co/explain/write.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static pid_t guard;
static int words = -1; /* a socket to the guard */

/* If a shell has set the terminal for itself already, its settings stay. */
static void give_back(const struct termios *before, const struct termios *during, const char *leave,
                      size_t length)
{
    struct termios now;

    write_all(STDOUT_FILENO, leave, length);
    if (tcgetattr(STDIN_FILENO, &now) == 0 && now.c_lflag == during->c_lflag &&
        now.c_iflag == during->c_iflag && memcmp(now.c_cc, during->c_cc, sizeof now.c_cc) == 0)
        tcsetattr(STDIN_FILENO, TCSANOW, before);
}

/* No signal of the terminal is for the guard. In a group of its own, it outlives a signal to the
 * group of the walk. */
__attribute__((noreturn)) static void be_guard(int socket, const struct termios *before,
                                               const char *leave, size_t length)
{
    static const int ignored[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU };
    struct termios during;
    bool known = tcgetattr(STDIN_FILENO, &during) == 0;
    char taken = true;
    ssize_t got;

    setpgid(0, 0);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    do
        got = read(socket, &taken, 1);
    while (got > 0 || (got < 0 && errno == EINTR));
    if (taken && known)
        give_back(before, &during, leave, length);
    _exit(0);
}

void walk_guard_begin(const struct termios *before, const char *leave, size_t length)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return;
    guard = fork();
    if (guard == 0) {
        close(ends[1]);
        be_guard(ends[0], before, leave, length);
    }
    close(ends[0]);
    words = ends[1];
    if (guard < 0)
        walk_guard_end();
}

void walk_guard_tell(bool taken)
{
    char word = taken;
    /* A guard that is killed is no reason to end. */
    ssize_t sent = words < 0 ? 0 : send(words, &word, 1, MSG_NOSIGNAL);

    (void)sent;
}

void walk_guard_end(void)
{
    if (words < 0)
        return;
    walk_guard_tell(false);
    close(words);
    words = -1;
    while (guard > 0 && waitpid(guard, NULL, 0) < 0 && errno == EINTR)
        continue;
    guard = 0;
}
