#include "cli/command.h"

#include "check/compare.h"
#include "check/mojibake.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
    { "early", 0, "SECONDS", "how much too early a line may come. Default: 0.05" },
    { "late", 0, "SECONDS", "how much too late a line may come. Default: 0.05" },
    { 0 },
};

struct comparison_files {
    const char *golden_path, *transcript_path;
    struct compare_subject subject;
    const struct compare_options *tolerance;
};

/* ---- Reading ---- */

static int read_golden(const struct comparison_files *files, struct transcript *golden)
{
    struct transcript_error error;

    if (transcript_read(golden, files->golden_path, TRANSCRIPT_GOLDEN_LOG, &error) == 0)
        return EXIT_WELL;
    fprintf(stderr, "%s\n", error.message);
    return EXIT_TOOL_FAILED;
}

/* A file that can be read but is no transcript differs from every golden. */
static int read_transcript(const struct comparison_files *files, struct transcript *transcript)
{
    struct transcript_error error;
    int rc = transcript_read(transcript, files->transcript_path, TRANSCRIPT_FROM_ELSEWHERE, &error);

    if (rc == 0)
        return EXIT_WELL;
    if (rc != -EBADMSG && rc != -EILSEQ && rc != -EFBIG) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_TOOL_FAILED;
    }
    printf("%s differs from %s: it is no transcript.\n%s\n", files->subject.transcript_name,
           files->subject.golden_name, error.message);
    return EXIT_CHECK_FAILED;
}

/* ---- Comparing ---- */

static struct compare_result compare(const struct comparison_files *files,
                                     const struct transcript *golden,
                                     const struct transcript *transcript)
{
    return compare_transcripts(golden, transcript, files->tolerance);
}

/* If the transcript is mojibake and fits better after it is turned back, the turned-back text is
 * judged instead. */
static int judge(struct comparison_files *files, const struct transcript *golden,
                 const struct transcript *transcript)
{
    struct compare_result result = compare(files, golden, transcript), other;
    struct transcript meant = { 0 };
    struct mojibake mojibake;

    files->subject.flaws = transcript->flaws;
    if (result.kind != COMPARE_SAME && mojibake_undo(golden, transcript, &meant, &mojibake)) {
        other = compare(files, golden, &meant);
        if (other.kind == COMPARE_SAME || other.matched >= result.matched) {
            result = other;
            files->subject.mojibake = &mojibake;
            files->subject.flaws = meant.flaws;
        }
    }
    compare_report(stdout, &result, files->tolerance, &files->subject);
    transcript_free(&meant);
    return compare_agrees(&result, &files->subject) ? EXIT_WELL : EXIT_CHECK_FAILED;
}

static int compare_files(struct comparison_files *files)
{
    struct transcript golden = { 0 }, transcript = { 0 };
    int exit_code = read_golden(files, &golden);

    if (!exit_code)
        exit_code = read_transcript(files, &transcript);
    if (!exit_code)
        exit_code = judge(files, &golden, &transcript);
    transcript_free(&golden);
    transcript_free(&transcript);
    return exit_code;
}

static int execute(const struct arguments *arguments)
{
    struct compare_options tolerance = COMPARE_DEFAULTS;
    struct comparison_files files = { .tolerance = &tolerance };
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
    files.golden_path = files.subject.golden_name = arguments->words[0];
    files.transcript_path = files.subject.transcript_name = arguments->words[1];
    if (strcmp(files.transcript_path, "-") == 0)
        files.transcript_path = "/dev/stdin";
    return compare_files(&files);
}

const struct command command_compare = {
    .name = "compare",
    .words = "GOLDEN TRANSCRIPT",
    .summary = "compare what any program printed with a golden",
    .example = "asyncdemo compare golden/production/lock.txt transcript.txt\n"
               "python3 demos/patterns/race.py | asyncdemo compare golden/patterns/race.txt -",
    .details = "Lines must be the same and in the same order; times are judged with tolerances."
               " TRANSCRIPT may be - for stdin. In it, \"...\" stands for any lines, and the text"
               " behind an arrow is a remark.",
    .options = options,
    .execute = execute,
};
