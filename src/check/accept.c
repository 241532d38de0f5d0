#include "check/accept_ask.h"
#include "check/advice.h"
#include "check/cases.h"
#include "check/check.h"
#include "check/children.h"
#include "check/ending.h"
#include "check/golden.h"
#include "check/line_diff.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    CONTEXT_LINES = 3,
    PARTS = GOLDEN_EVENTS + 1, /* of a golden: log, stderr and events */
    RUNS = 2                   /* each case runs twice, and both runs must print the same */
};

static const int64_t time_limit = INT64_C(20000000000);

/* A part of a case's golden: the golden as it was before, and the bytes that would
 * replace it. */
struct change {
    struct golden golden;
    struct transcript before;
    const char *bytes;
    size_t size;
    bool differs;
};

/* Write that the case is not accepted and why. Returns the exit code. */
__attribute__((format(printf, 4, 5))) static int refuse(const struct accept_options *options,
                                                        const struct check_case *one, int exit_code,
                                                        const char *format, ...)
{
    char name[CASE_NAME_MAX];
    va_list arguments;

    fprintf(options->messages,
            "%s is not accepted: ", case_name(name, one->demo->name, one->variant));
    va_start(arguments, format);
    vfprintf(options->messages, format, arguments);
    va_end(arguments);
    fputc('\n', options->messages);
    return exit_code;
}

/* ---- The run ---- */

static bool same_bytes(const char *one, size_t size, const char *other, size_t other_size)
{
    return size == other_size && (size == 0 || memcmp(one, other, size) == 0);
}

/* Accept only output that the demo prints twice in the same way. Returns 0 or the exit code of the
 * refusal. */
static int check_runs(const struct accept_options *options, const struct check_case *one,
                      const struct child runs[RUNS])
{
    struct verdict verdict = { 0 };

    if (ending_judge(&runs[0], one->exit_code, &verdict)) {
        int exit_code = verdict.kind == VERDICT_BROKEN ? EXIT_TOOL_FAILED : EXIT_CHECK_FAILED;

        refuse(options, one, exit_code, "%s.", verdict.message);
        verdict_write_stderr(options->messages, &verdict);
        return exit_code;
    }
    if (ending_judge(&runs[1], one->exit_code, &verdict) ||
        !same_bytes(runs[0].log, runs[0].log_size, runs[1].log, runs[1].log_size) ||
        !same_bytes(runs[0].errors, runs[0].errors_size, runs[1].errors, runs[1].errors_size))
        return refuse(
            options, one, EXIT_CHECK_FAILED,
            "two runs of it differ, so they depend on something besides the virtual "
            "clock: the time of day, random numbers without the seed, or the speed of threads.");
    return 0;
}

/* ---- What changes ---- */

static bool is_empty_file(const struct golden *golden)
{
    char path[PATH_MAX];
    struct stat status;

    return golden_path(golden, path) == 0 && stat(path, &status) == 0 && status.st_size == 0;
}

static void say_how_to_mend(const struct accept_options *options, const struct check_case *one,
                            enum golden_part part, const struct transcript_error *error)
{
    struct advice_call call = { .root = options->root,
                                .root_was_given = options->root_was_given,
                                .turns = options->turns };
    struct advice_case what = { .chapter = one->demo->chapter,
                                .demo = one->demo->name,
                                .variant = one->variant };
    struct verdict_golden golden = { .part = part, .line = error->line, .damage = error->damage };

    advice_mend(options->messages, &call, &what, &golden);
}

static int read_before(const struct accept_options *options, const struct check_case *one,
                       struct change *change)
{
    struct transcript_error error;
    int rc = golden_read(&change->golden, &change->before, &error);

    if (rc == 0 || rc == -ENOENT || is_empty_file(&change->golden))
        return 0;
    refuse(options, one, EXIT_TOOL_FAILED, "%s\n  The file is left as it is.", error.message);
    say_how_to_mend(options, one, change->golden.part, &error);
    return EXIT_TOOL_FAILED;
}

