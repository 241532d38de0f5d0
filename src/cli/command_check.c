#include "cli/build_folder.h"
#include "cli/command.h"
#include "cli/embedded.h"
#include "cli/golden_names.h"
#include "cli/selection.h"
#include "cli/terminal.h"

#include "check/command_word.h"
#include "check/compare.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct option options[] = {
    { "clock", 0, "virtual|real|both",
      "virtual: compare byte for byte, at once. real: judge by causes, with tolerances, in real"
      " time. Default: both" },
    { "turns", 0, "N",
      "virtual clock: how many turns of the loop may pass while time stands still; more count as a"
      " livelock. Default: 100000" },
    { "variant", 0, "NAME", "this variant alone, or \"default\". Default: all" },
    { "jobs", 'j', "N",
      "how many runs at a time. Default: all at once, because demos mostly sleep; where time jumps,"
      " four for each processor; of golden files, one for each" },
    { "format", 0, "human|tap|junit|json|github", "how the report is written. Default: human" },
    { "early", 0, "SECONDS",
      "real clock: how much sooner than expected a line may follow its cause. Default: 0.002; for"
      " golden files: 0.05" },
    { "late", 0, "SECONDS",
      "real clock: how much later than expected a line may follow its cause. Default: 0.03; for"
      " golden files: 0.05" },
    { "repeat", 0, "N",
      "real clock: run everything N times, and count the verdicts. Each run counts by itself" },
    { "until-fail", 0, NULL,
      "real clock: run everything again and again until something fails, or --repeat=N times" },
    { "inconclusive", 0, "pass|fail",
      "how a case counts that this machine was too late to judge. Default: it is skipped, and the"
      " exit code is 4" },
    { "root", 0, "FOLDER",
      "the folder that holds golden/. Default: the source tree, if it is there, else the golden"
      " transcripts within the program" },
    { "reference", 0, "FOLDER",
      "real clock: judge by the runs that another build of the program saved there, not by this"
      " build's runs on the virtual clock" },
    { "save-reference", 0, "FOLDER", "save the virtual runs that pass, for --reference" },
    { "orders", 0, "FOLDER",
      "real clock: for each run that fails or is inconclusive, write its order there, for"
      " \"asyncdemo DEMO --order=FILE\". Default: the folder orders of the build folder in which"
      " the program lies; there, the order of a demo that passes is removed" },
    { 0 },
};

enum { JOBS_MAX = 1000, REPEAT_MAX = 1000000 };

static const char *embedded_golden(const char *path, size_t *size)
{
    struct embedded_file file = { 0 };

    embedded_find(path, &file);
    *size = (size_t)(file.end - file.begin);
    return file.begin;
}

static int read_repeat(const struct arguments *arguments, struct check_options *check)
{
    static const char *const ways[] = { "pass", "fail", NULL };
    static const enum check_inconclusive way_of[] = { CHECK_INCONCLUSIVE_PASS,
                                                      CHECK_INCONCLUSIVE_FAIL,
                                                      CHECK_INCONCLUSIVE_TOLD };
    unsigned long long times = 0;
    int way = 2, exit_code = value_choice(arguments, "inconclusive", ways, &way);

    if (!exit_code)
        exit_code = value_number(arguments, "repeat", 1, REPEAT_MAX, &times);
    check->inconclusive = way_of[way];
    check->repeat.times = (size_t)times;
    check->repeat.until_fail = arguments_value(arguments, "until-fail");
    if (exit_code || check->real_clock || (!times && !check->repeat.until_fail))
        return exit_code;
    return usage_error("Its options:  asyncdemo help check",
                       "On the virtual clock, each run is the same: --repeat and --until-fail are "
                       "for the real clock.");
}

static int read_options(const struct arguments *arguments, struct check_options *check)
{
    static const char *const clocks[] = { "virtual", "real", "both", NULL };
    static const char *const formats[] = { "human", "tap", "junit", "json", "github", NULL };
    static const enum check_format format_of[] = { CHECK_HUMAN, CHECK_TAP, CHECK_JUNIT, CHECK_JSON,
                                                   CHECK_GITHUB };
    unsigned long long jobs = 0, turns = 0;
    int clock = 2, format = 0, exit_code;

    exit_code = value_choice(arguments, "clock", clocks, &clock);
    if (!exit_code)
        exit_code = value_number(arguments, "jobs", 1, JOBS_MAX, &jobs);
    if (!exit_code)
        exit_code = value_number(arguments, "turns", 1, UINT32_MAX, &turns);
    if (!exit_code)
        exit_code = value_choice(arguments, "format", formats, &format);
    if (!exit_code)
        exit_code = value_seconds(arguments, "early", &check->early);
    if (!exit_code)
        exit_code = value_seconds(arguments, "late", &check->late);
    check->virtual_clock = clock != 1;
    check->real_clock = clock != 0;
    check->side_by_side = (unsigned)jobs;
    check->turns = (uint32_t)turns;
    check->format = format_of[format];
    return exit_code ? exit_code : read_repeat(arguments, check);
}

