#include "cli/events_file.h"

#include "cli/command.h"

#include <errno.h>
#include <string.h>

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
    file = fopen(path, "we");
    if (file) {
        events_sink_begin(sink, file, path);
        return 0;
    }
    fprintf(stderr, "The events cannot be written to %s: %s.\n", path, strerror(errno));
    return EXIT_TOOL_FAILED;
}

void events_file_attach(struct events_sink *sink, struct run_options *run)
{
    if (sink->file)
        run_listen(run, events_sink_note, sink);
}

int events_file_close(struct events_sink *sink)
{
    int result;

    if (!sink->file)
        return EXIT_WELL;
    result = events_sink_end(sink);
    if (fclose(sink->file) != 0 && result == 0)
        result = -errno;
    if (result == 0)
        return EXIT_WELL;
    fprintf(stderr, "The events are not complete: %s.\n", strerror(-result));
    return EXIT_TOOL_FAILED;
}
