#include "cli/command.h"
#include "cli/order_file.h"
#include "cli/output_file.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "explore/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {
    { "variant", 0, "NAME", "explore this variant of the demo. Default: the demo itself" },
    { "seconds", 0, "SECONDS", "how long the search may take. Default: 1" },
    { "orders", 0, "N", "stop after so many orders. Default: as many as the time allows" },
    { "holds", 0, "0|1|2",
      "how many steps are held at a time before orders by chance are tried. Default: 1" },
    { "late", 0, "SECONDS",
      "how late a timer may be in the orders by chance; 0: all timers are on time. Default: 0.03" },
    { "seed", 0, "N", "seed of the orders by chance. Default: 1" },
    { "turns", 0, "N",
      "how many turns of the loop may pass while time stands still; more count as a livelock."
      " Default: 100000" },
    { "order", 0, "FILE", "try the order of this file alone" },
    { "output", 'o', "FILE",
      "write the order of the first bad outcome to this file, for --order. Without a bad outcome,"
      " the file stays as it is" },
    { 0 },
};

static const int64_t second = INT64_C(1000000000), default_late = INT64_C(30000000);

struct job {
    const struct arguments *arguments;
    const struct syllabus_entry *entry;
    struct explore_options explore;
    struct order schedule;
    const char *file; /* -o */
};

/* ---- Options ---- */

static int read_numbers(const struct arguments *arguments, struct explore_options *explore)
{
    unsigned long long orders = 0, holds = 1, seed = 1, turns = 0;
    int exit_code = value_seconds(arguments, "seconds", &explore->time);

    if (!exit_code)
        exit_code = value_number(arguments, "orders", 1, UINT64_MAX, &orders);
    if (!exit_code)
        exit_code = value_number(arguments, "holds", 0, 2, &holds);
    if (!exit_code)
        exit_code = value_seconds(arguments, "late", &explore->late);
    if (!exit_code)
        exit_code = value_number(arguments, "seed", 0, UINT64_MAX, &seed);
    if (!exit_code)
        exit_code = value_number(arguments, "turns", 1, UINT32_MAX, &turns);
    explore->orders = orders;
    explore->holds = (unsigned)holds;
    explore->seed = seed;
    explore->demo.turns = (uint32_t)turns;
    return exit_code;
}

static int read_demo(struct job *job, const struct demo_variant **variant)
{
    const struct arguments *arguments = job->arguments;

    if (arguments->word_count == 0)
        return selection_missing(arguments);
    if (arguments->word_count > 1 && selection_variant_as_word(arguments, arguments->words[1]))
        return EXIT_USAGE;
    if (arguments->word_count > 1)
        return usage_error("Its options:  asyncdemo help explore",
                           "One demo is explored at a time, so name one.");
    return selection_demo(arguments, arguments->words[0], &job->entry, variant);
}

static int read_schedule(struct job *job, const struct demo_variant **variant)
{
    const char *path = arguments_value(job->arguments, "order");
    struct run_options run = { .seed = job->entry->demo->seed };
    int exit_code =
        order_file_read(job->arguments, NULL, job->entry, variant, &run, &job->schedule);

    if (!exit_code && (job->schedule.record.count || job->schedule.past_count)) {
        fprintf(stderr,
                "%s cannot be explored: it is a recorded run, which leaves nothing to choose. To"
                " run it again:  asyncdemo %s --order=%s\n",
                path, job->entry->name, path);
        return EXIT_TOOL_FAILED;
    }
    if (path)
        job->explore.schedule = &job->schedule;
    job->explore.demo.seed = run.seed;
    return exit_code;
}

static int read_options(struct job *job)
{
    const struct demo_variant *variant = NULL;
    int exit_code = read_demo(job, &variant);

    if (!exit_code)
        exit_code = read_numbers(job->arguments, &job->explore);
    if (!exit_code)
        exit_code = read_schedule(job, &variant);
    job->file = arguments_value(job->arguments, "output");
    if (!exit_code && job->file)
        exit_code = output_file_check(job->file);
    if (exit_code)
        return exit_code;
    job->explore.demo.demo = job->entry->demo;
    job->explore.demo.name = job->entry->name;
    job->explore.demo.variant = variant ? variant->name : NULL;
    job->explore.exit_code = variant ? variant->exit_code : job->entry->demo->exit_code;
    return 0;
}

