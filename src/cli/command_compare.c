#include "cli/command.h"

#include "check/compare.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { "early", 0, "SECONDS", "how much too early a line may come. Default: 0.05" },
    { "late", 0, "SECONDS", "how much too late a line may come. Default: 0.05" },
    { 0 },
};

static int read_file(struct transcript *transcript, const char *path, enum transcript_form form)
{
    struct transcript_error error;

    if (transcript_read(transcript, path, form, &error) == 0)
        return EXIT_WELL;
    fprintf(stderr, "%s\n", error.message);
    return EXIT_TOOL_FAILED;
}

static int compare_files(const char *golden_path, const char *transcript_path,
                         const struct compare_options *tolerance)
{
    struct transcript golden = { 0 }, transcript = { 0 };
    int exit_code = read_file(&golden, golden_path, TRANSCRIPT_GOLDEN_LOG);

    if (!exit_code)
        exit_code = read_file(&transcript, transcript_path, TRANSCRIPT_OF_A_PROGRAM);
    if (!exit_code) {
        struct compare_result result = compare_transcripts(&golden, &transcript, tolerance);

        compare_report(stdout, &result, tolerance, golden_path, transcript_path);
        exit_code = result.kind == COMPARE_SAME ? EXIT_WELL : EXIT_CHECK_FAILED;
    }
    transcript_free(&golden);
    transcript_free(&transcript);
    return exit_code;
}

static int execute(const struct arguments *arguments)
{
    struct compare_options tolerance = COMPARE_DEFAULTS;
    const char *transcript;
    int exit_code;

    if (arguments->word_count != 2)
        return usage_error(
            "For instance:  asyncdemo compare golden/production/lock.txt TRANSCRIPT",
            "\"asyncdemo compare\" needs two files: a golden transcript, and the one to judge.");
    exit_code = value_seconds(arguments, "early", &tolerance.early);
    if (!exit_code)
        exit_code = value_seconds(arguments, "late", &tolerance.late);
    if (exit_code)
        return exit_code;
    transcript = arguments->words[1];
    if (strcmp(transcript, "-") == 0)
        transcript = "/dev/stdin";
    return compare_files(arguments->words[0], transcript, &tolerance);
}

const struct command command_compare = {
    .name = "compare",
    .words = "GOLDEN TRANSCRIPT",
    .summary = "compare what any program printed with a golden",
    .example = "asyncdemo compare golden/production/lock.txt transcript.txt\n"
               "python3 lock.py | asyncdemo compare golden/production/lock.txt -",
    .details = "Lines must be the same and in the same order; times are judged with tolerances."
               " TRANSCRIPT may be - for stdin. In it, \"...\" stands for any lines, and what is"
               " behind an arrow is a remark.",
    .options = options,
    .execute = execute,
};
