/* Running: a loop from its start to its end, its clocks, and random numbers of its seed. */
#ifndef CO_RUN_H
#define CO_RUN_H

#include "co/task.h"

CO_BEGIN

/*
 * ---- Running ------------------------------------------------------------------------------------
 *
 * A thread runs one loop at a time. co_run is asyncio.run(): it makes a loop, runs the coroutine,
 * then cancels and awaits the tasks that are left.
 */
enum co_clock {
    CO_CLOCK_REAL,
    CO_CLOCK_VIRTUAL, /* stands still while a task can run, then jumps to the next deadline */
    CO_CLOCK_PACED,   /* the virtual clock, shown at `pace` times the speed of the wall clock */
    CO_CLOCK_REPLAY,  /* reads the times that an earlier run on the real clock recorded */
};

/* Every reading of the real clock in one run, in order. A run without threads depends on nothing
 * else, so a second run with the same readings is the same run. The caller owns the record and
 * frees `readings`. */
struct co_record {
    int64_t *readings; /* nanoseconds since the start of the loop */
    size_t count, capacity;
    size_t next; /* replay: the index of the next reading */
    bool failed; /* recording: no memory; replay: the run asked for more than was recorded */
};

/* Debug mode makes checks that cost time, see "Reports". CO_DEBUG_BY_ENVIRONMENT: on if the
 * environment variable CO_DEBUG is set and not empty. */
enum co_debug { CO_DEBUG_BY_ENVIRONMENT, CO_DEBUG_ON, CO_DEBUG_OFF };

struct co_trace;
struct co_report;
/* The handle of a loop. No two loops of the process have the same handle, even if one has ended. */
struct co_loop;
struct ev_loop;

/* Decides the order of a run in place of the loop, on a clock that jumps. A step of a task is what
 * it does from one suspension to the next. Any member may be NULL; no call may suspend. */
enum co_hold_moment {
    CO_HOLD_NEXT, /* the task is the next that would run */
    CO_HOLD_IDLE, /* nothing is ready, so that time would pass */
    CO_HOLD_END,  /* nothing else can ever happen: if all stay held, the run is a deadlock */
};
struct co_chooser {
    /* So many tasks and callbacks are ready in this turn, 2 at least. Returns the index of the next
     * one, modulo `count`. */
    uint32_t (*pick)(void *context, uint32_t count);
    /* Returns whether the task, which is ready, is held for now. The loop asks again after each
     * step of another task, and whenever nothing is ready. Once the answer is false, it stays false
     * until the task's step begins. */
    bool (*holds)(void *context, struct co_task *task, enum co_hold_moment moment);
    /* The task begins a step. Returns the time at which it begins; a time before now changes
     * nothing. */
    int64_t (*begins)(void *context, struct co_task *task);
    /* Nothing is ready, and time jumps to the first timer, which the task with this id armed (0:
     * none did). Returns by how many nanoseconds the loop comes late. */
    int64_t (*lateness)(void *context, uint32_t task);
    /* Nothing is ready, tasks are held, and time would jump to the deadline; INT64_MAX: nothing can
     * ever happen. Returns whether `holds` may have another answer now, and is then asked. May be
     * NULL. */
    bool (*jumps)(void *context, int64_t deadline);
    void *context;
};

struct co_options {
    enum co_clock clock;
    double pace;   /* CO_CLOCK_PACED: 2.0 is twice as fast; 0 means 1; negative: -EINVAL */
    uint64_t seed; /* of the loop's random numbers */
    bool shuffle;  /* run the ready tasks of a turn in random order, to test invariants */
    const struct co_chooser *chooser; /* NULL: the loop's own order; else `shuffle` has no effect */
    size_t stack_size;                /* bytes a task, rounded up to a power of two; 0: 64 KiB */
    /* CO_CLOCK_REAL: nothing outside wakes the loop, although the program has the loop's handle or
     * gave it an `ev_loop`; see -EDEADLK of co_run(). */
    bool self_contained;
    /* On a clock that jumps, so many turns without time moving are a livelock, unless the number of
     * tasks has fallen since time moved, or since the last so many turns; 0: 100,000. */
    uint32_t turns_at_once;
    struct co_record *record; /* CO_CLOCK_REAL: written; CO_CLOCK_REPLAY: read */
    enum co_debug debug;
    double slow_callback_duration; /* seconds; debug mode reports steps of this length; 0: 0.1 */
    /* CO_CLOCK_REAL: wait in this loop of libev, and call its watchers, too; the caller owns it.
     * NULL: wait in a loop of its own. */
    struct ev_loop *ev_loop;
    void (*observe)(void *context, const struct co_trace *trace); /* must not suspend */
    /* Gets the errors that no task handles, see "Reports". NULL: `say` gets them as sentences. A
     * negative result says that the function failed, and is ignored. */
    int (*report)(void *context, const struct co_report *report);
    void *context;
    /* Gets what the runtime says to a person, as text of whole lines: errors that no task handles,
     * and the report on a deadlock or a livelock. The text lives during the call, which may not
     * suspend. NULL: the text goes to stderr. co_say_nothing: the runtime is silent; otherwise it
     * also names the task whose stack overflows, on stderr, unless the program handles SIGSEGV. */
    void (*say)(void *context, const char *text);
};
/* For `say`: the runtime is silent. */
void co_say_nothing(void *context, const char *text);

