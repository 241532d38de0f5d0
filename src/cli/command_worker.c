#include "cli/broker.h"
#include "cli/command.h"
#include "io/work_queue.h"
#include "run/text.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct option options[] = {
    { "broker", 0, BROKER_OPTION_VALUE,
      "the Redis that has the jobs. The password may also be in ASYNCDEMO_REDIS_PASSWORD" },
    { "queue", 0, QUEUE_OPTION_VALUE,
      "the name of the queue there: the same as the run's that puts the jobs" },
    { "name", 0, "NAME",
      "the name of this worker; no other worker may have it at the same time. Default: the"
      " machine's name and the number of the process" },
    { 0 },
};

struct state {
    const char *broker, *queue, *name;
    struct io_worker *worker;
    struct co_task *main;
    bool is_busy, is_away;
    int interrupts;
};

/* Print a line on stderr, made fit for a terminal: the names of jobs come from other programs. */
CO_PRINTF(2, 3) static void say(const struct state *state, const char *format, ...)
{
    struct text line = { 0 }, safe = { 0 };
    va_list arguments;

    text_add(&line, "%s: ", state->name);
    va_start(arguments, format);
    text_add_arguments(&line, format, arguments);
    va_end(arguments);
    text_add_safe(&safe, text_string(&line), line.length);
    fprintf(stderr, "%s\n", text_string(&safe));
    text_free(&line);
    text_free(&safe);
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

/* A job is a number of seconds, and the job takes this time. */
static int do_job(struct state *state, const struct io_job *job)
{
    char data[16], result[128];
    double seconds;
    int rc;

    co_format(data, sizeof data, "%s", job->data.data);
    if (decimal_parse(data, &seconds)) {
        rc = co_sleep(seconds);
        co_format(result, sizeof result, "%s computed by %s", job->id, state->name);
    } else {
        rc = 0; /* a retry would fail in the same way */
        co_format(result, sizeof result, "\"%s\" is no number of seconds", data);
    }
    if (rc == 0)
        rc = io_worker_done(state->worker, result, strlen(result));
    if (rc >= 0)
        say(state, rc ? "completed %s" : "completed %s, but its result was not needed any more",
            job->id);
    return rc;
}

static int work(struct state *state)
{
    while (state->interrupts == 0) {
        struct io_job job;
        int rc = io_worker_get(state->worker, &job);

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
    struct io_work_queue_options to_open = { .broker = state->broker,
                                             .name = state->queue,
                                             .patience = CO_FOREVER,
                                             .away = on_away,
                                             .argument = state };
    struct io_work_queue *queue;
    int rc = io_work_queue_open(&queue, &to_open);

    if (rc == 0)
        rc = io_worker_open(&state->worker, queue, state->name);
    if (rc == 0) {
        say(state, "waits for jobs of the queue %s from %s", state->queue, state->broker);
        rc = work(state);
    }
    if (rc < 0 && rc != -ECANCELED)
        say(state, "%s", co_error_message(rc));
    if (io_worker_close(state->worker) < 0)
        say(state, "could not tell Redis that it ends");
    io_work_queue_close(queue);
    return rc;
}

/* A shell that starts a program in the background makes it ignore some signals; they stay
 * ignored. */
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

/* ---- The command ---- */

static int check_arguments(const struct arguments *arguments, struct state *state)
{
    const char *name = arguments_value(arguments, "name");
    int exit_code;

    if (arguments->word_count)
        return usage_error("More about it:  asyncdemo help worker",
                           "A worker takes no words, such as \"%s\": its jobs are in Redis.",
                           arguments->words[0]);
    exit_code = broker_read(arguments, &state->broker, &state->queue);
    if (exit_code)
        return exit_code;
    if (!state->broker || !state->queue)
        return usage_error(
            "For instance:  asyncdemo worker --broker=redis://127.0.0.1:6379/ --queue=class",
            "A worker needs to know where its jobs are: --broker=ADDRESS, and --queue=NAME as of"
            " the run.");
    if (name && !io_worker_name_is_allowed(name))
        return value_error(arguments, "name", "it is made of 1 to %d letters, digits and -_.",
                           IO_WORKER_NAME_MAX - 1);
    return command_can_run("worker", IO_HIREDIS) ? 0 : EXIT_SKIPPED;
}

static const char *default_name(void)
{
    static char name[IO_WORKER_NAME_MAX];
    char host[IO_WORKER_NAME_MAX - 12] = "";

    if (gethostname(host, sizeof host - 1) < 0 || !host[0])
        strcpy(host, "worker");
    snprintf(name, sizeof name, "%s-%d", host, (int)getpid());
    return name;
}

static int execute(const struct arguments *arguments)
{
    const char *name = arguments_value(arguments, "name");
    struct state state = { .name = name ? name : default_name() };
    struct worker_main main = { &state };
    int exit_code = check_arguments(arguments, &state), rc;

    if (exit_code)
        return exit_code;
    rc = co_run((struct co_coro){ worker_main, &main, sizeof main, "worker", 0 },
                &(struct co_options){ .clock = CO_CLOCK_REAL, .self_contained = true });
    if (state.interrupts > 1)
        return EXIT_INTERRUPTED;
    return rc < 0 && rc != -ECANCELED ? EXIT_TOOL_FAILED : EXIT_WELL;
}

const struct command command_worker = {
    .name = "worker",
    .words = "",
    .summary = "do the jobs that a demo puts into Redis",
    .example = "asyncdemo worker --broker=redis://127.0.0.1/ --queue=class --name=Worker-4\n"
               "asyncdemo distributed --broker=redis://127.0.0.1/ --queue=class",
    .details =
        "Any number of workers may run, on any machines. A worker tells on stderr what it does. If"
        " a worker is lost, its job goes to another worker, up to five times. While Redis is away"
        " or full, the workers wait. Ctrl-C ends a worker when its job is done; a second Ctrl-C"
        " ends the worker at once, and its job is given back.",
    .options = options,
    .execute = execute,
};