/* Show how the golden would change. Returns 0 or -ENOMEM. */
static int show_change(const struct accept_options *options, struct change *change)
{
    char path[PATH_MAX], after_name[PATH_MAX + 32];
    struct line_diff_text before = { path, change->before.bytes, change->before.size };
    struct line_diff_text after = { after_name, change->bytes, change->size };
    int rc;

    golden_path(&change->golden, path);
    snprintf(after_name, sizeof after_name, "%s in this run", path);
    rc = line_diff_write(options->out, &before, &after, CONTEXT_LINES, options->colour);
    change->differs = rc > 0;
    return rc < 0 ? rc : 0;
}

static int replace(const struct accept_options *options, const struct check_case *one,
                   const struct change *change)
{
    struct transcript_error error;

    if (!change->differs ||
        golden_replace(&change->golden, change->bytes, change->size, false, &error) == 0)
        return 0;
    return refuse(options, one, EXIT_TOOL_FAILED, "%s", error.message);
}

static int replace_if_wanted(const struct accept_options *options, const struct check_case *one,
                             const struct change changes[PARTS])
{
    int wanted = options->yes, exit_code = 0;
    char name[CASE_NAME_MAX];

    if (!wanted && !options->answers)
        return refuse(
            options, one, EXIT_USAGE,
            "stdin is no terminal, so there is no person to ask. Add --yes to accept it.");
    if (!wanted)
        wanted = accept_ask(options, case_name(name, one->demo->name, one->variant));
    if (wanted < 0)
        return EXIT_INTERRUPTED;
    if (!wanted)
        return refuse(options, one, EXIT_CHECK_FAILED, "the answer was no. Its golden stays.");
    for (int part = 0; !exit_code && part < PARTS; part++)
        exit_code = replace(options, one, &changes[part]);
    if (!exit_code)
        fprintf(options->messages, "%s is accepted.\n",
                case_name(name, one->demo->name, one->variant));
    return exit_code;
}

/* Set the bytes of the new goldens. Events that differ from run to run are no golden. Returns 0 or
 * the exit code of the refusal. */
static int set_changes(const struct accept_options *options, const struct check_case *one,
                       const struct child runs[RUNS], struct change changes[PARTS])
{
    const struct child *run = &runs[0];
    char name[CASE_NAME_MAX];

    changes[GOLDEN_LOG].bytes = run->log;
    changes[GOLDEN_LOG].size = run->log_size;
    changes[GOLDEN_ERRORS].bytes = run->errors;
    changes[GOLDEN_ERRORS].size = run->errors_size;
    if (same_bytes(run->events, run->events_size, runs[1].events, runs[1].events_size)) {
        changes[GOLDEN_EVENTS].bytes = run->events;
        changes[GOLDEN_EVENTS].size = run->events_size;
        return 0;
    }
    if (changes[GOLDEN_EVENTS].before.size)
        return refuse(options, one, EXIT_CHECK_FAILED,
                      "the events of two runs of it differ, although it has a golden of events.");
    fprintf(options->messages, "The events of two runs of %s differ, so they are no golden.\n",
            case_name(name, one->demo->name, one->variant));
    return 0;
}

/* Read the goldens as they are, and show how they change. Returns an exit code. */
static int compare_goldens(const struct accept_options *options, const struct check_case *one,
                           const struct child runs[RUNS], struct change changes[PARTS])
{
    int exit_code = 0, rc = 0;

    for (int part = 0; !exit_code && part < PARTS; part++) {
        changes[part].golden = (struct golden){ options->root, one->demo->chapter, one->demo->name,
                                                one->variant, (enum golden_part)part };
        exit_code = read_before(options, one, &changes[part]);
    }
    if (!exit_code)
        exit_code = set_changes(options, one, runs, changes);
    for (int part = 0; !exit_code && rc == 0 && part < PARTS; part++)
        rc = show_change(options, &changes[part]);
    return rc < 0 ? refuse(options, one, EXIT_TOOL_FAILED, "no memory is left to compare it.")
                  : exit_code;
}

