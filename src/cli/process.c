#include "cli/process.h"

#include "cli/command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

static const int interrupts[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { INTERRUPTS = sizeof interrupts / sizeof *interrupts };

static volatile sig_atomic_t child, interrupted;

/* A Ctrl-C reaches the child by itself; a signal from another process reaches only this one. */
static void pass_on(int signal_number, siginfo_t *information, void *context)
{
    (void)context;
    interrupted = signal_number;
    if (child && information->si_code == SI_USER)
        kill(child, signal_number);
}

/* An ignored signal stays ignored, because the process may run in the background or under nohup. */
static void handle_interrupts(struct sigaction before[INTERRUPTS])
{
    struct sigaction on_interrupt = { .sa_sigaction = pass_on, .sa_flags = SA_SIGINFO };

    for (int i = 0; i < INTERRUPTS; i++) {
        sigaction(interrupts[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(interrupts[i], &on_interrupt, NULL);
    }
}

static void restore_interrupts(const struct sigaction before[INTERRUPTS])
{
    for (int i = 0; i < INTERRUPTS; i++)
        sigaction(interrupts[i], &before[i], NULL);
}

/* A command such as timeout(1) sends the signal twice: to this process, and to its group. The
 * second signal must not end this process while it shows what the run has done. */
static void ignore_interrupts(const struct sigaction before[INTERRUPTS])
{
    const struct sigaction ignore = { .sa_handler = SIG_IGN };

    for (int i = 0; i < INTERRUPTS; i++)
        sigaction(interrupts[i], interrupts[i] == SIGQUIT ? &before[i] : &ignore, NULL);
}

static int wait_for_child(const char *name)
{
    int status;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    child = 0;
    if (interrupted)
        return interrupted == SIGHUP ? EXIT_HUNG_UP : EXIT_INTERRUPTED;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    fprintf(stderr, "%s: a signal ended the run: %s.\n", name, strsignal(WTERMSIG(status)));
    return EXIT_TOOL_FAILED;
}

/* If this process dies by a signal that it cannot pass on, such as SIGKILL, the child gets a signal
 * that lets the run end its own children first. */
static void end_with_parent(void)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGPWR);
#endif
}

int process_call(const char *name, int (*function)(void *context), void *context)
{
    struct sigaction before[INTERRUPTS];
    sigset_t blocked, unblocked;
    pid_t forked;
    int reason, exit_code = EXIT_TOOL_FAILED;

    interrupted = 0;
    sigemptyset(&blocked);
    for (int i = 0; i < INTERRUPTS; i++)
        sigaddset(&blocked, interrupts[i]);
    fflush(NULL); /* otherwise both processes would write the buffered output */
    /* No signal may arrive between fork() and the setup of the handlers on either side. */
    sigprocmask(SIG_BLOCK, &blocked, &unblocked);
    handle_interrupts(before);
    forked = fork();
    reason = errno;
    if (forked == 0) {
        end_with_parent();
        restore_interrupts(before);
        sigprocmask(SIG_SETMASK, &unblocked, NULL);
        exit(function(context));
    }
    child = forked > 0 ? forked : 0;
    sigprocmask(SIG_SETMASK, &unblocked, NULL);
    if (child)
        exit_code = wait_for_child(name);
    else
        fprintf(stderr, "%s: the process for the run could not be made: %s.\n", name,
                strerror(reason));
    if (interrupted && interrupted != SIGQUIT)
        ignore_interrupts(before);
    else
        restore_interrupts(before);
    if (interrupted == SIGQUIT)
        raise(SIGQUIT); /* SIGQUIT is not a polite end, so the process ends by the signal itself */
    return exit_code;
}
