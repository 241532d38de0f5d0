/*
 * Child processes. Each is the leader of a process group of its own, which is ended as a whole; it
 * has the signals as they are by default, and no descriptors but the three.
 *
 * A child that reads the terminal, or changes its modes, gets it until the child ends: Ctrl-C and
 * Ctrl-Z are then for the child, and for this program if they end or stop the child. Where several
 * children ask, one gets the terminal after the other. For that the loop handles SIGCHLD while such
 * children run; where the program or another loop handles that signal already, a child that reads
 * the terminal is stopped and stays so. asyncio leaves a child in our group, where all read at the
 * same time.
 *
 * On the virtual clock a child takes part in virtual time: the `sleep` that it finds first in its
 * PATH asks for so many seconds of ours. Others hold time while they run, see co/outside.h.
 */
#ifndef IO_PROCESS_H
#define IO_PROCESS_H

#include "io/stream.h"

struct io_process;

enum io_redirect {
    IO_INHERIT, /* the parent's. asyncio: None */
    IO_PIPE,    /* a stream */
    IO_DEVNULL,
    IO_TO_OUTPUT, /* errors only: where the output goes. asyncio: STDOUT */
};

/* All-zero inherits everything. Strings are borrowed for the call. */
struct io_process_options {
    enum io_redirect input, output, errors;
    const char *folder;             /* to run in; NULL: ours. asyncio: cwd= */
    const char *const *environment; /* "NAME=VALUE", ..., NULL; NULL: ours. asyncio: env= */
    size_t limit;                   /* of a line, in bytes; 0: IO_STREAM_LIMIT */
    double patience; /* seconds between TERM and KILL when it is ended; 0: one second */
};

/* Run the command with sh -c. The process is a handle, valid until io_process_release() or the loop
 * ends. It has begun when this returns, so there is no moment at which a cancelled caller leaves a
 * child behind. -ENOENT: no such folder. -ENOMEM, -EMFILE, -EAGAIN. asyncio:
 * create_subprocess_shell(). */
CO_ASYNC int io_create_subprocess_shell(struct io_process **process, const char *command,
                                        const struct io_process_options *options);
/* Run a program, looked for in PATH; `arguments` ends with NULL and begins with its name. -ENOENT:
 * there is none; -EACCES: it cannot be run. asyncio: create_subprocess_exec(). */
CO_ASYNC int io_create_subprocess_exec(struct io_process **process, const char *const *arguments,
                                       const struct io_process_options *options);
/* Give up the handle. What still runs of its group is killed, also when the child itself has ended,
 * and the child is reaped. (asyncio leaves those that it has left behind.) NULL is allowed. */
void io_process_release(struct io_process *process);

/* NULL unless it was IO_PIPE. The process's. */
struct io_stream *io_process_input(const struct io_process *process);
struct io_stream *io_process_output(const struct io_process *process);
struct io_stream *io_process_errors(const struct io_process *process);
int io_process_id(const struct io_process *process);

/* Until it has ended: its exit code in *status, or the negative number of the signal that ended it;
 * 255, and a report, if somebody else has taken that from the system. `status` may be NULL. Any
 * number of tasks may wait, and being cancelled does nothing to it. Does not wait for the pipes,
 * which a grandchild may hold open (asyncio 3.15). -EBADF: it was released meanwhile. asyncio:
 * wait(). */
CO_ASYNC int io_process_wait(struct io_process *process, int *status);
/* Has it ended, as far as is known? Then *status is set. asyncio: returncode. */
bool io_process_ended(const struct io_process *process, int *status);

/* What it wrote. The process's, valid until it is released; "" where there is no pipe. */
struct io_output {
    const char *output, *errors;
    size_t output_size, errors_size;
    int status;
};
/* Send `input`, which may be NULL, and close the child's input; read all it writes until the end;
 * wait until it has ended. A child that does not read its input is no error. If the caller is
 * cancelled, the child goes on. -ENOMEM. asyncio: communicate(). */
CO_ASYNC int io_process_communicate(struct io_process *process, const char *input, size_t size,
                                    struct io_output *result);

/* To the child alone. On the virtual clock a child that runs gets it when it is idle, at
 * the same time. -ESRCH: it has ended. -EINVAL: there is no such signal. asyncio: send_signal(),
 * terminate(), kill(). */
int io_process_send_signal(struct io_process *process, int signal);
int io_process_terminate(struct io_process *process);
int io_process_kill(struct io_process *process);
/* End its whole group and wait for it: TERM, and KILL for what is left when the patience is over.
 * One that has ended by itself may have left others in its group. If the caller is cancelled
 * meanwhile this goes on to its end, and then returns -ECANCELED. -EBADF: it was released
 * meanwhile. */
CO_ASYNC int io_process_end(struct io_process *process, int *status);

/* Kill all children of this process with their groups, and leave it at that: for a process that
 * ends now, without returning from its run. No child is made any more, a thread that wants to make
 * one stops. May be called from a signal handler, in any thread. */
void io_kill_children(void);

#ifndef CO_WITHOUT_PLACES
#define io_create_subprocess_shell(...) CO_AT(io_create_subprocess_shell, #__VA_ARGS__, __VA_ARGS__)
#define io_create_subprocess_exec(...) CO_AT(io_create_subprocess_exec, #__VA_ARGS__, __VA_ARGS__)
#define io_process_wait(...) CO_AT(io_process_wait, #__VA_ARGS__, __VA_ARGS__)
#define io_process_communicate(...) CO_AT(io_process_communicate, #__VA_ARGS__, __VA_ARGS__)
#define io_process_end(...) CO_AT(io_process_end, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
