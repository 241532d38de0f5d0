#include "cli/broker.h"
#include "cli/command.h"
#include "co/explain/growing_text.h"
#include "work_queue/work_queue.h"
#include "work_queue/worker_program.h"

#include <stdio.h>
#include <string.h>
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

/* A line on stderr, made safe for a terminal: other programs choose the names of jobs. */
CO_PRINTF(2, 0) static void say(const char *name, const char *format, va_list arguments)
{
    struct text line = { 0 }, safe = { 0 };

    text_add(&line, "%s: ", name);
    text_add_arguments(&line, format, arguments);
    text_add_safe(&safe, text_string(&line), line.length);
    fprintf(stderr, "%s\n", text_string(&safe));
    text_free(&line);
    text_free(&safe);
}

static int check_arguments(const struct arguments *arguments, struct worker_program *worker)
{
    const char *name = arguments_value(arguments, "name");
    int exit_code;

    if (arguments->word_count)
        return usage_error("More about it:  asyncdemo help worker",
                           "A worker takes no words, such as \"%s\": its jobs are in Redis.",
                           arguments->words[0]);
    exit_code = broker_read(arguments, &worker->broker, &worker->queue);
    if (exit_code)
        return exit_code;
    if (!worker->broker || !worker->queue)
        return usage_error(
            "For instance:  asyncdemo worker --broker=redis://127.0.0.1:6379/ --queue=class",
            "A worker needs to know where its jobs are: --broker=ADDRESS, and --queue=NAME as of"
            " the run.");
    if (name && !worker_name_is_allowed(name))
        return value_error(arguments, "name", "a name has 1 to %d letters, digits and -_.",
                           WORKER_NAME_MAX - 1);
    return command_can_run("worker", IO_HIREDIS) ? 0 : EXIT_SKIPPED;
}

static const char *default_name(void)
{
    static char name[WORKER_NAME_MAX];
    char host[WORKER_NAME_MAX - 12] = "";

    if (gethostname(host, sizeof host - 1) < 0 || !host[0])
        strcpy(host, "worker");
    snprintf(name, sizeof name, "%s-%d", host, (int)getpid());
    return name;
}

static int execute(const struct arguments *arguments)
{
    const char *name = arguments_value(arguments, "name");
    struct worker_program worker = { .name = name ? name : default_name(),
                                     .say = say,
                                     .read_seconds = decimal_parse };
    int exit_code = check_arguments(arguments, &worker), rc;

    if (exit_code)
        return exit_code;
    rc = worker_program_run(&worker);
    if (rc == -EINTR)
        return EXIT_INTERRUPTED;
    return rc < 0 ? EXIT_TOOL_FAILED : EXIT_WELL;
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
