#include "work_queue/worker_program.h"

#include "work_queue/work_queue.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct state {
    const struct worker_program *program;
    struct worker *worker;
    struct co_task *main;
    bool is_busy, is_away;
    int interrupts;
};

CO_PRINTF(2, 3) static void say(const struct state *state, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    state->program->say(state->program->name, format, arguments);
    va_end(arguments);
}

/* ---- From outside ---- */

static int on_interrupt(void *argument)
{
    struct state *state = argument;

    state->interrupts++;
    if (state->is_busy && state->interrupts == 1)
        say(state, "ends when this job is done; interrupt it again to end it at once");
    else
        co_task_cancel(state->main);
    return 0;
}

/* No reader of stderr is left: for example, the demo that started this worker has ended. */
static int on_unheard(void *argument)
{
    struct state *state = argument;

    co_remove_reader(STDERR_FILENO);
    co_task_cancel(state->main);
    return 0;
}

static void on_away(void *argument, int code)
{
    struct state *state = argument;

    if (!state->is_away)
        say(state, "%s; the worker waits until it is back", co_error_message(code));
    state->is_away = true;
}

/* ---- Jobs ---- */

static int do_job(struct state *state, const struct work_job *job)
{
    char data[16], result[128];
    double seconds;
    int rc;

    co_format(data, sizeof data, "%s", job->data.data);
    if (state->program->read_seconds(data, &seconds)) {
        rc = co_sleep(seconds);
        co_format(result, sizeof result, "%s computed by %s", job->id, state->program->name);
    } else {
        rc = 0; /* another attempt would end in the same way */
        co_format(result, sizeof result, "\"%s\" is no number of seconds", data);
    }
    if (rc == 0)
        rc = worker_done(state->worker, result, strlen(result));
    if (rc >= 0)
        say(state, rc ? "completed %s" : "completed %s, but its result was not needed any more",
            job->id);
    return rc;
}

static int work(struct state *state)
{
    while (state->interrupts == 0) {
        struct work_job job;
        int rc = worker_get(state->worker, &job);

        if (rc < 0)
            return rc;
        state->is_away = false;
        state->is_busy = true;
        say(state, "started %s (priority %d)", job.id, job.priority);
        rc = do_job(state, &job);
        state->is_busy = false;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int begin_and_work(struct state *state)
{
    const struct worker_program *program = state->program;
    struct work_queue_options to_open = { .broker = program->broker,
                                          .name = program->queue,
                                          .patience = CO_FOREVER,
                                          .away = on_away,
                                          .argument = state };
    struct work_queue *queue;
    int rc = work_queue_open(&queue, &to_open);

    if (rc == 0)
        rc = worker_open(&state->worker, queue, program->name);
    if (rc == 0) {
        say(state, "waits for jobs of the queue %s from %s", program->queue, program->broker);
        rc = work(state);
    }
    if (rc < 0 && rc != -ECANCELED)
        say(state, "%s", co_error_message(rc));
    if (worker_close(state->worker) < 0)
        say(state, "could not tell Redis that it ends");
    work_queue_close(queue);
    return rc;
}

/* A shell that starts a program in the background makes it ignore some signals. */
static int listen_for(int signal, struct state *state)
{
    struct sigaction now;

    if (sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
        return 0;
    return co_add_signal_handler(signal, on_interrupt, state);
}

struct worker_main {
    struct state *state;
};

static int worker_main(void *arguments)
{
    struct state *state = ((struct worker_main *)arguments)->state;
    struct stat errors;
    int rc;

    state->main = co_current_task();
    rc = listen_for(SIGINT, state);
    if (rc == 0)
        rc = listen_for(SIGTERM, state);
    if (rc == 0 && fstat(STDERR_FILENO, &errors) == 0 && S_ISFIFO(errors.st_mode))
        rc = co_add_reader(STDERR_FILENO, on_unheard, state);
    return rc < 0 ? rc : begin_and_work(state);
}

int worker_program_run(const struct worker_program *program)
{
    struct state state = { .program = program };
    struct worker_main main = { &state };
    int rc = co_run((struct co_coro){ worker_main, &main, sizeof main, "worker", 0, NULL },
                    &(struct co_options){ .clock = CO_CLOCK_REAL, .self_contained = true });

    if (state.interrupts > 1)
        return -EINTR;
    return rc < 0 && rc != -ECANCELED ? rc : 0;
}