/* ---- What is found ---- */

static int fail(const struct job *job, int code)
{
    fprintf(stderr, "%s could not be explored: %s.\n", job->entry->name, co_error_sentence(code));
    return EXIT_TOOL_FAILED;
}

static int write_schedule(const struct job *job, const struct exploration *exploration)
{
    struct text text = { 0 };
    int exit_code;

    explore_add_schedule(&text, exploration);
    exit_code = text.failed ? fail(job, -ENOMEM)
                            : output_file_write(job->file, text_string(&text), text.length);
    text_free(&text);
    return exit_code;
}

/* Returns whether there is an order to write. */
static bool has_schedule(const struct exploration *exploration)
{
    return exploration->is_bad && exploration->bad;
}

static int say_next(const struct job *job, const struct exploration *exploration)
{
    const char *name = job->entry->name;

    if (!has_schedule(exploration))
        return EXIT_WELL;
    if (job->file) {
        printf("\nNext: asyncdemo %s --order=%s --as=lanes\n", name, job->file);
        return write_schedule(job, exploration);
    }
    printf("\nNext: asyncdemo explore %s%s%s -o %s.schedule\n", name,
           exploration->options->demo.variant ? " --variant=" : "",
           exploration->options->demo.variant ? exploration->options->demo.variant : "", name);
    return EXIT_WELL;
}

static int report(const struct job *job, struct exploration *exploration)
{
    struct stream bad = { 0 };
    int rc = 0, exit_code;

    if (has_schedule(exploration))
        rc = explored_run(exploration->explored, &job->explore.demo,
                          &exploration->outcomes.known[exploration->bad].order, &bad);
    if (rc == 0)
        rc = explore_report(stdout, exploration, &bad,
                            terminal_symbols(STDOUT_FILENO) == SYMBOLS_ASCII);
    stream_free(&bad);
    if (rc < 0)
        return fail(job, rc);
    exit_code = say_next(job, exploration);
    return exit_code ? exit_code : exploration->is_bad ? EXIT_CHECK_FAILED : EXIT_WELL;
}

/* A schedule that made no difference is no success. */
static int refuse_schedule(const struct job *job, const struct exploration *exploration)
{
    if (!job->explore.schedule || !exploration->by_chance.impossible)
        return EXIT_WELL;
    fprintf(stderr, "%s: %s", job->entry->name, exploration->explored->outcome.text);
    return EXIT_TOOL_FAILED;
}

static int explore_demo(const struct job *job)
{
    struct exploration exploration;
    int rc = explore(&exploration, &job->explore), exit_code;

    if (rc < 0 && rc != -EINTR)
        exit_code = fail(job, rc);
    else
        exit_code = refuse_schedule(job, &exploration);
    if (!exit_code && exploration.outcomes.count)
        exit_code = report(job, &exploration);
    exploration_free(&exploration);
    return rc == -EINTR ? EXIT_INTERRUPTED : exit_code;
}

static int execute(const struct arguments *arguments)
{
    struct job job = { .arguments = arguments,
                       .explore = { .time = second, .late = default_late } };
    int exit_code = read_options(&job);

    if (!exit_code && !command_can_run(job.entry->name, job.entry->demo->needs))
        exit_code = EXIT_SKIPPED;
    if (!exit_code)
        exit_code = explore_demo(&job);
    order_free(&job.schedule);
    return exit_code;
}

const struct command command_explore = {
    .name = "explore",
    .words = "DEMO",
    .summary = "run a demo in other orders, and look for a bad one",
    .example = "asyncdemo explore race\nasyncdemo explore race -o race.schedule",
    .details =
        "A step is what a task does from one suspension to the next. First each step is held until"
        " another task has begun a step that comes later by itself; then the tasks that are ready"
        " together run in all orders, if there are not too many; then chance orders them. A step"
        " that a timer began may be held while time passes, as if the work took longer. Threads and"
        " children keep their order."
        " An outcome is what main prints, without times, the errors and the exit code. It is bad if"
        " the run ends in a deadlock, if a MUST() or a SHOULD() of the demo does not hold, if an"
        " error is reported that the demo's own order does not have, or if the exit code is neither"
        " 0 nor the expected one. Then the exit code of this command is 1.",
    .options = options,
    .execute = execute,
};
