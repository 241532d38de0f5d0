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

enum { RESULT_MAX = 128 };

/* Do the job, and write its result. */
static int compute(const struct state *state, const struct work_job *job, char result[RESULT_MAX])
{
    char data[16];
    double seconds;

    co_format(data, sizeof data, "%s", job->data.data);
    if (!state->program->read_seconds(data, &seconds)) {
        co_format(result, RESULT_MAX, "\"%s\" is no number of seconds", data);
        return 0; /* another attempt would end in the same way */
    }
    co_format(result, RESULT_MAX, "%s computed by %s", job->id, state->program->name);
    return co_sleep(seconds);
}

/* Do the job. `job` becomes the next one, or has no id. */
static int do_job(struct state *state, struct work_job *job)
{
    char id[WORK_JOB_ID_MAX], result[RESULT_MAX];
    int rc;

    state->is_busy = true;
    say(state, "started %s (priority %d)", job->id, job->priority);
    co_format(id, sizeof id, "%s", job->id); /* the next job takes its place */
    rc = compute(state, job, result);
    job->id = NULL;
    if (rc == 0 && state->interrupts)
        rc = worker_done(state->worker, result, strlen(result));
    else if (rc == 0)
        rc = worker_next(state->worker, result, strlen(result), job);
    if (rc >= 0)
        say(state, rc ? "completed %s" : "completed %s, but its result was not needed any more",
            id);
    state->is_busy = false;
    return rc;
}

static int work(struct state *state)
{
    struct work_job job = { .id = NULL };

    while (state->interrupts == 0) {
        int rc = job.id ? 0 : worker_get(state->worker, &job);

        if (rc < 0)
            return rc;
        state->is_away = false;
        rc = do_job(state, &job);
        if (rc < 0)
            return rc;
    }
    /* An interrupt came while the next job was fetched. */
    return job.id ? worker_put_back(state->worker) : 0;
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
