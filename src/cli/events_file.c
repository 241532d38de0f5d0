#include "cli/events_file.h"

#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int events_file_open(const struct arguments *arguments, int *descriptor)
{
    const char *path = arguments_value(arguments, "events");

    *descriptor = -1;
    if (!path)
        return 0;
    if (strcmp(path, "-") == 0)
        return value_error(arguments, "events", "stdout is for the log alone; name a file.");
    *descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (*descriptor >= 0)
        return 0;
    fprintf(stderr, "The events cannot be written to %s: %s.\n", path, strerror(errno));
    return EXIT_TOOL_FAILED;
}

int events_file_write(const struct stream *stream, int descriptor)
{
    FILE *file = fdopen(descriptor, "w");
    int result = file ? 0 : -errno;

    if (stream->failed)
        result = -ENOMEM;
    if (result == 0)
        result = stream_write_json(stream, file);
    if (file && fclose(file) != 0 && result == 0)
        result = -errno;
    if (result == 0)
        return EXIT_WELL;
    fprintf(stderr, "The events are not complete: %s.\n", strerror(-result));
    return EXIT_TOOL_FAILED;
}