/* Run `main` to its end and return its result. Before it returns, co_run cancels and awaits the
 * tasks that are left, closes open generators and joins threads. -EDEADLK: nothing can ever run
 * again although tasks are left. On the real clock a loop waits instead if others may wake it: if
 * the program has taken its handle, by co_get_running_loop() or co_runner_get_loop(), or has given
 * it an `ev_loop`, unless `self_contained` is set. -ELOOP: a livelock on a clock that jumps.
 * -EINTR: co_interrupt ended the run. -EPERM: co_stop ended it before main had ended. -EALREADY:
 * this thread runs a loop already. -ENOMEM, -EMFILE, -EAGAIN: the system has no memory, descriptors
 * or threads for the loop. `options` may be NULL. After fork(), the child has no loop; it may run a
 * loop of its own, and must end by _exit or exec. */
int co_run(struct co_coro main, const struct co_options *options);

/* co_run in three parts, for several runs on one loop: asyncio.Runner. An all-zero runner is ready
 * to be opened, once. From open to close its loop is this thread's loop. Tasks and callbacks may be
 * made between runs, too; they run in the next run. */
struct co_runner {
    struct co_loop *loop; /* private */
    enum { CO_RUNNER_NEW, CO_RUNNER_OPEN, CO_RUNNER_CLOSED } state;
};
/* -EBADF: the runner has been closed. -EALREADY: the runner is open, or a loop runs in this thread.
 * Also the errors of co_run. */
int co_runner_open(struct co_runner *runner, const struct co_options *options);
/* Run `main` as co_run does, but tasks that are left go on in the next run. The next run begins
 * with the context variables that this main leaves. -EBADF: the runner is not open. */
int co_runner_run(struct co_runner *runner, struct co_coro main);
/* Cancel and await everything that is left, and end the loop. Does nothing if the runner is closed.
 * -EALREADY: the runner runs. Also the errors of co_run. */
int co_runner_close(struct co_runner *runner);
/* The runner's loop; NULL if the runner is not open. From this call on others may wake the loop,
 * see co_run(). asyncio: Runner.get_loop(). */
struct co_loop *co_runner_get_loop(const struct co_runner *runner);

/* The loop that runs in this thread; NULL: none. From this call on others may wake the loop, see
 * co_run(). asyncio: get_running_loop(), without the error. */
struct co_loop *co_get_running_loop(void);
/* Run the loop until the task has ended; the task's result and text become the caller's. Handle:
 * ends, if the task has ended. -EALREADY: this loop or another runs in this thread. -EBADF: the
 * loop is closed, or belongs to another thread. -EPERM: co_stop came first; the task goes on in the
 * next run. Also the errors of co_await and co_run. asyncio: loop.run_until_complete(). */
int co_run_until_complete(struct co_loop *loop, struct co_task *task);
/* Run the loop until co_stop. -EDEADLK: nothing can ever happen again. Also the errors of
 * co_run_until_complete. asyncio: loop.run_forever(). */
int co_run_forever(struct co_loop *loop);
/* End the run of this thread's loop after the present turn. Before a run: the run ends after one
 * turn, without waiting. Without a loop it does nothing. asyncio: loop.stop(). */
void co_stop(void);

/* End the run of the calling thread's loop; in a pool thread, of the loop that the thread belongs
 * to. The first call cancels main, and the run returns -EINTR if main ends because of that. The
 * second call in a run ends the run without waiting for main. A signal handler in any of these
 * threads may call this. In any other thread it does nothing and returns false. */
bool co_interrupt(void);

/* Call `hook` before each turn of this thread's loop, and before the loop waits for that turn. The
 * hook may not suspend. NULL removes the hook. asyncio: a loop class with a _run_once of its
 * own. */
struct co_iteration {
    uint64_t turn;    /* since the hook was set, from 1 */
    size_t ready;     /* tasks and callbacks that are ready; timers that become due join them */
    size_t scheduled; /* timers that are not due yet */
    double time;      /* seconds */
};
void co_set_iteration_hook(void (*hook)(void *argument, const struct co_iteration *iteration),
                           void *argument);

/* Seconds on the loop's clock. asyncio: loop.time(). */
double co_time(void);
/* The time in nanoseconds since the loop began. Pool threads may call this, too. */
int64_t co_time_nanoseconds(void);

/* Let at least `seconds` pass. With 0 or less, let every task that is ready run once. Suspends:
 * always. -ENOMEM. */
CO_ASYNC int co_sleep(double seconds);

/*
 * ---- Random numbers -----------------------------------------------------------------------------
 *
 * Each loop has one generator (xoshiro256**, Blackman and Vigna), seeded by the options: the same
 * seed gives the same numbers. Without a running loop, as in a pool thread, co_random() is 0 and
 * co_random_uniform() is `low`.
 */
uint64_t co_random(void);
/* A number that is uniform in [low, high). Python: random.uniform(). */
double co_random_uniform(double low, double high);

CO_END

#endif