static int accept_case(const struct accept_options *options, const struct check_case *one,
                       const struct child runs[RUNS])
{
    struct change changes[PARTS] = { 0 };
    int exit_code = check_runs(options, one, runs);
    bool differs = false;
    char name[CASE_NAME_MAX];

    if (!exit_code)
        exit_code = compare_goldens(options, one, runs, changes);
    for (int part = 0; part < PARTS; part++)
        differs |= changes[part].differs;
    if (!exit_code && differs)
        exit_code = replace_if_wanted(options, one, changes);
    else if (!exit_code)
        fprintf(options->messages, "%s is unchanged.\n",
                case_name(name, one->demo->name, one->variant));
    for (int part = 0; part < PARTS; part++)
        transcript_free(&changes[part].before);
    return exit_code;
}

/* ---- All of them ---- */

/* Returns the graver of two exit codes. From the gravest: interrupted, refused, broken, unanswered,
 * not run, well. */
static int graver(int one, int other)
{
    static const int by_gravity[] = { EXIT_INTERRUPTED, EXIT_CHECK_FAILED, EXIT_TOOL_FAILED,
                                      EXIT_USAGE, EXIT_SKIPPED };

    for (size_t i = 0; i < sizeof by_gravity / sizeof *by_gravity; i++) {
        if (one == by_gravity[i] || other == by_gravity[i])
            return by_gravity[i];
    }
    return 0;
}

/* Refuse the demos that cannot run here, and leave the other demos in the array. */
static int refuse_unavailable(const struct accept_options *options, struct check_case *cases,
                              size_t *count)
{
    char reasons[IO_REASONS_MAX];
    size_t left = 0;
    int exit_code = 0;

    for (size_t i = 0; i < *count; i++) {
        if (io_libraries_missing(cases[i].demo->demo->needs, reasons))
            exit_code = refuse(options, &cases[i], EXIT_SKIPPED, "%s.", reasons);
        else
            cases[left++] = cases[i];
    }
    *count = left;
    return exit_code;
}

static int accept_cases(const struct accept_options *options, struct check_case *cases,
                        size_t count, struct child *runs)
{
    int exit_code = refuse_unavailable(options, cases, &count);

    for (size_t i = 0; i < count * RUNS; i++)
        runs[i] = (struct child){ .demo = cases[i / RUNS].demo->demo,
                                  .variant = cases[i / RUNS].variant,
                                  .clock = CO_CLOCK_VIRTUAL,
                                  .turns = options->turns,
                                  .time_limit = time_limit };
    if (children_run(runs, count * RUNS, 0, NULL) < 0)
        exit_code = EXIT_INTERRUPTED;
    for (size_t i = 0; i < count * RUNS; i++)
        child_tell(&runs[i]);
    for (size_t i = 0; i < count && exit_code != EXIT_INTERRUPTED; i++)
        exit_code = graver(exit_code, accept_case(options, &cases[i], &runs[i * RUNS]));
    for (size_t i = 0; i < count * RUNS; i++)
        child_free(&runs[i]);
    return exit_code;
}

int accept_demos(const struct check_demo *demos, size_t count, const struct accept_options *options)
{
    struct check_case *cases;
    struct child *runs;
    int exit_code = EXIT_TOOL_FAILED;

    if (!options->root) {
        fputs("Nothing is accepted: the golden transcripts are within the program here, where they "
              "cannot be replaced.\nIn the source tree: ./asyncdemo accept DEMO\n",
              options->messages);
        return EXIT_TOOL_FAILED;
    }
    cases = cases_make(demos, count, options->variant, &count);
    runs = cases ? calloc(count * RUNS + 1, sizeof *runs) : NULL;
    if (runs)
        exit_code = accept_cases(options, cases, count, runs);
    else
        fputs("Nothing is accepted: no memory is left.\n", options->messages);
    free(cases);
    free(runs);
    return exit_code;
}
