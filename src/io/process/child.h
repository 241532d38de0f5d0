/* What the files about child processes share. Nothing here is for anybody else. */
#ifndef IO_CHILD_H
#define IO_CHILD_H

#include "io/process/process.h"

#include <signal.h>
#include <sys/types.h>

enum { CHILD_INPUT, CHILD_OUTPUT, CHILD_ERRORS, CHILD_STREAMS };

/* ---- Part in virtual time: child_party.c ---- */

struct sleeper;
struct child_signal {
    int number;
    bool to_group;
};
enum { CHILD_SIGNALS_MAX = 8 };

/* Only on the virtual clock; elsewhere it does nothing. */
struct child_party {
    struct co_party party;
    int listener;     /* where its `sleep` asks for time; -1: it does not */
    char address[16]; /* of that, in the environment; "": none */
    struct sleeper *sleepers;
    struct child_signal signals[CHILD_SIGNALS_MAX]; /* to be sent when the child is idle */
    int signal_count;
    int64_t signals_since; /* nanoseconds of the real clock */
};

struct io_process {
    struct child_party in_time;
    struct co_ending ending;
    struct io_stream *streams[CHILD_STREAMS]; /* NULL: no pipe */
    /* Of the process and of its group; 0: there is none. The child is not reaped before the handle
     * is released: the system could give the number to another process, which would then get the
     * signals for this child. */
    pid_t id;
    int descriptor; /* pidfd; -1: the system has none, SIGCHLD says that it has ended */
    struct io_process *next_told; /* of the children that SIGCHLD tells of */
    struct co_event end;          /* where there is no pidfd */
    struct child_place *place;    /* among all that run */
    bool ended, lost;             /* lost: reaped by somebody else */
    int status;
    bool at_terminal;               /* it may ask for the terminal */
    struct io_process *next_asking; /* of the children that wait for the terminal */
    bool interrupted_by_us;         /* it was sent SIGINT or SIGQUIT */
    double patience;
    uint32_t waits; /* in calls that look at it when they go on */
    bool released;
    char name[64];
};

/* Have an address for its clock. -EMFILE, -ENOMEM. */
int child_party_open(struct io_process *process);
/* The process has begun. */
void child_party_enter(struct io_process *process);
void child_party_close(struct io_process *process);
/* Send the signal, now or, if that would hit it at a moment that is not the same in each run, when
 * it has come to rest. Errors of the system. */
int child_party_signal(struct io_process *process, struct child_signal signal);
/* Is what the system says of it now the same in each run? */
bool child_party_is_settled(const struct io_process *process);

/* ---- Its environment on the virtual clock: child_environment.c ---- */

enum { CHILD_PATH_MAX = 4096 };
/* Write the folder with the `sleep` that takes part in virtual time. False: there is none. */
bool child_environment_folder(char folder[CHILD_PATH_MAX]);
/* `environment`, NULL for ours, with the folder before its PATH and the address of its clock; to be
 * freed by co_memory_resize(). NULL: no memory. */
char **child_environment_make(const char *const *environment, const char *folder,
                              const char *address);

/* ---- What the system tells of its group: child_group.c ---- */

/* Will no process of the group do anything before one that is none of them does? `is_asleep` tells
 * of a process whether what it waits for, if it waits, is time. */
bool child_group_is_idle(pid_t group, bool (*is_asleep)(void *argument, pid_t process),
                         void *argument);
/* Which one of the group it is: its ancestors since the one that the group is called after, that
 * one's child first, then itself, and zeros. Compared one by one they have an order that is the
 * same in each run: that in which a process has made its children. */
void child_group_ancestors(pid_t group, pid_t process, uint32_t *ancestors, size_t most);
/* The parent of any process; 0: not known. */
pid_t child_group_parent(pid_t process);
/* Is there a process in it that has not ended, apart from the one it is called after? */
bool child_group_has_others(pid_t group);

/* ---- Beginning: spawn.c ---- */

/* What it gets. -1: what the options say. */
struct child_ends {
    int descriptors[CHILD_STREAMS];
};
/* Sets process->id. As io_create_subprocess_exec() fails. */
int child_spawn(struct io_process *process, const char *const *arguments,
                const struct io_process_options *options, const struct child_ends *ends);

/* ---- All that run: children.c ---- */

struct child_place;
/* A place for one that is to be made. NULL: there is no memory. */
struct child_place *children_reserve(void);
/* Around the making of a child and its entering: no signal handler that ends the process comes in
 * between, in this thread or another. */
void children_begin(sigset_t *before);
void children_began(const sigset_t *before);
void children_enter(struct child_place *place, pid_t group);
/* Before the child is reaped: then the number may be another's. NULL is allowed. */
void children_leave(struct child_place *place);

/* ---- Ending: child_watch.c ---- */

/* See to it that its end is noticed. -EMFILE, -ENOMEM, -EPERM. */
int child_watch_begin(struct io_process *process);
/* No task waits for the child any more; reap the child if it has ended, or is about to. */
void child_watch_end(struct io_process *process);
/* Has it ended? Then its status is known from now on. */
bool child_watch_look(struct io_process *process);
/* The same of one that was killed, and so has ended or will very soon. Blocks. */
void child_watch_finish(struct io_process *process);
/* Until there may be news. */
CO_ASYNC int child_watch_wait(struct io_process *process);
/* Send a signal now. Errors of the system. */
int child_watch_signal(struct io_process *process, struct child_signal signal);

/* In a process that fork() has made: the children are not its own. */
void child_watch_forget(void);

/* ---- The terminal: child_terminal.c ---- */

/* Note whether there is a terminal that the child may ask for. */
void child_terminal_begin(struct io_process *process);
/* Has the child been stopped because it wants the terminal, or by Ctrl-Z while it has the terminal?
 * Then answer it, which may stop this process until a shell continues it. True: the child goes
 * on. */
bool child_terminal_look(struct io_process *process);
/* The child has ended or is given up: the terminal is ours again, or goes to the next child. */
void child_terminal_leave(struct io_process *process);
/* Take the terminal back from whatever child has it. Safe in a signal handler. */
void child_terminal_take_back(void);
/* In a process that fork() has made: the terminal is lent by its parent. */
void child_terminal_forget(void);

/* Test hook: do as if the system had no pidfd. */
void child_watch_without_pidfd(bool without);

#endif