/* Check the demos that the words name, and the golden files. Without words, check all demos. */
static int check_words(const struct arguments *arguments, bool only_files,
                       struct check_options *check)
{
    struct check_demo *demos = calloc(syllabus_count, sizeof *demos);
    struct check_demo *catalog = calloc(syllabus_count, sizeof *catalog);
    size_t count = 0;
    int exit_code = demos && catalog ? 0 : EXIT_TOOL_FAILED;

    if (!exit_code && !only_files)
        exit_code = selection_to_check(arguments, demos, &count);
    if (!exit_code) {
        selection_catalog(catalog);
        if (!only_files)
            check->catalog = (struct check_catalog){ catalog, syllabus_count };
        exit_code = check_demos(demos, count, check);
    }
    free(demos);
    free(catalog);
    return exit_code;
}

/* The beginning of the command that judges a C file. It is run in the folder of the file. */
static void add_judge(struct text *judge, const char *root)
{
    char program[PATH_MAX], folder[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    program[length > 0 ? length : 0] = '\0';
    text_add(judge, "exec ");
    command_add_word(judge, program);
    text_add(judge, " try --once");
    if (root && realpath(root, folder)) {
        text_add(judge, " --root=");
        command_add_word(judge, folder);
    }
    text_add(judge, " --");
}

static int execute(const struct arguments *arguments)
{
    static const struct compare_options usual = COMPARE_DEFAULTS;
    struct arguments demos = *arguments;
    char orders[PATH_MAX];
    struct check_options check = {
        .variant = selection_variant_to_check(arguments),
        .early = CHECK_EARLY,
        .late = CHECK_LATE,
        .root = selection_root(arguments),
        .root_was_given = arguments_value(arguments, "root"),
        .embedded = embedded_golden,
        .reference = arguments_value(arguments, "reference"),
        .orders = arguments_value(arguments, "orders"),
        .orders_of_build = build_folder_find(orders, "orders") ? orders : NULL,
        .save_reference = arguments_value(arguments, "save-reference"),
        .out = stdout,
        .colour = terminal_colour(STDOUT_FILENO),
        .symbols = terminal_symbols(STDOUT_FILENO),
        .progress = terminal_overwrites(STDERR_FILENO) ? stderr : NULL,
    };
    struct text judge = { 0 };
    int exit_code = read_options(arguments, &check);

    add_judge(&judge, check.root);
    check.files.judge = text_string(&judge);
    if (!exit_code)
        exit_code = golden_names_take(&demos, check.root, &check.files);
    check.files.early = arguments_value(arguments, "early") ? check.early : usual.early;
    check.files.late = arguments_value(arguments, "late") ? check.late : usual.late;
    if (!exit_code)
        exit_code = check_words(&demos, check.files.count && !demos.word_count, &check);
    golden_names_free(&check.files);
    text_free(&judge);
    return exit_code;
}

const struct command command_check = {
    .name = "check",
    .words = "[DEMO|CHAPTER|FILE]...",
    .summary = "check that demos and commands print what they should",
    .example = "asyncdemo check production\nasyncdemo check lock --clock=virtual\n"
               "asyncdemo check tick.golden --repeat=20\nasyncdemo check */lock-too-late.c",
    .details =
        "Golden transcripts have what a demo should print, and goldens of events what its tasks"
        " should do; see \"asyncdemo help events\". Without a name, all demos are checked. A golden"
        " file tells what any command should print and when; see \"asyncdemo help golden\". A C"
        " file of a user, as of a class's exercises, is built and judged as \"asyncdemo try\" does;"
        " its name is that of its exercise. No check"
        " sees a fault that changes neither the lines nor the events of a run: a missing await of a"
        " task that has ended already, or a second co_event_set().",
    .options = options,
    .execute = execute,
};
