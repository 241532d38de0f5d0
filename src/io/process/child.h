/* A child process from within, for the files of src/io/process. Other files do not include this. */
#ifndef IO_CHILD_H
#define IO_CHILD_H

#include "co/list.h"
#include "io/process/process.h"

#include <signal.h>
#include <sys/types.h>

enum { CHILD_INPUT, CHILD_OUTPUT, CHILD_ERRORS, CHILD_STREAMS };

/* ---- Part in virtual time: child_party.c ---- */

struct child_signal {
    int number;
    bool to_group;
};
enum { CHILD_SIGNALS_MAX = 8 };

/* On the real clock it does nothing. */
struct child_party {
    struct co_party party;
    int listener;            /* the socket where its `sleep` asks for time; -1: none */
    char address[16];        /* of that socket, for the environment; "": none */
    struct co_list sleepers; /* in the order in which they go on */
    struct child_signal signals[CHILD_SIGNALS_MAX]; /* to be sent when the child is idle */
    int signal_count;
    int64_t signals_since; /* nanoseconds of the real clock */
};

struct io_process {
    struct child_party in_time;
    struct co_ending ending;
    struct io_stream *streams[CHILD_STREAMS]; /* NULL: no pipe */
    /* Of the process and its group; 0: there is none. The child is not reaped before the handle is
     * released. Otherwise the system could give the number to another process, and that process
     * would get the signals for this child. */
    pid_t id;
    int descriptor;               /* pidfd; -1: the system has none, and SIGCHLD tells of the end */
    struct io_process *next_told; /* of the children that SIGCHLD tells of */
    /* Where there is no pidfd: the tasks that wait for the end, and when the last wait began. */
    struct co_waitlist waiting;
    struct co_resource end;
    int64_t waiting_since;
    struct child_place *place; /* among all that run */
    bool ended, lost;          /* lost: other code has reaped it */
    int status;
    bool at_terminal;               /* it may ask for the terminal */
    struct io_process *next_asking; /* of the children that wait for the terminal */
    bool interrupted_by_us;         /* it was sent SIGINT or SIGQUIT */
    double patience;
    uint32_t waits; /* calls that look at it after their wait */
    bool released;
    char name[64];
};

/* Make the socket where the child asks for time. -EMFILE, -ENOMEM. */
int child_party_open(struct io_process *process);
/* The process has begun. */
void child_party_enter(struct io_process *process);
void child_party_close(struct io_process *process);
/* Send the signal. If the child runs, wait until it is idle: then the signal comes at the same
 * point of the child in each run. Errors of the system. */
int child_party_signal(struct io_process *process, struct child_signal signal);
/* Returns whether the system would give the same answer about the child in each run. */
bool child_party_is_settled(const struct io_process *process);

/* ---- Its environment on the virtual clock: child_environment.c ---- */

enum { CHILD_PATH_MAX = 4096 };
/* Write the folder with the `sleep` that takes part in virtual time. False: there is none. */
bool child_environment_folder(char folder[CHILD_PATH_MAX]);
/* Copy `environment`, or ours if that is NULL. Put the folder before its PATH, and add the address
 * of the child's clock. The caller frees the copy by co_memory_resize(). NULL: no memory. */
char **child_environment_make(const char *const *environment, const char *folder,
                              const char *address);

/* ---- What the system tells of its group: child_group.c ---- */

/* Returns whether each process of the group waits for a process outside of the group, or for time.
 * `is_asleep` says whether a process waits for time. */
bool child_group_is_idle(pid_t group, bool (*is_asleep)(void *argument, pid_t process),
                         void *argument);
/* Write the ancestors of a process below the group's leader: first the leader's child, at last the
 * process itself, and then zeros. Two such lists have the same order in each run: the order in
 * which a process has made its children. */
void child_group_ancestors(pid_t group, pid_t process, uint32_t *ancestors, size_t most);
/* The parent of a process; 0: it is not known. */
pid_t child_group_parent(pid_t process);
/* Returns whether a process of the group runs, apart from its leader. */
bool child_group_has_others(pid_t group);

/* ---- Beginning: spawn.c ---- */

/* The descriptors that the child gets. -1: see the options. */
struct child_ends {
    int descriptors[CHILD_STREAMS];
};
/* Set process->id. Same errors as io_create_subprocess_exec(). */
int child_spawn(struct io_process *process, const char *const *arguments,
                const struct io_process_options *options, const struct child_ends *ends);

/* ---- All that run: children.c ---- */

struct child_place;
/* Reserve a place for a child before it is made. NULL: no memory. */
struct child_place *children_reserve(void);
/* Call these before a child is made, and after it has entered. Between the two calls, no signal
 * handler ends the process, in this thread or another. */
void children_begin(sigset_t *before);
void children_began(const sigset_t *before);
void children_enter(struct child_place *place, pid_t group);
/* Call this before the child is reaped, since afterwards another process may get its number. NULL
 * is allowed. */
void children_leave(struct child_place *place);

/* ---- Ending: child_watch.c ---- */

/* Begin to watch for the end of the child. -EMFILE, -ENOMEM, -EPERM. */
int child_watch_begin(struct io_process *process);
/* No task waits for the child any more; reap the child if it has ended, or is about to. */
void child_watch_end(struct io_process *process);
/* Returns whether the child has ended. If it has, its status is known from now on. */
bool child_watch_look(struct io_process *process);
/* Wait for the end of a child that was killed. This blocks the thread, but not for long. */
void child_watch_finish(struct io_process *process);
/* Wait until the child may have ended. */
CO_ASYNC int child_watch_wait(struct io_process *process);
/* Send a signal now. Errors of the system. */
int child_watch_signal(struct io_process *process, struct child_signal signal);

/* In a process that fork() has made: the children are not its own. */
void child_watch_forget(void);

/* ---- The terminal: child_terminal.c ---- */

/* Note whether there is a terminal that the child may ask for. */
void child_terminal_begin(struct io_process *process);
/* Answer a child that was stopped because it wants the terminal, or by Ctrl-Z while it has the
 * terminal. The answer may stop this process until a shell continues it. Returns whether the child
 * goes on. */
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
