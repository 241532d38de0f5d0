/*
 * Child processes. Each child leads a process group of its own, and the whole group is ended with
 * the child. The child has the default signal handlers, and three descriptors.
 *
 * A child that reads the terminal, or changes its modes, has the terminal until the child ends.
 * Then Ctrl-C and Ctrl-Z are for the child. If they end or stop the child, they also end or stop
 * this program. If several children ask for the terminal, they get it one after the other. The loop
 * handles SIGCHLD for this while such children run. If the program or another loop already handles
 * this signal, a child that reads the terminal is stopped, and stays stopped. In asyncio a child
 * stays in the group of the program, so that all of them read at the same time.
 *
 * On the virtual clock, a child takes part in virtual time: the first `sleep` in its PATH sleeps on
 * the virtual clock. While other programs run, the clock stands still, see co/outside.h.
 */
#ifndef IO_PROCESS_H
#define IO_PROCESS_H

#include "io/stream.h"

CO_BEGIN

struct io_process;

enum io_redirect {
    IO_INHERIT, /* the parent's stream. asyncio: None */
    IO_PIPE,    /* a stream */
    IO_DEVNULL,
    IO_TO_OUTPUT, /* for errors: they go where the output goes. asyncio: STDOUT */
};

/* All-zero inherits everything. Strings are borrowed for the call. */
struct io_process_options {
    enum io_redirect input, output, errors;
    const char *folder;             /* to run in; NULL: ours. asyncio: cwd= */
    const char *const *environment; /* "NAME=VALUE", ..., NULL; NULL: ours. asyncio: env= */
    size_t limit;                   /* of a line, in bytes; 0: IO_STREAM_LIMIT */
    double patience; /* seconds between TERM and KILL when it is ended; 0: one second */
};

/* Run the command with sh -c. The process is a handle, valid until io_process_release(), or until
 * the loop ends. The child runs when this returns, so a cancelled caller leaves no child behind.
 * -ENOENT: there is no such folder. -ENOMEM, -EMFILE, -EAGAIN. asyncio:
 * create_subprocess_shell(). */
CO_ASYNC int io_create_subprocess_shell(struct io_process **process, const char *command,
                                        const struct io_process_options *options);
/* Run a program of the PATH. `arguments` begins with its name and ends with NULL. -ENOENT: there is
 * no such program. -EACCES: the program cannot be run. asyncio: create_subprocess_exec(). */
CO_ASYNC int io_create_subprocess_exec(struct io_process **process, const char *const *arguments,
                                       const struct io_process_options *options);
/* Give up the handle, kill the processes of the group that still run, and reap the child. The group
 * may outlive the child itself; asyncio lets such processes run. NULL is allowed. */
void io_process_release(struct io_process *process);

/* The child's pipes, which the process owns; NULL: the option was not IO_PIPE. */
struct io_stream *io_process_input(const struct io_process *process);
struct io_stream *io_process_output(const struct io_process *process);
struct io_stream *io_process_errors(const struct io_process *process);
int io_process_id(const struct io_process *process);

/* Wait until the child has ended. *status is its exit code, or the negative number of the signal
 * that ended it. *status is 255, with a report, if other code of the program has reaped the child.
 * `status` may be NULL. Any number of tasks may wait. If a waiter is cancelled, the child goes on.
 * The call does not wait for the pipes, since a grandchild may hold them open (asyncio 3.15).
 * -EBADF: the process was released meanwhile. asyncio: wait(). */
CO_ASYNC int io_process_wait(struct io_process *process, int *status);
/* Returns whether it is known that the child has ended. If so, *status is set. asyncio:
 * returncode. */
bool io_process_ended(const struct io_process *process, int *status);

/* What the child wrote; "" if there is no pipe. The texts are valid until the process is
 * released. */
struct io_output {
    const char *output, *errors;
    size_t output_size, errors_size;
    int status;
};
/* Send `input`, which may be NULL, and close the child's input. Meanwhile read all that the child
 * writes. Then wait until the child has ended. A child that does not read its input is not an
 * error. If the caller is cancelled, the child goes on. -ENOMEM. asyncio: communicate(). */
CO_ASYNC int io_process_communicate(struct io_process *process, const char *input, size_t size,
                                    struct io_output *result);

/* Send a signal to the child, but not to its group. On the virtual clock, a child that runs gets
 * the signal when it is idle, at the same virtual time. -ESRCH: the child has ended. -EINVAL: there
 * is no such signal. asyncio: send_signal(), terminate(), kill(). */
int io_process_send_signal(struct io_process *process, int signal);
int io_process_terminate(struct io_process *process);
int io_process_kill(struct io_process *process);
/* End the whole group, and wait for it. The group gets TERM, and after the patience KILL. A child
 * that has ended by itself may have left processes in its group; they are ended, too. If the caller
 * is cancelled, the call goes on to its end, and then returns -ECANCELED. -EBADF: the process was
 * released meanwhile. */
CO_ASYNC int io_process_end(struct io_process *process, int *status);

/* Call the function before each child of this process is made, in the thread that makes it. A call
 * for another function takes its place. */
void io_before_children(void (*call)(void));
/* Kill all children of this process with their groups. This is for a process that ends now, without
 * returning from its run. After the call, no child can be made: a thread that tries stops. A signal
 * handler may call this, in any thread. */
void io_kill_children(void);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_create_subprocess_shell(...) CO_AT(io_create_subprocess_shell, #__VA_ARGS__, __VA_ARGS__)
#define io_create_subprocess_exec(...) CO_AT(io_create_subprocess_exec, #__VA_ARGS__, __VA_ARGS__)
#define io_process_wait(...) CO_AT(io_process_wait, #__VA_ARGS__, __VA_ARGS__)
#define io_process_communicate(...) CO_AT(io_process_communicate, #__VA_ARGS__, __VA_ARGS__)
#define io_process_end(...) CO_AT(io_process_end, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif
