#include "cli/events_file.h"

#include "cli/command.h"
#include "cli/output_file.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file would get both the events and the log or the picture. */
static bool is_output(const struct arguments *arguments, const char *path)
{
    const char *output = arguments_value(arguments, "output");
    struct stat file, log;

    if (output && strcmp(output, "-") != 0)
        return output_file_is_same(path, output);
    return stat(path, &file) == 0 && fstat(STDOUT_FILENO, &log) == 0 && S_ISREG(file.st_mode) &&
           file.st_dev == log.st_dev && file.st_ino == log.st_ino;
}

static int refuse(const char *path, int reason)
{
    if (!output_file_check(path))
        fprintf(stderr, "%s cannot be written: %s.\n", path, strerror(reason));
    return EXIT_TOOL_FAILED;
}

int events_file_open(const struct arguments *arguments, size_t runs, struct events_sink *sink)
{
    const char *path = arguments_value(arguments, "events");
    FILE *file;

    *sink = (struct events_sink){ 0 };
    if (!path)
        return 0;
    if (strcmp(path, "-") == 0)
        return value_error(arguments, "events", "stdout is for the log alone; name a file.");
    if (runs > 1 && events_sink_is_text(path))
        return value_error(arguments, "events",
                           "a file of this kind has the events of one demo; a file of JSON lines,"
                           " such as events.jsonl, may have those of several.");
    if (is_output(arguments, path))
        return value_error(arguments, "events",
                           "this file gets the output, so name another one for the events.");
    file = fopen(path, "we");
    if (!file)
        return refuse(path, errno);
    /* A file that grows beyond its limit (ulimit -f) fails as it does on a full disk. */
    signal(SIGXFSZ, SIG_IGN);
    events_sink_begin(sink, file, path);
    return 0;
}

void events_file_attach(struct events_sink *sink, const char *demo, struct run_options *run)
{
    if (!sink->file)
        return;
    events_sink_name(sink, demo, run->variant);
    run_listen_to_crash(run, events_sink_note, sink);
}

/* A part of the events looks like a run that ended early, so no part of them stays in a file. What
 * a pipe or a device has got is its reader's. `opened` is the status of the file that was written
 * to; its path may have another file by now. */
static bool remove_part(const char *path, const struct stat *opened)
{
    char place[PATH_MAX];
    struct stat status;

    /* Not the symbolic link to it. */
    if (!S_ISREG(opened->st_mode) || !realpath(path, place) || stat(place, &status) < 0 ||
        status.st_dev != opened->st_dev || status.st_ino != opened->st_ino)
        return false;
    return unlink(place) == 0 || truncate(place, 0) == 0;
}

int events_file_close(struct events_sink *sink)
{
    struct stat opened = { 0 };
    int result;

    if (!sink->file)
        return EXIT_WELL;
    result = events_sink_end(sink);
    (void)fstat(fileno(sink->file), &opened);
    if (fclose(sink->file) != 0 && result == 0)
        result = -errno;
    if (result == 0)
        return EXIT_WELL;
    fprintf(stderr, "%s is not complete%s: %s.\n", sink->path,
            remove_part(sink->path, &opened) ? ", and is removed" : "", strerror(-result));
    return EXIT_TOOL_FAILED;
}
